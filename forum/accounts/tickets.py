"""Tickets: what a page carries from one step of signing in to the next, sealed, short-lived, used once.

Nothing is stored when one is issued, so that asking for many costs nobody anything; only a used one is
noted, until it would have gone stale anyway.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from forum.accounts.models import SpentTicket
from forum.accounts.refusals import StaleTicket
from forum.lib import clock, keys
from forum.lib.db import db

GOOD_FOR = timedelta(minutes=5)  # as for every ceremony (TRUST.md, retention)
LONGEST = 2_000  # a real one has a few hundred characters
NONCE_BYTES = 16


@dataclass(frozen=True)
class Ticket:
    """What was sealed in a ticket, and what makes it the only one of its kind."""

    nonce: str
    until: datetime
    claims: dict[str, Any]


def issue(purpose: str, **claims: Any) -> str:
    """A ticket for one purpose; its claims are simple values that nobody but us can read or change."""
    until = (clock.now() + GOOD_FOR).timestamp()
    inside = {"nonce": secrets.token_hex(NONCE_BYTES), "until": until, "claims": claims}
    return base64.urlsafe_b64encode(keys.seal(purpose, json.dumps(inside))).decode()


def read(purpose: str, typed: str) -> Ticket:
    """What a ticket says; raises StaleTicket where it is not ours, for something else, or too old."""
    try:
        inside = json.loads(keys.unseal(purpose, base64.urlsafe_b64decode(typed[:LONGEST].encode())))
    except ValueError as error:  # no base64, or sealed under another key
        raise StaleTicket from error
    ticket = Ticket(inside["nonce"], datetime.fromtimestamp(inside["until"], UTC), inside["claims"])
    if ticket.until <= clock.now():
        raise StaleTicket
    return ticket


def spend(ticket: Ticket) -> None:
    """Have a ticket count this once; raises StaleTicket where it already did. Within a transaction."""
    try:
        with db.session.begin_nested():
            db.session.add(SpentTicket(nonce=ticket.nonce, until=ticket.until))
    except IntegrityError as error:
        raise StaleTicket from error

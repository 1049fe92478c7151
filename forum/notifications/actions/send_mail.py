"""Send what waits for a member's address, if at this very moment it may still be sent.

What is sent goes out before the transaction that notes it, so a worker that dies between the two sends it
again, under the same id; whatever else happens, it is sent once. Nothing is kept open meanwhile.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from forum.access import Deed, Viewer, may, require
from forum.accounts.policy import coarse
from forum.lib import clock, keys, mail
from forum.lib.db import db, writing
from forum.notifications import letters
from forum.notifications.actions.give_address import CODE
from forum.notifications.letters import Letter
from forum.notifications.models import MailAddress, Notice, NoticeKind
from forum.notifications.queries.mail import address_of, may_be_sent, news_for

GIVEN_UP = timedelta(hours=24)  # a server that was away for so long has the operator's attention
HOUR = timedelta(hours=1)  # how closely it is kept when a mail was sent


class Became(StrEnum):
    """What came of it."""

    SENT = "sent"
    DROPPED = "dropped"  # there is nothing to tell any more, or nobody to be told
    REFUSED = "refused"  # there is no such mailbox


@dataclass(frozen=True)
class Delivery:
    """What is to be noted of one address; `of` says which, in case another was given meanwhile."""

    account_id: int
    of: bytes
    became: Became
    is_code: bool
    through: int


def deliver(viewer: Viewer, account_id: int) -> Delivery | None:
    """Send it, storing nothing; raises mail.Away, and is then called again, later and later."""
    require(may(viewer, Deed.MODERATE))
    kept = db.session.get(MailAddress, account_id)
    if kept is None or (kept.code_sealed is None and kept.queued_at is None):
        return None
    of, is_code, address = kept.sealed, kept.code_sealed is not None, address_of(kept)
    key = keys.digest("mail id", f"{account_id} {kept.code_digest if is_code else kept.queued_at}")
    letter, through = _code(viewer, kept) if is_code else _news(viewer, kept)
    db.session.rollback()
    became = Became.DROPPED if letter is None else _send(address, letter, key)
    return Delivery(account_id, of, became, is_code, through)


@writing()
def note_delivery(viewer: Viewer, delivery: Delivery | None) -> None:
    """Note what became of it."""
    require(may(viewer, Deed.MODERATE))
    if delivery is None:
        return
    kept = db.session.get(MailAddress, delivery.account_id)
    if kept is None or kept.sealed != delivery.of:
        return
    if delivery.became is Became.REFUSED:
        _switch_off(kept.digest)
    kept.code_sealed = None
    if delivery.is_code:
        return
    kept.queued_at, kept.told_through = None, max(kept.told_through, delivery.through)
    if delivery.became is Became.SENT:
        kept.sent_at, kept.has_looked = coarse(clock.now(), HOUR), False


def _code(viewer: Viewer, kept: MailAddress) -> tuple[Letter | None, int]:
    is_late = kept.code_until is None or kept.code_until <= clock.now()
    if is_late or kept.code_sealed is None or not may_be_sent(viewer, kept):
        return None, 0
    return letters.of_code(keys.unseal_of(CODE, kept.account_id, kept.code_sealed)), 0


def _news(viewer: Viewer, kept: MailAddress) -> tuple[Letter | None, int]:
    news = news_for(viewer, kept)
    is_late = kept.queued_at is not None and kept.queued_at <= clock.now() - GIVEN_UP
    if not news.is_any or is_late or not may_be_sent(viewer, kept):
        return None, news.through
    return (letters.of_reply() if news.is_reply else letters.of_notice()), news.through


def _send(address: str, letter: Letter, key: str) -> Became:
    mailer = mail.of_app()
    try:
        mailer.send(mailer.compose(address, letter.subject, letter.text, key=key))
    except mail.NoMailbox:
        return Became.REFUSED
    return Became.SENT


def _switch_off(digest: str) -> None:
    """Send nothing more to an address, whoever gave it, and tell them."""
    for kept in db.session.scalars(select(MailAddress).where(MailAddress.digest == digest)):
        if kept.refused_on is None:
            told = Notice(account_id=kept.account_id, kind=NoticeKind.MAIL_REFUSED, at=clock.now())
            db.session.add(told)
        kept.refused_on, kept.queued_at, kept.code_sealed = clock.today(), None, None
    db.session.flush()

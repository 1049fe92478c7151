"""How the hall knows who comes in: the room's part at the edge of a request."""

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from forum.accounts import policy, queries
from forum.accounts.actions.sign_out import sign_out
from forum.accounts.models import SignInSession
from forum.accounts.queries import Arrival
from forum.lib import asides, clock
from forum.lib.db import db
from forum.web import current
from forum.web.current import SignedIn


def signed_in(token: str) -> SignedIn | None:
    """Who comes by a session's token. Belongs before anything else is done in a request."""
    arrival = queries.arrival(token)
    if arrival is None:
        return None
    _note_use(arrival)
    return SignedIn(arrival.viewer, arrival.session_id)


def still_signed_in(token: str) -> SignedIn | None:
    """Who comes by a session's token now; changes nothing."""
    arrival = queries.arrival(token)
    return SignedIn(arrival.viewer, arrival.session_id) if arrival is not None else None


def leave() -> None:
    """End the session that this request came by; no fault of ours may keep anybody from leaving."""
    try:
        session = current.session()
        if session is not None:
            sign_out(session.viewer, session.session_id)
            db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()


def _note_use(arrival: Arrival) -> None:
    """Note once per step that the session is in use: reading costs no write but once an hour."""
    noted = policy.coarse(clock.now(), policy.lifetime(arrival.role).step)
    if noted <= arrival.last_used_at:
        return
    used = update(SignInSession).where(SignInSession.id == arrival.session_id).values(last_used_at=noted)
    asides.note(used)

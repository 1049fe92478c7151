"""The last step of joining, signing in and recovering: a new session under a new token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from forum.access import Role
from forum.accounts import policy, tokens
from forum.accounts.models import Account, SignInSession
from forum.lib import clock
from forum.lib.db import db


@dataclass(frozen=True)
class Opened:
    """A session that was just opened; its token is known now and never again."""

    token: str
    session_id: int
    expires_at: datetime


def open_for(account: Account, *, instead_of: int | None = None, has_second_factor: bool = False) -> Opened:
    """Open a session for an account; the one that the same browser had before ends."""
    if instead_of is not None:
        db.session.execute(delete(SignInSession).where(SignInSession.id == instead_of))
    rule = policy.lifetime(Role(account.role))
    now = policy.coarse(clock.now(), rule.step)
    token = tokens.new_token()
    session = SignInSession(
        account_id=account.id,
        persona_id=account.personas[0].id,  # one pen name each, for now
        token_digest=tokens.digest(token),
        created_at=now,
        last_used_at=now,
        expires_at=now + rule.longest,
        confirmed_until=clock.now() + policy.CONFIRMED_FOR,
        has_second_factor=has_second_factor,
    )
    db.session.add(session)
    db.session.flush()
    return Opened(token, session.id, session.expires_at)

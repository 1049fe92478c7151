"""Restrict an account for a while, and end that."""

from datetime import datetime

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.accounts import policy
from forum.accounts.models import Account, SignInSession
from forum.lib.db import db, writing


@writing()
def suspend(viewer: Viewer, account: Account, until: datetime) -> None:
    """Bar somebody from taking part until a moment comes; `policy.BANNED` never does.

    They are signed out everywhere. They may sign in again: the statement, an appeal, taking their texts
    with them and leaving remain open to them.
    """
    require(policy.can_restrict(viewer, account))
    standing = account.suspended_until
    account.suspended_until = until if standing is None else max(until, standing)  # none shortens another
    db.session.execute(delete(SignInSession).where(SignInSession.account_id == account.id))
    db.session.flush()


@writing()
def limit(viewer: Viewer, account: Account, until: datetime) -> None:
    """Have everything that somebody writes until a moment comes wait for a moderator."""
    require(policy.can_restrict(viewer, account))
    account.limited_until = until
    db.session.flush()


@writing()
def lift_restrictions(viewer: Viewer, account: Account) -> None:
    """Let somebody take part again as before."""
    require(policy.can_restrict(viewer, account))
    account.suspended_until = None
    account.limited_until = None
    db.session.flush()

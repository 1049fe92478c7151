"""Have one's visits remembered, or forgotten."""

from sqlalchemy import delete, update

from forum.access import Viewer, require
from forum.accounts.models import Account
from forum.discussion import policy
from forum.discussion.models import Visit
from forum.lib.db import db, writing


def keep_visits(viewer: Viewer, *, on: bool) -> None:
    """Remember from now on which pieces the viewer opens, or no longer and nothing of before."""
    require(policy.can_keep_visits(viewer))
    with writing():
        db.session.execute(update(Account).where(Account.id == viewer.account_id).values(keeps_visits=on))
        if not on:
            _forget(viewer)


def forget_visits(viewer: Viewer) -> None:
    """Forget all visits of the viewer; later ones are remembered as before."""
    require(policy.can_keep_visits(viewer))
    with writing():
        _forget(viewer)


def _forget(viewer: Viewer) -> None:
    db.session.execute(delete(Visit).where(Visit.account_id == viewer.account_id))

"""A moderator's own desk: what they are spared, how much a day is enough, and whether it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import func, select

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import policy
from forum.moderation.models import DailyCap, Decision, SparedReason


@dataclass(frozen=True)
class Desk:
    """What a moderator has set for themselves."""

    spared: frozenset[str]
    cap: int | None


def desk(viewer: Viewer) -> Desk:
    """The viewer's own settings."""
    require(policy.can_see_queue(viewer))
    spared = select(SparedReason.reason).where(SparedReason.account_id == viewer.account_id)
    cap = select(DailyCap.cases).where(DailyCap.account_id == viewer.account_id)
    return Desk(frozenset(db.session.scalars(spared)), db.session.scalar(cap))


def is_enough_for_today(viewer: Viewer) -> bool:
    """Whether a moderator has decided as much today (in UTC) as they meant to."""
    cap = db.session.scalar(select(DailyCap.cases).where(DailyCap.account_id == viewer.account_id))
    if cap is None:
        return False
    midnight = datetime.combine(clock.today(), time(), UTC)
    mine = (Decision.decided_at >= midnight, Decision.decided_by_id == viewer.account_id)
    return (db.session.scalar(select(func.count()).select_from(Decision).where(*mine)) or 0) >= cap

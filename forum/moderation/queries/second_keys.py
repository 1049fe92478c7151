"""What waits for another moderator: proposals, and overrides of the conflict guard to review."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.access import AccessRefused, Allowed, Hidden, Viewer, require
from forum.accounts.models import Account, Persona
from forum.lib.db import by_public_id, db
from forum.moderation import policy
from forum.moderation.models import ConflictOverride, Proposal

SHOWN = 50  # the newest; whoever wants more asks the database


@dataclass(frozen=True)
class OverrideView:
    """An override as moderators see it."""

    override: ConflictOverride
    by: str
    reviewer: str | None
    at: datetime
    may_review: bool


def find_proposal(viewer: Viewer, public_id: str) -> Proposal:
    """A proposal in a case that the viewer may open; else AccessRefused."""
    require(policy.can_see_queue(viewer))
    found = by_public_id(Proposal, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_case(viewer, found.case))
    return found


def find_override(viewer: Viewer, public_id: str) -> ConflictOverride:
    """An override by its id; else AccessRefused."""
    require(policy.can_see_queue(viewer))
    found = by_public_id(ConflictOverride, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_case(viewer, found.case))
    return found


def overrides(viewer: Viewer) -> list[OverrideView]:
    """The newest overrides in cases that the viewer may open."""
    require(policy.can_see_queue(viewer))
    newest = select(ConflictOverride).order_by(ConflictOverride.id.desc()).limit(SHOWN)
    found = db.session.scalars(newest.options(selectinload(ConflictOverride.case))).all()
    seen = [each for each in found if isinstance(policy.can_open_case(viewer, each.case), Allowed)]
    names = _names({each.account_id for each in seen} | {each.reviewed_by_id for each in seen})
    return [
        OverrideView(
            override=each,
            by=names.get(each.account_id, ""),
            reviewer=names.get(each.reviewed_by_id),
            at=each.at,
            may_review=each.reviewed_at is None and isinstance(policy.can_review(viewer, each), Allowed),
        )
        for each in seen
    ]


def _names(accounts: set[int | None]) -> dict[int | None, str]:
    """The pen names of moderators."""
    wanted = [account for account in accounts if account is not None]
    query = select(Account.id, Persona.pen_name).join(Persona, Persona.account_id == Account.id)
    return {row.id: row.pen_name for row in db.session.execute(query.where(Account.id.in_(wanted)))}

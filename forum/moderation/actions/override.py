"""Go past the conflict guard in an emergency, and review that somebody did."""

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy, queries
from forum.moderation.models import Case, ConflictOverride
from forum.moderation.refusals import OverrideUnexplained


@writing()
def override(viewer: Viewer, case: Case, reason: str) -> ConflictOverride:
    """Let the viewer decide a case that the guard keeps from them; logged, and reviewed by another."""
    ties = queries.ties(viewer, case)
    require(policy.can_override(viewer, case, ties))
    if not reason.strip():
        raise OverrideUnexplained
    made = ConflictOverride(
        case_id=case.id,
        account_id=viewer.account_id,
        conflict=policy.conflict_of(ties) or "",
        reason=reason.strip(),
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


@writing()
def review(viewer: Viewer, made: ConflictOverride, words: str) -> None:
    """Say what one thinks of another moderator's override; the first review stands."""
    require(policy.can_review(viewer, made))
    if not words.strip():
        raise OverrideUnexplained
    db.session.refresh(made, with_for_update=True)
    if made.reviewed_at is not None:
        return
    made.reviewed_by_id = viewer.account_id
    made.reviewed_at = clock.now()
    made.review = words.strip()
    db.session.flush()

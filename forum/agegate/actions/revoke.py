"""Taking proofs back: a provider turned out not to be trusted, or one account's proof was not its own."""

from typing import Any, cast

from sqlalchemy import CursorResult, delete, update

from forum.access import Viewer, require
from forum.agegate import policy
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.lib.db import db, writing

LONGEST_REASON = 60


@writing()
def revoke(
    viewer: Viewer,
    reason: str,
    *,
    method: str,
    provider_key: str | None = None,
    account_id: int | None = None,
) -> int:
    """Have answers by a method count no more, all or one provider's or one account's; gives how many.

    Proofs that their browsers have yet to take away go with them. The operator's command asks for it. Its
    reason is shown to those whom it concerns; they can answer again.
    """
    require(policy.can_look_after(viewer))
    if account_id is None:
        proved = (AgeCeremony.method == method, AgeCeremony.provider_key.is_not(None))
        waiting = delete(AgeCeremony).where(*proved)
        if provider_key is not None:
            waiting = waiting.where(AgeCeremony.provider_key == provider_key)
        db.session.execute(waiting)
    taken = update(AgeAnswer).where(AgeAnswer.method == method, AgeAnswer.revoked_reason.is_(None))
    if provider_key is not None:
        taken = taken.where(AgeAnswer.provider_key == provider_key)
    if account_id is not None:
        taken = taken.where(AgeAnswer.account_id == account_id)
    result = db.session.execute(taken.values(revoked_reason=reason[:LONGEST_REASON]))
    return cast("CursorResult[Any]", result).rowcount

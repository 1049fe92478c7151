"""What the gate keeps when an account answers: level, method, date and policy version."""

from forum.access import AgeLevel, Deed, Viewer, may, require
from forum.agegate import policy
from forum.agegate.models import AgeAnswer
from forum.lib import clock
from forum.lib.db import db, writing


@writing()
def declare(viewer: Viewer) -> None:
    """Keep a signed-in viewer's declaration with their account; a visitor's is kept nowhere."""
    require(may(viewer, Deed.READ))
    if viewer.account_id is None:
        return
    answer = db.session.get(AgeAnswer, viewer.account_id) or AgeAnswer(account_id=viewer.account_id)
    if (answer.level or AgeLevel.NONE) > AgeLevel.DECLARED:
        return
    answer.level = AgeLevel.DECLARED
    answer.method = "click"
    answer.answered_on = clock.today()
    answer.policy_version = policy.POLICY_VERSION
    answer.expires_on = None
    answer.revoked_reason = None
    db.session.add(answer)
    db.session.flush()

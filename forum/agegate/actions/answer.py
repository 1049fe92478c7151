"""What the gate keeps when an account answers: level, method, provider, date, policy version, expiry."""

from datetime import date, timedelta

from forum.access import AgeLevel, Deed, Viewer, may, require
from forum.agegate import policy, policy_file
from forum.agegate.models import AgeAnswer
from forum.lib import clock, throttle
from forum.lib.db import db, writing

BROUGHT = "brought"  # shown as a visitor, who is asked by which method but has it noted nowhere


@writing()
def declare(viewer: Viewer) -> None:
    """Keep a signed-in viewer's declaration with their account; a visitor's is kept nowhere."""
    require(may(viewer, Deed.READ))
    if viewer.account_id is None:
        return
    _wait_for_others(viewer.account_id)
    if _worth(viewer.account_id) < AgeLevel.DECLARED:
        _keep(viewer.account_id, AgeLevel.DECLARED, "click", expires_on=None)


@writing()
def keep_proof(viewer: Viewer, method: str, provider_key: str) -> None:
    """Keep with a signed-in viewer's account that they have proved their age; a visitor's is kept nowhere."""
    require(may(viewer, Deed.READ))
    if viewer.account_id is not None:
        _wait_for_others(viewer.account_id)
        until = policy.account_expiry(clock.today(), AgeLevel.VERIFIED)
        _keep(viewer.account_id, AgeLevel.VERIFIED, method, until, provider_key)


@writing()
def bring_along(viewer: Viewer, account_id: int) -> None:
    """Have a new account begin with what its owner has shown before, so that nobody is asked again at once.

    A proof counts for no longer than a visitor's does: nothing says by which method, or by whom, it was
    made, and whoever opens an account on a shared device must make their own before long.
    """
    require(may(viewer, Deed.READ))
    if viewer.age_level >= AgeLevel.VERIFIED:
        _keep(account_id, AgeLevel.VERIFIED, BROUGHT, clock.today() + timedelta(days=policy.SESSION_DAYS))
    elif viewer.age_level >= AgeLevel.DECLARED:
        _keep(account_id, AgeLevel.DECLARED, "click", expires_on=None)


def _wait_for_others(account_id: int) -> None:
    """Have answers that one person gives in two tabs at once come one after the other."""
    throttle.turn("age answer", str(account_id))


def _worth(account_id: int) -> AgeLevel:
    kept = db.session.get(AgeAnswer, account_id, populate_existing=True)
    if kept is None or kept.revoked_reason is not None:
        return AgeLevel.NONE
    answer = policy.Answer(kept.level, kept.policy_version, kept.expires_on)
    return policy.worth(policy_file.in_force(), answer, clock.today())


def _keep(
    account_id: int, level: AgeLevel, method: str, expires_on: date | None, provider_key: str | None = None
) -> None:
    answer = db.session.get(AgeAnswer, account_id, populate_existing=True) or AgeAnswer(account_id=account_id)
    answer.level = level
    answer.method = method
    answer.provider_key = provider_key
    answer.answered_on = clock.today()
    answer.policy_version = policy_file.in_force().version
    answer.expires_on = expires_on
    answer.revoked_reason = None
    db.session.add(answer)
    db.session.flush()

"""How long sessions live, how members stand, and who may touch what."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.access import GUEST, SYSTEM, Allowed, Hidden, NeedsSignIn, Refused, Role, Standing, Viewer
from forum.accounts import policy
from forum.accounts.models import SignInSession

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _session(opened: datetime, used: datetime, role: Role = Role.MEMBER) -> SignInSession:
    longest = policy.lifetime(role).longest
    return SignInSession(account_id=1, created_at=opened, last_used_at=used, expires_at=opened + longest)


@pytest.mark.parametrize(
    ("role", "age", "unused", "alive"),
    [
        (Role.MEMBER, 13 * DAY, 0 * HOUR, True),
        (Role.MEMBER, 14 * DAY, 0 * HOUR, False),
        (Role.MEMBER, 8 * DAY, 7 * DAY - HOUR, True),
        (Role.MEMBER, 8 * DAY, 7 * DAY, False),
        (Role.MODERATOR, 23 * HOUR, 0 * HOUR, True),
        (Role.MODERATOR, 24 * HOUR, 0 * HOUR, False),
        (Role.MODERATOR, 5 * HOUR, timedelta(minutes=59), True),
        (Role.MODERATOR, 5 * HOUR, HOUR, False),
        (Role.ADMINISTRATOR, 5 * HOUR, HOUR, False),
    ],
)
def test_a_session_lives_as_long_as_was_promised(
    role: Role, age: timedelta, unused: timedelta, alive: bool
) -> None:
    assert policy.is_alive(_session(NOON - age, NOON - unused, role), role, NOON) is alive


def test_somebody_made_moderator_must_sign_in_again_tomorrow() -> None:
    opened_as_member = _session(NOON - 2 * DAY, NOON)
    assert policy.is_alive(opened_as_member, Role.MEMBER, NOON)
    assert not policy.is_alive(opened_as_member, Role.MODERATOR, NOON)


def test_last_use_is_kept_by_the_hour_and_never_rounded_up() -> None:
    moment = datetime(2026, 3, 1, 12, 59, 59, 999_999, tzinfo=UTC)
    assert policy.coarse(moment, policy.MEMBERS.step) == NOON
    assert policy.coarse(moment, policy.MODERATORS.step) == NOON + timedelta(minutes=50)


def test_standing_follows_from_the_account() -> None:
    assert policy.standing(0, None, NOON) is Standing.NEWCOMER
    assert policy.standing(1, None, NOON) is Standing.NEWCOMER
    assert policy.standing(2, None, NOON) is Standing.MEMBER
    assert policy.standing(9, NOON + HOUR, NOON) is Standing.SUSPENDED
    assert policy.standing(0, NOON + HOUR, NOON) is Standing.SUSPENDED
    assert policy.standing(9, NOON, NOON) is Standing.MEMBER, "a suspension ends when it says"


def test_everybody_may_touch_their_own_sessions_and_nobody_anothers() -> None:
    mine = _session(NOON, NOON)
    ada = Viewer(account_id=1, role=Role.MEMBER)
    assert policy.can_end_session(ada, mine) == Allowed()
    assert policy.can_end_session(ada, None) == Hidden()
    for role in (Role.MEMBER, Role.MODERATOR, Role.ADMINISTRATOR):
        assert policy.can_end_session(Viewer(account_id=2, role=role), mine) == Hidden()
    assert policy.can_end_session(GUEST, mine) == NeedsSignIn()


def test_a_suspended_member_keeps_their_account() -> None:
    bo = Viewer(account_id=1, role=Role.MEMBER, standing=Standing.SUSPENDED)
    assert policy.can_keep_account(bo) == Allowed()
    assert policy.can_sign_out(bo) == Allowed()


def test_only_the_operator_and_administrators_appoint() -> None:
    assert policy.can_appoint(SYSTEM) == Allowed()
    assert policy.can_appoint(Viewer(account_id=1, role=Role.ADMINISTRATOR)) == Allowed()
    for role in (Role.GUEST, Role.MEMBER, Role.MODERATOR):
        assert policy.can_appoint(Viewer(account_id=1, role=role)) == Refused("role")

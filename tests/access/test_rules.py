"""The one table of who may do what, before the thing itself is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.access import GUEST, SYSTEM, AccessRefused, Allowed, Deed, NeedsSignIn, Refused, may, require
from forum.access.rules import RULES
from forum.access.viewer import Role, Standing, Viewer

viewers = st.builds(
    Viewer,
    account_id=st.just(1),
    persona_id=st.just(1),
    pen_name=st.just("Wren"),
    role=st.sampled_from([Role.MEMBER, Role.MODERATOR, Role.ADMINISTRATOR]),
    standing=st.sampled_from(Standing),
)


def test_every_deed_has_a_rule() -> None:
    assert set(RULES) == set(Deed)


@given(viewers, st.sampled_from(Deed))
def test_a_higher_role_is_never_refused_what_a_lower_one_may(viewer: Viewer, deed: Deed) -> None:
    if may(viewer, deed) == Allowed() and viewer.role < Role.ADMINISTRATOR:
        above = Viewer(1, 1, "Wren", Role(viewer.role + 1), viewer.standing)
        assert may(above, deed) == Allowed()


@given(viewers, st.sampled_from(Deed))
def test_suspension_never_adds_a_right(viewer: Viewer, deed: Deed) -> None:
    suspended = Viewer(1, 1, "Wren", viewer.role, Standing.SUSPENDED)
    if may(suspended, deed) == Allowed():
        assert may(viewer, deed) == Allowed()


@pytest.mark.parametrize("deed", [Deed.REPLY, Deed.START_POST, Deed.EDIT, Deed.WITHDRAW, Deed.MODERATE])
def test_a_guest_is_asked_to_sign_in(deed: Deed) -> None:
    assert may(GUEST, deed) == NeedsSignIn()


def test_a_suspended_member_reads_and_withdraws_but_does_not_write() -> None:
    bo = Viewer(1, 1, "Bodil", Role.MEMBER, Standing.SUSPENDED)
    assert may(bo, Deed.READ) == may(bo, Deed.WITHDRAW) == may(bo, Deed.READ_NOTICES) == Allowed()
    assert may(bo, Deed.REPLY) == Refused("suspended")


@given(st.sampled_from(Deed))
def test_the_system_may_all(deed: Deed) -> None:
    assert may(SYSTEM, deed) == Allowed()


def test_require_raises_with_the_decision() -> None:
    require(Allowed())
    with pytest.raises(AccessRefused) as refused:
        require(Refused("role"))
    assert refused.value.decision == Refused("role")


def test_a_suspended_moderator_sees_what_members_see() -> None:
    for role in (Role.MODERATOR, Role.ADMINISTRATOR):
        assert Viewer(1, 1, "Wren", role).is_moderator
        assert not Viewer(1, 1, "Wren", role, Standing.SUSPENDED).is_moderator

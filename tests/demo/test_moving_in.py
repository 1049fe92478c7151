"""The demonstration moves into an empty database, and into no other."""

from sqlalchemy.orm import Session

from forum.access import GUEST
from forum.accounts import passwords
from forum.accounts.actions import join
from forum.demo.people import PASSWORD
from forum.demo.seed import seed
from forum.lib import clock


def test_its_password_is_one_that_joining_would_take() -> None:
    passwords.check(PASSWORD, ["demo-member", "Kestrel", "Alcove"])


def test_a_community_with_an_account_is_left_alone(db_session: Session) -> None:
    join(GUEST, sign_in_name="a name of my own", pen_name="First-Here", password=PASSWORD, network=None)
    found = seed(clock.now())
    assert not found.filled
    assert found.people == ()
    assert found.pieces == found.replies == 0

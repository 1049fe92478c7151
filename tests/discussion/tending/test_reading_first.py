"""An author reads replies before they are shown: nobody else sees them meanwhile, not even a count."""

import pytest
from sqlalchemy import select

from forum.discussion.models import ApproveFirst, Hold, SetAside, Visibility, Waits
from forum.lib.db import db
from forum.moderation.models import Case
from forum.notifications.models import Notice, NoticeKind
from tests.cast import Cast, Person
from tests.discussion.tending.conftest import SEEN, Garden
from tests.moderation.stage import address

PLANTED = "xylophone-under-the-stairs"


@pytest.fixture
def careful(garden: Garden) -> Garden:
    """Ada reads every reply first."""
    garden.change_terms(approve_first=ApproveFirst.ALL)
    return garden


def _told(garden: Garden, person: Person) -> list[str]:
    with garden.app.app_context():
        query = select(Notice.kind).where(Notice.account_id == person.account_id).order_by(Notice.id)
        return list(db.session.scalars(query))


def test_a_reply_waits_and_its_writer_sees_it_in_its_place(careful: Garden, cast: Cast) -> None:
    reply = careful.says(careful.pia, PLANTED)
    page = careful.visitor(careful.pia).get(address(reply), follow_redirects=True).text
    assert PLANTED in page
    assert "Waits for the author of the piece." in page
    assert PLANTED in careful.visitor(careful.pia).get("/u/Pia").text
    assert careful.state_of(reply) == Visibility.AWAITING
    assert careful.is_sound()


def test_nobody_else_sees_anything_not_even_a_count(careful: Garden, cast: Cast) -> None:
    before = careful.guest().get(careful.place).text
    reply = careful.says(careful.pia, PLANTED)
    assert careful.guest().get(careful.place).text == before
    for reader in (careful.guest(), careful.visitor(careful.kim), careful.visitor(cast.bo)):
        for path in (
            careful.place,
            "/",
            "/s/essays",
            "/u/Pia",
            "/notifications",
            f"{careful.place}/news?since=0",
        ):
            page = reader.get(path).text
            assert PLANTED not in page
            assert "wait for you" not in page
        assert reader.get(address(reply)).status_code == 404
        assert reader.get(f"{careful.place}/waiting").status_code in {303, 404}
    assert "replies wait" not in careful.visitor(cast.mira).get(careful.place).text


def test_no_moderation_case_is_opened_and_a_moderator_may_read_it_by_its_address(
    careful: Garden, cast: Cast
) -> None:
    reply = careful.says(careful.pia, PLANTED)
    assert careful.count(Case) == 0
    mira = careful.visitor(cast.mira)
    page = mira.get(address(reply), follow_redirects=True).text
    assert PLANTED in page
    assert "Let it through" not in page
    assert careful.acts(cast.mira, reply, "approve") == 403


def test_the_author_is_told_once_for_a_batch_and_sees_what_waits(careful: Garden, cast: Cast) -> None:
    first, second = careful.says(careful.pia, PLANTED), careful.says(careful.kim, "And I.")
    assert _told(careful, cast.ada) == [NoticeKind.WAITS_FOR_YOU]
    ada = careful.visitor(cast.ada)
    assert "Replies to your piece wait for you" in ada.get("/notifications").text
    assert "2 replies wait for you" in ada.get(careful.place).text
    assert PLANTED not in ada.get(careful.place).text
    page = ada.get(f"{careful.place}/waiting").text
    assert page.index(PLANTED) < page.index("And I.")
    assert careful.acts(cast.ada, first, "approve") == SEEN
    careful.says(careful.kim, "Another batch.")
    assert _told(careful, cast.ada) == [NoticeKind.WAITS_FOR_YOU, NoticeKind.WAITS_FOR_YOU]
    assert second


def test_letting_through_shows_it_to_everybody_and_tells_its_writer(careful: Garden, cast: Cast) -> None:
    reply = careful.says(careful.pia, PLANTED)
    for _twice in range(2):
        assert careful.acts(cast.ada, reply, "approve") == SEEN
    page = careful.guest().get(careful.place).text
    assert PLANTED in page
    assert "1 reply" in page
    assert _told(careful, careful.pia) == [NoticeKind.LET_THROUGH]
    assert "let your reply through" in careful.visitor(careful.pia).get("/notifications").text
    assert _told(careful, cast.ada) == [NoticeKind.WAITS_FOR_YOU]  # and not that somebody replied
    assert careful.is_sound()


def test_all_are_let_through_at_once_in_the_order_in_which_they_came(careful: Garden, cast: Cast) -> None:
    for number in range(3):
        careful.says((careful.pia, careful.kim)[number % 2], f"Number {number}.")
    careful.acts(cast.ada, careful.says(careful.kim, PLANTED), "hide")
    assert careful.acts(cast.ada, careful.piece_name, "approve") == SEEN
    page = careful.guest().get(careful.place).text
    assert page.index("Number 0.") < page.index("Number 1.") < page.index("Number 2.")
    assert PLANTED not in page
    assert careful.is_sound()


def test_what_is_hidden_while_it_waits_was_never_there_and_waits_again_when_that_is_undone(
    careful: Garden, cast: Cast
) -> None:
    reply = careful.says(careful.pia, PLANTED)
    before = careful.guest().get(careful.place).text
    assert careful.acts(cast.ada, reply, "hide") == SEEN
    assert careful.guest().get(careful.place).text == before
    assert PLANTED in careful.visitor(careful.pia).get(careful.place).text
    assert careful.guest().get(address(reply)).status_code == 404
    assert careful.acts(cast.ada, reply, "unhide") == SEEN
    assert careful.state_of(reply) == Visibility.AWAITING
    assert careful.count(SetAside) == 1
    assert careful.is_sound()


def test_of_each_person_only_the_first_reply_waits_where_that_was_asked(garden: Garden, cast: Cast) -> None:
    garden.change_terms(approve_first=ApproveFirst.FIRST)
    first, second = garden.says(garden.pia, "First."), garden.says(garden.pia, "Second, before that.")
    assert garden.state_of(second) == Visibility.AWAITING  # nothing of Pia's has been let through yet
    garden.acts(cast.ada, first, "approve")
    assert garden.state_of(garden.says(garden.pia, "Third.")) == Visibility.PUBLISHED
    assert garden.state_of(garden.says(garden.kim, "Mine.")) == Visibility.AWAITING
    garden.acts(cast.ada, first, "hide")
    garden.removed(garden.says(garden.kim, "Another."))
    assert garden.state_of(garden.says(garden.kim, "Once more.")) == Visibility.AWAITING


def test_the_authors_own_replies_do_not_wait(careful: Garden, cast: Cast) -> None:
    assert careful.state_of(careful.says(cast.ada, "I forgot something.")) == Visibility.PUBLISHED


def test_a_newcomers_reply_waits_for_moderators_first_and_then_for_the_author(
    careful: Garden, cast: Cast
) -> None:
    reply = careful.says(cast.nell, PLANTED)
    assert careful.state_of(reply) == Visibility.HELD
    with careful.app.app_context():
        assert sorted(db.session.scalars(select(Hold.waits_for))) == [Waits.AUTHOR, Waits.MODERATORS]
    assert careful.count(Case) == 1
    assert _told(careful, cast.ada) == []
    assert PLANTED not in careful.visitor(cast.ada).get(f"{careful.place}/waiting").text
    assert careful.visitor(cast.ada).get(address(reply)).status_code == 404
    assert careful.acts(cast.ada, reply, "approve") == 404
    careful.approved(reply)
    assert careful.state_of(reply) == Visibility.AWAITING
    assert _told(careful, cast.ada) == [NoticeKind.WAITS_FOR_YOU]
    assert careful.acts(cast.ada, reply, "approve") == SEEN
    assert careful.state_of(reply) == Visibility.PUBLISHED
    assert careful.is_sound()


def test_a_reply_that_waits_cannot_be_answered_and_can_be_withdrawn(careful: Garden, cast: Cast) -> None:
    reply = careful.says(careful.pia, PLANTED)
    assert careful.sends(careful.pia, "And also.", to=reply) == 409
    assert careful.sends(careful.kim, "And also.", to=reply) == 404
    assert careful.acts(careful.pia, reply, "withdraw") == SEEN
    assert PLANTED not in careful.visitor(cast.ada).get(f"{careful.place}/waiting").text
    assert careful.acts(cast.ada, reply, "approve") == 404
    assert careful.is_sound()


def test_the_list_goes_on_page_by_page(careful: Garden, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.discussion.queries.waiting.REPLIES_A_PAGE", 1)
    first, second = careful.says(careful.pia, "Number 0."), careful.says(careful.pia, "Number 1.")
    ada = careful.visitor(cast.ada)
    page = ada.get(f"{careful.place}/waiting").text
    assert "Number 0." in page
    assert "Number 1." not in page
    further = ada.get(f"{careful.place}/waiting?page={first.split(':')[1]}").text
    assert "Number 1." in further
    assert "Number 0." not in further
    for reply in (first, second):
        careful.acts(cast.ada, reply, "hide")
    assert "Number 1." in ada.get(f"{careful.place}/waiting").text
    assert "Number 0." in ada.get(f"{careful.place}/waiting?hidden={second.split(':')[1]}").text
    assert ada.get(f"{careful.place}/waiting?page=nowhere").status_code == 404


def test_an_author_can_flag_what_waits_and_it_is_the_moderators_from_then_on(
    careful: Garden, cast: Cast
) -> None:
    reply = careful.says(careful.pia, "I know where you live.")
    ada = careful.visitor(cast.ada)
    assert f"/flag?on={reply}" in ada.get(f"{careful.place}/waiting").text
    assert ada.get(f"/flag?on={reply}").status_code == 200
    careful.flag(cast.ada, reply, reason="stalking")
    careful.removed(reply)
    assert "I know where you live." not in ada.get(f"{careful.place}/waiting").text
    assert careful.acts(cast.ada, reply, "approve") == 404
    assert careful.is_sound()


def test_new_words_wait_again_where_every_reply_is_read_first(careful: Garden, cast: Cast) -> None:
    reply = careful.says(careful.pia, "A kind word.")
    careful.acts(cast.ada, reply, "approve")
    careful.says(cast.ada, "How kind.", to=reply)
    assert careful.acts(careful.pia, reply, "edit", body=PLANTED) == SEEN
    for reader in (careful.guest(), careful.visitor(careful.kim)):
        page = reader.get(careful.place).text
        assert PLANTED not in page
        assert "Waits for the author of the piece." in page
        assert "How kind." in page
    own = careful.visitor(careful.pia).get(careful.place).text
    assert own.count(PLANTED) == 1
    assert "Waits for the author of the piece." in own
    assert PLANTED in careful.visitor(cast.ada).get(f"{careful.place}/waiting").text
    assert careful.is_sound()
    assert careful.acts(cast.ada, reply, "approve") == SEEN
    assert PLANTED in careful.guest().get(careful.place).text
    assert careful.is_sound()

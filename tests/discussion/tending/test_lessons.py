"""What fifteen years of AO3's leak fixes teach about an author's tools, a test for each lesson."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.discussion.models import ApproveFirst, Post, RepliesWanted
from forum.lib.db import db
from forum.notifications import queries as notifications
from tests.cast import Cast
from tests.discussion.tending.conftest import SEEN, Garden
from tests.fixtures.clients import Visitor
from tests.moderation.stage import address, text_of
from tests.search.looking import finds

PLANTED = "xylophone"

Hide = Callable[[Garden], str]


def _hidden(garden: Garden) -> str:
    reply = garden.says(garden.pia, f"Play the {PLANTED}, @Kim.")
    garden.acts(garden.cast.ada, reply, "hide")
    return reply


def _waiting(garden: Garden) -> str:
    garden.change_terms(approve_first=ApproveFirst.ALL)
    return garden.says(garden.pia, f"Play the {PLANTED}, @Kim.")


def _hidden_while_waiting(garden: Garden) -> str:
    reply = _waiting(garden)
    garden.acts(garden.cast.ada, reply, "hide")
    return reply


@pytest.fixture(params=[_hidden, _waiting, _hidden_while_waiting])
def kept_back(request: pytest.FixtureRequest, garden: Garden) -> str:
    """Pia's reply, which Ada keeps back."""
    keep: Hide = request.param
    return keep(garden)


def _others(garden: Garden, cast: Cast) -> list[Visitor]:
    return [garden.new_visitor(), garden.guest(), *(garden.visitor(who) for who in (garden.kim, cast.bo))]


def test_visibility_is_decided_in_one_place(garden: Garden, cast: Cast, kept_back: str) -> None:
    """Planted words on every page of everybody who may not read them; the doctor asks the same one place."""
    piece, reply = garden.place, address(kept_back)
    views = (piece, f"{piece}?sort=newest", f"{piece}/unread", f"{piece}/news?since=0", f"{piece}/waiting")
    acts = (reply, f"{reply}/edit", f"{reply}/withdraw", f"/flag?on={kept_back}")
    for reader in _others(garden, cast):
        for path in (*views, *acts, "/", "/s/essays", "/u/Pia", "/notifications", "/moderation/log"):
            answer = reader.get(path, follow_redirects=True)
            assert PLANTED not in answer.text, path
            assert answer.status_code < 500, path
    assert garden.is_sound()


def test_counts_search_and_lists_follow_visibility(garden: Garden, cast: Cast, kept_back: str) -> None:
    with garden.app.app_context():
        assert db.session.scalar(select(Post.reply_count)) == 0
        assert db.session.scalar(select(Post.last_reply_at)) is None
    for viewer in (cast.guest, garden.kim.viewer, cast.mira.viewer, cast.ada.viewer):
        with garden.work():
            assert not finds(viewer, PLANTED)
    assert garden.guest().get(f"{garden.place}/news?since=0").status_code == 204
    if garden.acts(cast.ada, kept_back, "unhide") != SEEN or garden.state_of(kept_back) == "awaiting":
        assert garden.acts(cast.ada, kept_back, "approve") == SEEN
    with garden.work():
        assert finds(garden.kim.viewer, PLANTED)
    with garden.app.app_context():
        assert db.session.scalar(select(Post.reply_count)) == 1


def test_a_notice_of_a_text_that_was_hidden_meanwhile_is_not_sent(garden: Garden, cast: Cast) -> None:
    """Its words, its writer and its address are decided when the notice is shown."""
    garden.says(garden.kim, "I am here.")
    reply = garden.says(garden.pia, f"Play the {PLANTED}, @Kim.")
    assert PLANTED in garden.visitor(garden.kim).get("/notifications").text
    garden.acts(cast.ada, reply, "hide")
    page = garden.visitor(garden.kim).get("/notifications").text
    assert "Pia" not in page
    assert PLANTED not in page
    with garden.app.app_context():
        (view,) = notifications.notices(garden.kim.viewer).items
        assert view.text is None


def test_a_tombstone_says_whose_doing_it_was_and_nothing_of_the_text(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, f"Play the {PLANTED}.")
    garden.says(garden.kim, "I would not.", to=reply)
    garden.acts(cast.ada, reply, "hide")
    page = garden.guest().get(garden.place).text
    tombstone = page[page.index(f'id="r-{reply.split(":")[1]}"') :].partition("</article>")[0]
    assert "Hidden by the author of the piece." in tombstone
    assert "data-removed" in tombstone
    assert 'data-author=""' in tombstone
    assert "Pia" not in tombstone
    assert "moderator" not in tombstone


def test_whoever_wrote_a_text_is_stored_with_it_whatever_an_author_does(garden: Garden, cast: Cast) -> None:
    reply = _hidden_while_waiting(garden)
    garden.acts(cast.ada, reply, "unhide")
    garden.acts(cast.ada, reply, "approve")
    with garden.app.app_context():
        assert text_of(reply).persona_id == garden.pia.persona_id


def test_whoever_flags_a_reply_is_reminded_of_what_the_author_had_asked_for(
    garden: Garden, cast: Cast
) -> None:
    garden.change_terms(replies_wanted=RepliesWanted.SUPPORT)
    reply = garden.says(garden.pia, "You should leave him.")
    page = garden.visitor(garden.kim).get(f"/flag?on={reply}").text
    assert "Support only: please no advice and no debate." in page
    assert "It ignores what the author asked for" in page
    assert (
        "Support only" not in garden.guest().get(f"/flag?on={reply}").text
    )  # visitors are not shown the text
    sent = garden.visitor(garden.kim).post("/flag", on=reply, reason="ignores_wishes", words="Support only.")
    assert sent.status_code == SEEN


def test_the_page_of_the_whole_place_is_the_same_before_and_after_something_waits(garden: Garden) -> None:
    garden.change_terms(approve_first=ApproveFirst.ALL)
    before = {path: garden.guest().get(path).text for path in ("/", "/s/essays", "/u/Ada", "/u/Pia")}
    garden.says(garden.pia, PLANTED)
    assert {path: garden.guest().get(path).text for path in before} == before

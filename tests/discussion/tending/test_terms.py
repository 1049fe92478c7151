"""The terms of a piece: who may reply, and what its author reads first, said before one reads or replies."""

from typing import Any

import pytest

from forum.discussion import terms
from forum.discussion.models import ApproveFirst, LockedBy, RepliesWanted, WhoMayReply
from forum.discussion.terms import StandingLock, Terms
from tests.cast import Cast
from tests.discussion.tending.conftest import SEEN, Garden

FORM = {"title": "A spring", "body": "It thaws.", "replies_wanted": "any", "audience": "everyone"}
ANSWERED = "Only people to whom the author has replied can reply."


def test_terms_are_chosen_when_a_piece_is_written_and_can_be_changed(garden: Garden, cast: Cast) -> None:
    ada = garden.visitor(cast.ada)
    sent = ada.post("/s/essays/new", **FORM, who_may_reply="answered", approve_first="all")
    assert sent.status_code == SEEN
    place = sent.location
    page = ada.get(f"{place}/edit").text
    for chosen in ('value="answered" checked', 'value="all" checked'):
        assert chosen in page
    assert ANSWERED in garden.guest().get(place).text
    assert "The author reads each reply before it is shown." in garden.guest().get(place).text
    ada.post(f"{place}/edit", **FORM, who_may_reply="members", approve_first="first")
    page = garden.guest().get(place).text
    assert ANSWERED not in page
    assert "first reply before it is shown." in page
    assert "edited" not in page  # the words are the same


@pytest.mark.parametrize("field", ["who_may_reply", "approve_first"])
def test_what_is_not_offered_is_not_taken(garden: Garden, cast: Cast, field: str) -> None:
    answer = garden.visitor(cast.ada).post("/s/essays/new", **{**FORM, field: "everybody"})
    assert answer.status_code == 422
    assert "Please choose one of these." in answer.text


def test_what_is_asked_for_stands_under_the_title_and_above_the_reply_box(garden: Garden, cast: Cast) -> None:
    garden.change_terms(replies_wanted=RepliesWanted.SUPPORT, approve_first=ApproveFirst.ALL)
    page = garden.visitor(garden.pia).get(garden.place).text
    wish, first = "Support only: please no advice and no debate.", "The author reads each reply before"
    for words in (wish, first):
        assert page.count(words) == 2
        assert page.index(words) < page.index("It snowed.")
    assert 'aria-describedby="body-asks"' in page


def test_nobody_means_nobody(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, "How cold?")
    garden.change_terms(who_may_reply=WhoMayReply.NOBODY)
    for person in (garden.pia, cast.ada, cast.mira):
        assert garden.sends(person) == garden.sends(person, to=reply) == 409
        assert garden.answerable(garden.visitor(person)) == set()
    assert "Nobody can reply for now." in garden.guest().get(garden.place).text


def test_people_i_have_replied_to_may_reply_and_the_others_see_why_they_cannot(
    garden: Garden, cast: Cast
) -> None:
    theirs = garden.says(garden.pia, "How cold?")
    garden.change_terms(who_may_reply=WhoMayReply.ANSWERED)
    for stranger in (garden.pia, garden.kim, cast.mira):
        assert garden.sends(stranger) == 403
        page = garden.visitor(stranger).get(garden.place).text
        assert page.count(ANSWERED) == 2
        assert garden.answerable(garden.visitor(stranger)) == set()
    assert ANSWERED in garden.guest().get(garden.place).text
    assert garden.answerable(garden.guest()) == set()
    garden.says(cast.ada, "Very.", to=theirs)
    assert garden.sends(garden.pia) == SEEN
    assert theirs in garden.answerable(garden.visitor(garden.pia))
    assert garden.sends(garden.kim) == 403


def test_a_reply_beneath_another_piece_counts_as_long_as_it_stands(garden: Garden, cast: Cast) -> None:
    garden.change_terms(who_may_reply=WhoMayReply.ANSWERED)
    there = garden.reply(cast.ada, garden.piece(garden.kim), "What a winter.")
    assert garden.sends(garden.kim) == SEEN
    garden.removed(there)
    assert garden.sends(garden.kim, "Once more?") == 403


def test_a_lock_covers_its_branch_and_nothing_beside_it() -> None:
    lock = StandingLock(b"\x01\x02", LockedBy.AUTHOR)
    assert lock.covers(b"\x01\x02")
    assert lock.covers(b"\x01\x02\x81\x00")
    for beside in (b"", b"\x01", b"\x01\x03", b"\x02\x02"):
        assert not lock.covers(beside)


def test_of_several_locks_a_moderators_is_said_first_and_then_the_longest() -> None:
    whole = StandingLock(terms.EVERYWHERE, LockedBy.AUTHOR)
    branch = StandingLock(b"\x01", LockedBy.MODERATOR)
    both = Terms((whole, branch))
    assert both.lock_over(b"\x01\x01") == branch
    assert both.lock_over(b"\x02") == both.lock == whole


def test_a_piece_without_special_terms_is_asked_nothing_more(garden: Garden, cast: Cast) -> None:
    with garden.app.app_context():
        post: Any = garden.post()
        assert not terms.are_needed(post)
        post.locks = 1
        assert terms.are_needed(post)

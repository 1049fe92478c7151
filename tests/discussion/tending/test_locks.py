"""An author closes a conversation or a branch; everybody sees why, and nobody is offered to reply there."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.discussion.actions.unlock import unlock
from forum.discussion.models import Lock, LockedBy
from forum.discussion.tending import MOST_LOCKS
from forum.lib import clock
from forum.lib.db import db
from tests.cast import Cast
from tests.discussion.tending.conftest import SEEN, Garden
from tests.moderation.stage import address, text_of


def test_a_frozen_conversation_takes_no_reply_by_anybody_and_says_why(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, "How cold?")
    assert garden.acts(cast.ada, garden.piece_name, "lock") == SEEN
    for person in (cast.ada, garden.kim, cast.mira):
        assert garden.sends(person) == garden.sends(person, to=reply) == 409
        assert garden.answerable(garden.visitor(person)) == set()
    page = garden.guest().get(garden.place).text
    assert page.count("The author has frozen this conversation.") == 2
    assert garden.answerable(garden.guest()) == set()
    assert garden.acts(cast.ada, garden.piece_name, "unlock") == SEEN
    assert garden.answerable(garden.guest()) == {reply}
    assert garden.sends(garden.kim, to=reply) == SEEN
    assert garden.is_sound()


def test_what_was_typed_into_a_conversation_that_closed_meanwhile_is_kept(garden: Garden, cast: Cast) -> None:
    garden.acts(cast.ada, garden.piece_name, "lock")
    answer = garden.visitor(garden.kim).post(f"{garden.place}/replies", body="A long letter.")
    assert answer.status_code == 409
    assert "A long letter." in answer.text
    assert "The author of the piece has closed this part of the conversation" in answer.text


def test_a_frozen_branch_takes_no_replies_however_deep_and_the_others_do(garden: Garden, cast: Cast) -> None:
    frozen = garden.says(garden.pia, "How cold?")
    beneath = garden.says(garden.kim, "Very.", to=frozen)
    beside = garden.says(garden.kim, "I like it.")
    assert garden.acts(cast.ada, frozen, "lock") == SEEN
    for reader in (garden.guest(), garden.visitor(garden.pia), garden.visitor(cast.ada)):
        assert garden.answerable(reader) == {beside}
        assert reader.get(garden.place).text.count("The author has frozen this branch.") == 1
    assert garden.sends(garden.pia, to=beneath) == garden.sends(garden.pia, to=frozen) == 409
    assert garden.sends(garden.pia, to=beside) == garden.sends(garden.pia) == SEEN
    deep = garden.guest().get(f"{garden.place}?view={beneath.split(':')[1]}").text
    assert "The author has frozen this branch." in deep
    assert garden.acts(cast.ada, frozen, "unlock") == SEEN
    assert garden.sends(garden.pia, to=beneath) == SEEN
    assert garden.acts(cast.ada, frozen, "lock", hours="24") == SEEN
    assert "The author has paused replies in this branch until" in garden.guest().get(garden.place).text


def test_a_pause_ends_by_itself_also_on_a_page_that_visitors_were_shown(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, "How cold?")
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False) as now:
        garden.acts(cast.ada, garden.piece_name, "lock", hours="1")
        visitor = garden.guest()
        for _kept in range(2):
            page = visitor.get(garden.place).text
            assert "The author has paused replies until 23 November, 11:00 UTC." in page
        assert garden.answerable(visitor) == set()
        now.move_to("2026-11-23 10:59:59+00:00")
        assert garden.sends(garden.kim, to=reply) == 409
        now.move_to("2026-11-23 11:00:00+00:00")
        assert garden.answerable(visitor) == {reply}
        assert "paused" not in visitor.get(garden.place).text
        assert garden.sends(garden.kim, to=reply) == SEEN
        assert garden.is_sound()
        with garden.app.app_context():
            assert garden.post().locks == 0  # so that no later page asks for it


@pytest.mark.parametrize("hours", ["1", "24", "72", "168"])
def test_a_pause_lasts_as_long_as_was_chosen(garden: Garden, cast: Cast, hours: str) -> None:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        garden.acts(cast.ada, garden.piece_name, "lock", hours=hours)
        with garden.app.app_context():
            until = db.session.scalar(select(Lock.until))
        assert until == clock.now() + timedelta(hours=int(hours))


@pytest.mark.parametrize("hours", ["2", "-1", "1e9", "ever", "\0"])
def test_other_lengths_are_not_offered(garden: Garden, cast: Cast, hours: str) -> None:
    assert garden.acts(cast.ada, garden.piece_name, "lock", hours=hours) == 400
    assert garden.count(Lock) == 0


def test_an_authors_freeze_and_a_moderators_are_two_records_and_neither_undoes_the_other(
    garden: Garden, cast: Cast
) -> None:
    reply = garden.says(garden.pia, "How cold?")
    garden.acts(cast.ada, reply, "lock")
    garden.moderators_lock(reply)
    assert garden.count(Lock) == 2
    assert "A moderator has locked this branch." in garden.guest().get(garden.place).text
    assert garden.acts(cast.ada, reply, "unlock") == SEEN
    assert "A moderator has locked this branch." in garden.guest().get(garden.place).text
    assert garden.sends(garden.kim, to=reply) == 409
    garden.acts(cast.ada, reply, "lock")
    with garden.work():
        unlock(cast.mira.viewer, text_of(reply), LockedBy.MODERATOR)
    assert "The author has frozen this branch." in garden.guest().get(garden.place).text
    assert garden.sends(garden.kim, to=reply) == 409
    assert garden.is_sound()


def test_only_its_author_closes_a_piece_by_these_buttons(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, "How cold?")
    for person in (garden.pia, cast.bo, cast.mira, garden.kim):
        assert garden.acts(person, garden.piece_name, "lock") == 403
        assert garden.acts(person, reply, "lock") == 403
    assert garden.guest().post(f"{garden.place}/lock").status_code == 401
    assert garden.count(Lock) == 0


def test_pressing_twice_makes_one_lock_and_a_new_length_replaces_it(garden: Garden, cast: Cast) -> None:
    visitor = garden.guest()
    garden.acts(cast.ada, garden.piece_name, "lock")
    assert "frozen" in visitor.get(garden.place).text
    garden.acts(cast.ada, garden.piece_name, "lock", hours="24")
    with garden.app.app_context():
        assert garden.post().locks == 1
    assert "paused replies until" in visitor.get(garden.place).text
    garden.acts(cast.ada, garden.piece_name, "unlock")
    garden.acts(cast.ada, garden.piece_name, "unlock")
    with garden.app.app_context():
        assert garden.post().locks == 0


def test_there_is_a_bound_on_frozen_branches(
    garden: Garden, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_LOCKS == 100
    monkeypatch.setattr("forum.discussion.tending.MOST_LOCKS", 1)
    first, second = garden.says(garden.pia, "One"), garden.says(garden.pia, "Two")
    assert garden.acts(cast.ada, first, "lock") == SEEN
    assert garden.acts(cast.ada, second, "lock") == 403
    assert garden.acts(cast.ada, first, "lock", hours="1") == SEEN  # replacing one adds none
    garden.moderators_lock(second)  # whom an author's many locks do not hinder
    assert garden.is_sound()


def test_the_author_sees_the_tools_and_nobody_else_does(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, "How cold?")
    own = garden.visitor(cast.ada).get(garden.place).text
    assert "Your tools for this conversation" in own
    assert f"{address(reply)}/hide" in own
    for other in (garden.guest(), garden.visitor(garden.pia), garden.visitor(cast.mira)):
        page = other.get(garden.place).text
        assert "Your tools" not in page
        assert "/hide" not in page
        assert "/lock" not in page

"""Each lifetime of /about/data is kept: just before its end the data are there, just after it gone."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forum import retention
from forum.accounts.models import Persona
from forum.discussion.actions.edit import edit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Reply, Revision
from forum.lib.db import db
from forum.retention.table.entry import WITH_TEXT
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.house.source import report
from tests.moderation.stage import Stage, address, text_of
from tests.retention.beginnings import DAY
from tests.retention.stories import STAY, STORIES, Story
from tests.retention.world import NOON, WORD, World

ENTRIES = {f"{entry.table}.{entry.columns[0]}": entry for entry in retention.RETENTION}


@pytest.fixture
def world(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> object:
    """Noon, with the whole cast and a space."""
    with time_machine.travel(NOON, tick=False):
        yield World(Stage(app, cast, new_visitor).set_up())


def _name(story: Story) -> str:
    ends = str(story.lasts) if story.lasts else "an event"
    return f"{story.entry} until {ends}"


def test_every_entry_of_the_table_has_a_story() -> None:
    faults = sorted(ENTRIES.keys() - {story.entry for story in STORIES} - STAY)
    instead = "Add a Story to tests/retention/stories.py: what begins the lifetime, and what ends it."
    assert not faults, report(faults, instead)
    gone = sorted(({story.entry for story in STORIES} | STAY) - ENTRIES.keys())
    assert not gone, report(gone, "Take it out: no entry of the table begins with this column.")


def test_only_what_says_so_stays() -> None:
    for name in STAY:
        assert ENTRIES[name].how_long in (WITH_TEXT, "as long as the site exists"), name


@pytest.mark.parametrize("story", STORIES, ids=_name)
def test_a_lifetime_is_kept_and_ends(world: World, story: Story) -> None:
    story.begins(world)
    assert _is_there(world, story), "nothing was there to begin with"
    if story.lasts is not None:
        with world.after(story.lasts - story.step):
            assert _is_there(world, story), "it went too early"
        with world.after(story.lasts + story.step):
            _assert_gone(world, story)
        return
    with time_machine.travel(NOON + story.waits, tick=False):
        if story.waits:
            world.clean()
        assert _is_there(world, story), "it went by itself"
        story.ends(world)
        _assert_gone(world, story)


def _is_there(world: World, story: Story) -> bool:
    with world.app.app_context():
        return bool(story.is_there())


def _assert_gone(world: World, story: Story) -> None:
    assert not _is_there(world, story), "it is kept for longer than promised"
    if story.says is not None:
        assert story.says not in world.everything()


def test_words_that_are_erased_are_on_no_page_and_in_no_cache(world: World) -> None:
    piece = world.stage.piece(world.ada, f"The {WORD} plays.", title=f"The {WORD}")
    path = f"/p/{piece.split(':')[1]}"
    guest, member = world.stage.guest(), world.visitor(world.stage.cast.tim)
    world.clean()
    for _twice in range(2):  # the second time from memory
        assert all(WORD in page for page in _pages(guest, member, path))
    world.stage.decide(world.stage.cast.mira, piece, "remove", rule=1)
    assert not any(WORD in page for page in _pages(guest, member, path))
    with world.after(191 * DAY):
        assert WORD not in world.everything()
        guest = world.stage.guest()
        assert not any(WORD in guest.get(page).text for page in ("/", "/s/essays", path, "/u/Ada"))


@pytest.mark.parametrize("ends", ["withdraw", "set aside"])
def test_words_of_an_earlier_version_go_with_the_last(world: World, ends: str) -> None:
    """Whoever takes a text back takes back what it said before, too."""
    stage = world.stage
    text = stage.reply(world.ada, stage.piece(stage.cast.otto), f"I have a {WORD}.")
    with stage.work():
        edit(world.ada.viewer, text_of(text), ReplyDraft("I have nothing."))
    path, person = {
        "withdraw": (f"{address(text)}/withdraw", world.ada),
        "set aside": (f"{address(text)}/hide", stage.cast.otto),
    }[ends]
    assert world.visitor(person).post(path).status_code == 303
    with world.after(31 * DAY), world.app.app_context():
        assert db.session.scalars(select(Reply.source)).all() == [""]
        assert db.session.scalars(select(Revision.source)).all() == []


def _pages(guest: Visitor, member: Visitor, path: str) -> list[str]:
    pages = [visitor.get(page).text for visitor in (guest, member) for page in ("/", "/s/essays", path)]
    return [*pages, member.post("/search", words="plays").text]


def test_what_stays_names_nobody_who_left(world: World) -> None:
    world.live()
    world.leave()
    with world.app.app_context():
        assert "Ada" not in db.session.scalars(select(Persona.pen_name)).all()
    # What moderators wrote about a decision is kept for 24 months, without whom it was about.
    assert WORD not in world.everything("decision")

"""Nothing about held, hidden, removed, withdrawn or set-aside texts leaks, on any surface."""

import re

import pytest
from flask import Flask

from forum.discussion.models import Visibility
from tests.cast import Cast
from tests.moderation.hidden_texts import (
    ANSWER,
    EARLIER,
    NEVER_SHOWN,
    PLANTED,
    STATES_OF,
    SURFACES,
    TITLE,
    Hidden,
    others,
)
from tests.moderation.stage import Stage, address

EVERY = [(kind, state) for kind, states in STATES_OF.items() for state in states]


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """Who may what is decided in Python, and takes long to try: one database is enough."""
    return sqlite_app


@pytest.fixture(params=EVERY, ids=lambda each: f"{each[1]} {each[0]}")
def hidden(request: pytest.FixtureRequest, stage: Stage) -> Hidden:
    """A text in a state in which only its writer and moderators, or the piece's author, may read it."""
    kind, state = request.param
    return Hidden(stage, kind, state).happen()


@pytest.mark.parametrize("surface", SURFACES)
def test_its_words_are_on_no_surface(surface: str, hidden: Hidden, stage: Stage, cast: Cast) -> None:
    for who, visitor in others(stage, cast):
        shown = SURFACES[surface](hidden, visitor)
        for words in (PLANTED, EARLIER, TITLE):
            assert words not in shown, f"{words!r} to {who}"


# Where a reader finds a text that is published; on the other surfaces nothing of it stands at all.
SHOWING = {
    "post": (
        "front page",
        "space",
        "its own address",
        "page of its writer",
        "search",
        "notices",
        "flag form",
    ),
    "reply": (
        *("its own address", "conversation", "newest first", "branch", "context of an answer"),
        *("what is new", "page of its writer", "search", "flag form"),
    ),
}


@pytest.mark.parametrize("kind", SHOWING)
def test_the_walk_would_have_found_it(kind: str, stage: Stage, cast: Cast) -> None:
    hidden = Hidden(stage, kind, Visibility.PUBLISHED).happen()
    reader = stage.visitor(cast.bo)
    for surface in SHOWING[kind]:
        shown = SURFACES[surface](hidden, reader)
        assert PLANTED in shown or TITLE in shown, surface


def test_it_is_counted_nowhere(hidden: Hidden, stage: Stage) -> None:
    guest = stage.guest()
    for place in ("/", "/s/essays"):
        page = guest.get(place).text
        if hidden.kind == "post":
            assert address(hidden.piece) not in page
        else:
            shown = 1 + bool(hidden.answer)
            said = "1 reply" if shown == 1 else f"{shown} replies"
            assert re.search(rf"\b{said}\b", re.sub(r"<[^>]+>", "", page)), "what is shown is counted"
            assert f"{shown + 1} replies" not in page


def test_nobody_is_told_of_it_as_new(hidden: Hidden) -> None:
    if hidden.kind == "reply":
        page = hidden.tims.get(address(hidden.piece)).text
        new = re.findall(r'data-reply="([^"]+)"[^>]*data-author="([^"]*)"', page)
        assert hidden.text.split(":")[1] not in re.findall(r'reply--new[^>]*data-reply="([^"]+)"', page)
        assert hidden.writer.pen_name not in {author for _reply, author in new}


def test_its_tombstone_names_nobody(hidden: Hidden, stage: Stage, cast: Cast) -> None:
    reply_id = hidden.text.split(":")[1]
    for who, visitor in others(stage, cast)[1:]:
        page = visitor.get(address(hidden.piece)).text
        if hidden.kind == "reply" and hidden.state in NEVER_SHOWN:
            assert reply_id not in page, f"{who}: what was never shown has no tombstone"
        elif hidden.kind == "reply":
            (tombstone,) = re.findall(rf'<article[^>]*id="r-{reply_id}".*?</article>', page, re.DOTALL)
            assert hidden.writer.pen_name not in tombstone, who
            assert "data-removed" in tombstone, who
            assert ANSWER in page, "what answers it stays"
        elif hidden.state in {Visibility.REMOVED, Visibility.WITHDRAWN}:
            assert hidden.writer.pen_name not in page.split('id="replies"')[0].split("<main")[1], who


def test_what_was_never_shown_answers_as_what_is_not_there(hidden: Hidden, stage: Stage, cast: Cast) -> None:
    if hidden.state not in NEVER_SHOWN:
        return
    for who, visitor in others(stage, cast):
        there = visitor.get(address(hidden.text))
        nowhere = visitor.get(f"{address(hidden.text)[:3]}nothing0000")
        assert there.status_code == nowhere.status_code, who

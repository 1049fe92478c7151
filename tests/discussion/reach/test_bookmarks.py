"""Bookmarks are for oneself: kept once, gone when the text is, and neither shown nor counted for anybody."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.access import AccessRefused, AgeLevel
from forum.discussion import bookmarks as rules
from forum.discussion.actions.bookmark import bookmark
from forum.discussion.models import Audience, Bookmark, Space
from forum.lib.db import db
from tests.cast import Cast
from tests.discussion.reach.conftest import DONE, Meeting, article, without_tokens
from tests.fixtures.clients import Visitor
from tests.moderation.stage import address, text_of

GONE = "Gone, or no longer for you to read"
PLANTED = "xylophone"


@pytest.fixture
def piece(meeting: Meeting, cast: Cast) -> str:
    """Ada's."""
    return meeting.piece(cast.ada, f"Play the {PLANTED}.", title="An instrument")


def test_a_member_keeps_a_piece_and_a_reply_and_lets_them_go(
    meeting: Meeting, cast: Cast, piece: str
) -> None:
    reply = meeting.reply(cast.ada, piece, "And softly.")
    kim = meeting.visitor(meeting.kim)
    page = kim.get(address(piece)).text
    assert f'action="{address(piece)}/keep"' in page
    assert f'form="keep" formaction="{address(reply)}/keep"' in article(page, reply)
    for text in (piece, reply, piece, reply):
        assert kim.post(f"{address(text)}/keep").status_code == DONE
    assert meeting.count(Bookmark) == 2
    shelf = kim.get("/bookmarks").text
    assert shelf.index("And softly.") < shelf.index(f"Play the {PLANTED}."), "the last first"
    addresses = re.findall(r'action="(/bookmarks/\w+/let-go)"', shelf)
    assert len(addresses) == 2
    assert meeting.visitor(cast.mira).post(addresses[0]).status_code == 404
    for where in addresses:
        assert kim.post(where).status_code == DONE
    assert meeting.count(Bookmark) == 0
    assert "You keep nothing yet." in kim.get("/bookmarks").text


def test_a_visitor_keeps_nothing_and_a_suspended_member_does(
    meeting: Meeting, cast: Cast, piece: str
) -> None:
    guest = meeting.guest()
    assert "/keep" not in guest.get(address(piece)).text
    assert guest.post(f"{address(piece)}/keep").status_code == 401
    assert guest.get("/bookmarks").status_code == DONE
    assert meeting.visitor(cast.bo).post(f"{address(piece)}/keep").status_code == DONE


def _withdrawn(meeting: Meeting, _piece: str, text: str) -> None:
    assert meeting.visitor(meeting.cast.ada).post(f"{address(text)}/withdraw").status_code == DONE


def _removed(meeting: Meeting, _piece: str, text: str) -> None:
    meeting.decide(meeting.cast.mira, text, "remove", rule=1)


def _with_its_piece(meeting: Meeting, piece: str, _text: str) -> None:
    meeting.decide(meeting.cast.mira, piece, "remove", rule=1)


def _raised(meeting: Meeting, _piece: str, _text: str) -> None:
    with meeting.work():
        db.session.execute(update(Space).values(age_min=AgeLevel.VERIFIED))


@pytest.mark.parametrize("kind", ["piece", "reply"])
@pytest.mark.parametrize("happen", [_withdrawn, _removed, _with_its_piece, _raised])
def test_what_is_hidden_later_shows_as_gone(
    meeting: Meeting, cast: Cast, piece: str, kind: str, happen: Callable[[Meeting, str, str], None]
) -> None:
    reply = meeting.reply(cast.ada, piece, f"A {PLANTED}, softly.")
    text = piece if kind == "piece" else reply
    kim = meeting.visitor(meeting.kim)
    kim.post(f"{address(text)}/keep")
    assert PLANTED in kim.get("/bookmarks").text
    happen(meeting, piece, text)
    shelf = kim.get("/bookmarks").text
    assert GONE in shelf
    for word in (PLANTED, "An instrument", "/u/Ada", text.split(":")[1]):
        assert word not in shelf


def test_what_cannot_be_read_cannot_be_kept(meeting: Meeting, cast: Cast, piece: str) -> None:
    held = meeting.reply(cast.nell, piece, "A newcomer's words.")
    kim = meeting.visitor(meeting.kim)
    assert kim.post(f"{address(held)}/keep").status_code == 404
    assert kim.post("/p/22222222222/keep").status_code == 404
    assert meeting.visitor(cast.nell).post(f"{address(held)}/keep").status_code == 403
    assert meeting.visitor(cast.ada).post(f"{address(piece)}/withdraw").status_code == DONE
    assert kim.post(f"{address(piece)}/keep").status_code in {403, 404}
    assert meeting.count(Bookmark) == 0


def test_nobody_else_can_tell_that_something_is_kept(meeting: Meeting, cast: Cast, piece: str) -> None:
    reply = meeting.reply(cast.ada, piece, "And softly.")
    people = (cast.ada, meeting.adas_other, meeting.pia, cast.mira, cast.root)
    readers: dict[str, Visitor] = {person.pen_name: meeting.visitor(person) for person in people}
    paths = (
        address(piece),
        "/",
        "/u/Ada",
        "/u/Kim",
        "/bookmarks",
        "/notifications",
        "/settings",
        "/moderation",
    )

    def everything() -> dict[tuple[str, str], str]:
        return {
            (name, path): without_tokens(reader.get(path).text)
            for name, reader in readers.items()
            for path in paths
        }

    everything()  # what is new on a first visit is not new on a second
    before = everything()
    kim = meeting.visitor(meeting.kim)
    for text in (piece, reply):
        kim.post(f"{address(text)}/keep")
    assert everything() == before


def test_bookmarks_have_pages_and_an_end(
    meeting: Meeting, cast: Cast, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.discussion.queries.bookmarks.BOOKMARKS_A_PAGE", 1)
    replies = [meeting.reply(cast.ada, piece, f"Number {number}.") for number in range(2)]
    kim = meeting.visitor(meeting.kim)
    for text in replies:
        kim.post(f"{address(text)}/keep")
    first = kim.get("/bookmarks").text
    assert "Number 1." in first
    assert "Number 0." not in first
    following = re.search(r'href="(/bookmarks\?page=\w+)"', first)
    assert following
    assert "Number 0." in kim.get(following[1]).text
    assert meeting.visitor(meeting.pia).get(following[1]).status_code == 404
    monkeypatch.setattr(rules, "MOST_BOOKMARKS", 2)
    with meeting.work(), pytest.raises(AccessRefused):
        bookmark(meeting.kim.viewer, text_of(piece))


def test_a_piece_for_members_stays_kept_when_it_is_hidden_from_visitors(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada, audience=Audience.MEMBERS)
    kim = meeting.visitor(meeting.kim)
    kim.post(f"{address(piece)}/keep")
    meeting.visitor(cast.ada).post("/settings/visitors", visitors="out")
    assert GONE not in kim.get("/bookmarks").text

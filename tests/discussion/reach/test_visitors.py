"""All of one's pieces hidden from visitors at once: a walk of every surface, by everybody, there and back."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import time_machine
from sqlalchemy import select, update

from forum.access import SYSTEM, AgeLevel
from forum.discussion.actions.disown import GRACE, forget_owners, own_again
from forum.discussion.actions.keep_out_visitors import keep_out_visitors, let_in_visitors
from forum.discussion.checks import CHECKS
from forum.discussion.models import Audience, Disowning, Post, Space, VisitorsKeptOut
from forum.lib import clock
from forum.lib.db import db
from forum.search.actions import catch_up
from tests.cast import Cast, Person
from tests.discussion.reach.conftest import DONE, Meeting
from tests.fixtures.clients import Visitor
from tests.moderation.stage import address, text_of

PLANTED, BENEATH = "xylophone", "glockenspiel"
FORM = {
    "title": "A spring",
    "body": "It thawed.",
    "replies_wanted": "any",
    "who_may_reply": "members",
    "approve_first": "off",
}


@dataclass
class Walk:
    """Ada's piece with planted words, Pia's reply beneath it, and everybody who looks."""

    meeting: Meeting
    piece: str
    reply: str
    readers: dict[str, Visitor] = field(default_factory=dict)

    def hide(self) -> None:
        """Ada hides all that is hers."""
        with self.meeting.work():
            keep_out_visitors(self.meeting.cast.ada.viewer)

    def show(self) -> None:
        """She undoes it."""
        with self.meeting.work():
            let_in_visitors(self.meeting.cast.ada.viewer)


@pytest.fixture
def walk(meeting: Meeting, cast: Cast) -> Walk:
    """In a space that is open to all, so that those before the gate may see it too."""
    with meeting.work():
        db.session.execute(update(Space).values(age_min=AgeLevel.NONE))
    piece = meeting.piece(cast.ada, f"Play the {PLANTED}.", title=f"The {PLANTED}")
    reply = meeting.reply(meeting.pia, piece, f"And the {BENEATH}.")
    found = Walk(meeting, piece, reply)
    with meeting.work():
        while catch_up(SYSTEM):
            pass
    found.readers = {
        "at the gate": meeting.new_visitor(),
        "guest": meeting.guest(),
        "member": meeting.visitor(meeting.kim),
        "suspended": meeting.visitor(cast.bo),
        "author": meeting.visitor(cast.ada),
        "her other name": meeting.visitor(meeting.adas_other),
        "who replied": meeting.visitor(meeting.pia),
        "moderator": meeting.visitor(cast.mira),
    }
    return found


def _page(path: str) -> Callable[[Walk, Visitor], str]:
    def look(_walk: Walk, reader: Visitor) -> str:
        return reader.get(path, follow_redirects=True).text

    return look


def _of_piece(suffix: str) -> Callable[[Walk, Visitor], str]:
    return lambda walk, reader: reader.get(f"{address(walk.piece)}{suffix}", follow_redirects=True).text


def _search(words: str) -> Callable[[Walk, Visitor], str]:
    """What is found by a word beside the planted one, which the form would show again."""
    return lambda _walk, reader: reader.post("/search", words=words).text


# Each surface, and whom it shows the piece or what stands beneath it while it is for everyone.
GATED = {"guest", "member", "suspended", "author", "her other name", "who replied", "moderator"}
ALL = GATED | {"at the gate"}
SURFACES: dict[str, tuple[Callable[[Walk, Visitor], str], set[str]]] = {
    "front page": (_page("/"), GATED),
    "space": (_page("/s/essays"), ALL),
    "piece": (_of_piece(""), ALL),
    "newest replies first": (_of_piece("?sort=newest"), ALL),
    "next new reply": (_of_piece("/unread"), ALL),
    "permalink of a reply": (
        lambda walk, reader: reader.get(address(walk.reply), follow_redirects=True).text,
        ALL,
    ),
    "author's page": (_page("/u/Ada"), GATED),
    "page of who replied": (_page("/u/Pia"), GATED),
    "pages of the author's page": (
        lambda walk, reader: reader.get(f"/u/Ada?page={walk.piece.split(':')[1]}").text,
        set(),
    ),
    "pages of the front page": (
        lambda walk, reader: reader.get(f"/?page={walk.piece.split(':')[1]}").text,
        set(),
    ),
    "search for the piece": (_search("Play"), GATED),
    "search for a reply": (_search("And"), GATED),
    "log": (_page("/moderation/log"), set()),
    "transparency": (_page("/about/transparency.json"), set()),
    "robots": (_page("/robots.txt"), set()),
    "sitemap": (_page("/sitemap.xml"), set()),
}
VISITORS = {"at the gate", "guest"}


def _who_sees(walk: Walk, look: Callable[[Walk, Visitor], str]) -> set[str]:
    """Those who are shown a planted word."""
    return {
        name
        for name, reader in walk.readers.items()
        if any(word in look(walk, reader) for word in (PLANTED, BENEATH))
    }


@pytest.mark.parametrize("surface", SURFACES)
def test_a_surface_shows_visitors_nothing_until_it_is_undone(walk: Walk, surface: str) -> None:
    look, usually = SURFACES[surface]
    assert _who_sees(walk, look) == usually  # by now visitors' pages are kept in memory
    walk.hide()
    assert _who_sees(walk, look) == usually - VISITORS
    walk.show()
    assert _who_sees(walk, look) == usually


@pytest.mark.parametrize("who", sorted(VISITORS))
def test_to_visitors_a_hidden_piece_is_as_one_that_never_was(walk: Walk, who: str) -> None:
    walk.hide()
    reader = walk.readers[who]
    kind = {"p": walk.piece, "r": walk.reply}
    for letter, suffix in (("p", ""), ("p", "/news?since=0"), ("p", "/unread"), ("r", "")):
        real = reader.get(f"{address(kind[letter])}{suffix}")
        invented = reader.get(f"/{letter}/22222222222{suffix}")
        assert (real.status_code, real.text) == (invented.status_code, invented.text), suffix
    for on in (walk.piece, walk.reply):
        known = reader.get(f"/flag?on={on}")
        unknown = reader.get(f"/flag?on={on.split(':')[0]}:22222222222")
        assert known.status_code == unknown.status_code


def test_lists_and_numbers_are_as_if_it_was_not_there(walk: Walk) -> None:
    with walk.meeting.work():
        db.session.execute(update(Post).values(audience=Audience.MEMBERS))
    paths = ("/", "/s/essays", "/u/Ada", "/u/Pia", address(walk.piece))
    guest = walk.readers["guest"]
    members_only = [guest.get(path).text for path in paths]
    with walk.meeting.work():
        db.session.execute(update(Post).values(audience=Audience.EVERYONE))
    assert [guest.get(path).text for path in paths] != members_only
    walk.hide()
    assert [guest.get(path).text for path in paths] == members_only


def _audience(meeting: Meeting, piece: str) -> tuple[str, str]:
    with meeting.app.app_context():
        text = text_of(piece)
        assert isinstance(text, Post)
        return text.audience, text.wished_audience


def test_going_back_restores_what_each_piece_was(meeting: Meeting, cast: Cast) -> None:
    open_to_all = meeting.piece(cast.ada, title="One")
    for_members = meeting.piece(cast.ada, title="Two", audience=Audience.MEMBERS)
    other_name = meeting.piece(meeting.adas_other, title="Three")
    kims = meeting.piece(meeting.kim, title="Four")
    ada = meeting.visitor(cast.ada)
    for _twice in range(2):
        assert ada.post("/settings/visitors", visitors="out").status_code == DONE
    assert _audience(meeting, open_to_all) == ("members", "everyone")
    assert _audience(meeting, for_members) == ("members", "members")
    assert _audience(meeting, other_name) == ("everyone", "everyone"), "or the two would be known as one"
    assert _audience(meeting, kims) == ("everyone", "everyone")
    assert "Show them again" in ada.get("/settings/visitors").text
    for _twice in range(2):
        assert ada.post("/settings/visitors", visitors="in").status_code == DONE
    assert _audience(meeting, open_to_all) == ("everyone", "everyone")
    assert _audience(meeting, for_members) == ("members", "members")
    assert meeting.count(VisitorsKeptOut) == 0


def test_what_is_written_meanwhile_takes_the_choice(meeting: Meeting, cast: Cast) -> None:
    ada = meeting.visitor(cast.ada)
    ada.post("/settings/visitors", visitors="out")
    form = ada.get("/s/essays/new").text
    assert 'value="members" checked' in form.partition('id="audience"')[2].partition("</fieldset>")[0]
    assert "You hide all your pieces from visitors now." in form
    _start(meeting, cast.ada, audience="members")
    _start(meeting, cast.ada, title="For later", audience="everyone")
    with meeting.app.app_context():
        pieces = db.session.scalars(select(Post).order_by(Post.id)).all()
        assert [(p.audience, p.wished_audience) for p in pieces] == [
            ("members", "members"),
            ("members", "everyone"),
        ]
    assert "For later" not in meeting.guest().get("/").text
    ada.post("/settings/visitors", visitors="in")
    page = meeting.guest().get("/").text
    assert "For later" in page
    assert "A spring" not in page


def _faults(meeting: Meeting) -> int:
    with meeting.app.app_context():
        return len([fault for check in CHECKS for fault in check.faults()])


def test_the_doctor_finds_a_piece_that_got_past_it(meeting: Meeting, cast: Cast) -> None:
    meeting.piece(cast.ada, title="One")
    ada = meeting.visitor(cast.ada)
    ada.post("/settings/visitors", visitors="out")
    meeting.piece(cast.ada, title="Two")
    assert _faults(meeting) == 0
    with meeting.work():
        db.session.execute(update(Post).where(Post.title == "Two").values(audience=Audience.EVERYONE))
    assert _faults(meeting) == 1
    ada.post("/settings/visitors", visitors="in")
    assert _faults(meeting) == 0


def test_a_piece_without_its_name_stays_as_it_is_and_comes_back_to_what_it_was(
    meeting: Meeting, cast: Cast
) -> None:
    first, second = meeting.piece(cast.ada, title="One"), meeting.piece(cast.ada, title="Two")
    ada = meeting.visitor(cast.ada)
    assert ada.post(f"{address(second)}/disown").status_code == DONE
    ada.post("/settings/visitors", visitors="out")
    assert ada.post(f"{address(first)}/disown").status_code == DONE
    assert _audience(meeting, second) == ("everyone", "everyone"), "or it would be known whose it was"
    _own_again(meeting, second)
    assert _audience(meeting, second) == ("members", "everyone")
    ada.post("/settings/visitors", visitors="in")
    assert _audience(meeting, first)[0] == "members", "or it would be known whose it was"
    assert _faults(meeting) == 0
    _own_again(meeting, first)
    assert _audience(meeting, first) == _audience(meeting, second) == ("everyone", "everyone")
    ada.post("/settings/visitors", visitors="out")
    assert ada.post(f"{address(first)}/disown").status_code == DONE
    with time_machine.travel(clock.now() + 2 * GRACE, tick=False), meeting.work():
        forget_owners(SYSTEM)
    assert _audience(meeting, first) == ("members", "members")
    assert _faults(meeting) == 0


def _own_again(meeting: Meeting, piece: str) -> None:
    with meeting.work():
        disowned = db.session.scalars(select(Disowning).where(Disowning.post_id == text_of(piece).id)).one()
        own_again(meeting.cast.ada.viewer, disowned)


def test_an_edit_that_was_begun_before_shows_nothing(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada, title="One")
    ada = meeting.visitor(cast.ada)
    form = ada.get(f"{address(piece)}/edit").text
    assert 'value="everyone" checked' in form
    ada.post("/settings/visitors", visitors="out")
    assert 'value="everyone" checked' in ada.get(f"{address(piece)}/edit").text, "what it is by itself"
    assert ada.post(f"{address(piece)}/edit", **FORM, audience="everyone").status_code == DONE
    assert _audience(meeting, piece) == ("members", "everyone")
    assert ada.post(f"{address(piece)}/edit", **FORM, audience="members").status_code == DONE
    ada.post("/settings/visitors", visitors="in")
    assert _audience(meeting, piece) == ("members", "members")


def _start(meeting: Meeting, person: Person, **fields: str) -> None:
    sent = meeting.visitor(person).post("/s/essays/new", **{**FORM, **fields})
    assert sent.status_code == DONE

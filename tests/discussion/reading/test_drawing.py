"""Replies that were drawn before are drawn from memory, and nobody ever reads there what is no longer so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from flask import Flask, current_app, g
from flask_babel import force_locale
from sqlalchemy import update

from forum.access import AgeLevel, Viewer
from forum.accounts.models import Persona
from forum.discussion.actions.edit import edit
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import MAX_DEPTH
from forum.discussion.queries.conversation import FIRST_PAGE, find_reply
from forum.discussion.routes import drawing, reading
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.discussion.reading.test_conversation_pages import _next
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space, many_replies

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "use", "path"}


@dataclass
class Told:
    """A piece with a reply by Mira, answered by Ada, and people who have read it before."""

    app: Flask
    cast: Cast
    clock: time_machine.Traveller
    url: str
    reply_id: str
    readers: dict[str, Visitor]

    def pages(self) -> dict[str, str]:
        """The page as each reader sees it now."""
        return {name: reader.get(self.url).text for name, reader in self.readers.items()}

    def change(self, act: Callable[[], object]) -> None:
        """Something is done, in a transaction of its own."""
        with self.app.app_context(), writing():
            act()
            db.session.commit()


@pytest.fixture
def told(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Iterator[Told]:
    with time_machine.travel(NOON, tick=False) as clock:
        with app.app_context(), writing():
            post = a_post(cast.ada.viewer, a_space())
            first = a_reply(cast.mira.viewer, post, body="The first words.")
            a_reply(cast.ada.viewer, post, first, body="An answer.")
            db.session.commit()
            url, reply_id = f"/p/{post.public_id}", first.public_id
        readers = {
            "guest": new_visitor().pass_gate(),
            "ada": new_visitor().sign_in(cast.ada),
            "mira": new_visitor().sign_in(cast.mira),
            "otto": new_visitor().sign_in(cast.otto),
        }
        told = Told(app, cast, clock, url, reply_id, readers)
        assert all("The first words." in page for page in told.pages().values())
        yield told


def _reply(page: str, reply_id: str) -> str:
    """What the page says from one reply to the next."""
    return page.split(f'id="r-{reply_id}"', 1)[1].split("<article", 1)[0]


def test_edited_words_are_read_at_once(told: Told) -> None:
    told.change(
        lambda: edit(
            told.cast.mira.viewer,
            find_reply(told.cast.mira.viewer, told.reply_id),
            ReplyDraft("Better words."),
        )
    )
    for name, page in told.pages().items():
        assert "The first words." not in page, name
        assert "Better words." in _reply(page, told.reply_id), name
        assert "edited" in _reply(page, told.reply_id), name


def test_removed_words_are_gone_at_once_and_come_back_with_a_restore(told: Told) -> None:
    otto = told.cast.otto.viewer
    told.change(lambda: remove(otto, find_reply(otto, told.reply_id), 1))
    for name, page in told.pages().items():
        assert "The first words." not in page, name
        assert told.cast.mira.pen_name not in _reply(page, told.reply_id), name
        assert "in reply to a removed reply" in page, name
    told.change(lambda: restore(otto, find_reply(otto, told.reply_id)))
    assert all("The first words." in page for page in told.pages().values())


def test_a_renamed_author_is_called_by_the_new_name_everywhere(told: Told) -> None:
    mira = told.cast.mira
    told.change(
        lambda: db.session.execute(
            update(Persona).where(Persona.id == mira.persona_id).values(pen_name="Mirabelle <3")
        )
    )
    for name, page in told.pages().items():
        shown = page.split('id="replies"', 1)[1]
        assert f'data-author="{mira.pen_name}"' not in shown, name
        assert shown.count("Mirabelle &lt;3") >= 4, "author, reply to it, fold, level"
        assert "in reply to Mirabelle &lt;3" in shown, name


def test_days_go_by(told: Told) -> None:
    for days, said in ((0, "today"), (1, "yesterday"), (4, "4 May"), (400, "May 2026")):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            guest = told.readers["guest"].pass_gate()
            assert f">{said}</time>" in _reply(guest.get(told.url).text, told.reply_id)


def test_each_reader_has_their_own_ways_to_act(told: Told) -> None:
    pages = {name: _reply(page, told.reply_id) for name, page in told.pages().items()}
    edit_link, flag = f'href="/r/{told.reply_id}/edit"', f'href="/flag?on=reply:{told.reply_id}"'
    moderate = f'value="reply:{told.reply_id}"'
    assert {name for name, page in pages.items() if edit_link in page} == {"mira"}
    assert {name for name, page in pages.items() if flag in page} == {"guest", "ada", "otto"}
    assert {name for name, page in pages.items() if moderate in page} == {"mira", "otto"}
    assert {name for name, page in pages.items() if 'title="2026-05-04 12:00' in page} == {"mira", "otto"}
    told.clock.shift(timedelta(hours=25))
    assert edit_link not in told.readers["mira"].get(told.url).text, "a day later it stays what it was"


def test_a_new_answer_is_counted_in_the_fold_above_it(told: Told) -> None:
    assert all("Fold </span>1 reply" in page for page in told.pages().values())

    def answer() -> None:
        first = find_reply(told.cast.otto.viewer, told.reply_id)
        a_reply(told.cast.otto.viewer, first.post, first, body="Another answer.")

    told.change(answer)
    assert all("Fold </span>2 replies" in page for page in told.pages().values())


def test_each_language_is_kept_apart(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    english = drawing._words
    monkeypatch.setattr(
        drawing, "_words", lambda language: {key: f"{language} {word}" for key, word in english("en").items()}
    )
    drawing.memo.clear()
    with told.app.test_request_context(told.url):
        g.viewer = Viewer(age_level=AgeLevel.DECLARED)
        for language in ("en", "de", "en"):
            with force_locale(language):
                page = current_app.make_response(reading.post(told.url.rsplit("/", 1)[1])).get_data(
                    as_text=True
                )
                assert f">{language} Link</a>" in _reply(page, told.reply_id)
    drawing.memo.clear()


def test_nothing_secret_is_kept(told: Told) -> None:
    told.pages()
    kept = [*drawing.memo._young.values(), *drawing.memo._old.values()]  # what it holds is the point here
    assert any(told.reply_id in drawn for drawn in kept)
    assert not any("csrf" in drawn or "token" in drawn for drawn in kept)


class Nesting(HTMLParser):
    """Reads a page and notes for each reply in how many others' branches it stands, and in which."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.branches: list[str] = []
        self.found: dict[str, tuple[int, str]] = {}
        self.said: dict[str, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a reply stands."""
        given = dict(attrs)
        if tag == "li" and (given.get("class") or "").startswith("branch"):
            self.branches.append("")
        if tag == "article" and (reply_id := given.get("data-reply")):
            self.branches[-1] = reply_id
            above = self.branches[-2] if len(self.branches) > 1 else ""
            self.found[reply_id] = (len(self.branches) - 1, above)
            self.said[reply_id] = (int(given["data-depth"] or -1), given["data-parent"] or "")
        if tag not in VOID:
            self.open.append(tag if tag != "li" or "branch" not in (given.get("class") or "") else "branch")

    def handle_endtag(self, tag: str) -> None:
        """Every element ends where it should."""
        if tag in VOID:
            return
        ended = self.open.pop()
        assert ended == tag or (ended, tag) == ("branch", "li"), (ended, tag)
        if ended == "branch":
            self.branches.pop()


def _nesting(page: str) -> Nesting:
    nesting = Nesting()
    nesting.feed(re.sub(r"<!DOCTYPE html>", "", page))
    assert not nesting.open
    return nesting


def test_every_reply_stands_in_the_branch_of_what_it_answers(app: Flask, cast: Cast, client: Visitor) -> None:
    """A chain to the depth limit, a bush, and 5,000 replies over their pages."""
    chain: list[int | None] = [None, *range(MAX_DEPTH)]
    bush: list[int | None] = [None if n % 9 == 0 else n - 1 - n % 4 % (n % 9) for n in range(5000)]
    client.pass_gate()
    for number, parents in enumerate((chain, bush)):
        with app.app_context(), writing():
            post = a_post(cast.ada.viewer, a_space(f"space-{number}"), title=f"Piece {number}")
            ids = many_replies(post, cast.mira.persona_id, parents)
            db.session.commit()
            address: str | None = f"/p/{post.public_id}"
        seen: list[str] = []
        while address:
            page = client.get(address).text
            nesting = _nesting(page)
            for reply_id, (depth, above) in nesting.found.items():
                said_depth, said_parent = nesting.said[reply_id]
                assert depth == said_depth
                assert above in ("", said_parent), "the page may begin within a branch"
            if not seen:
                assert nesting.found == nesting.said
                assert len(nesting.found) == min(len(parents), FIRST_PAGE)
            seen += nesting.found
            address = _next(page)
        assert seen == ids

"""A visitor's page comes from memory only while the database says that nothing on it has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text, update

from forum.access import AgeLevel
from forum.discussion.actions.edit import edit
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Post, Reply, Space
from forum.lib import clock
from forum.lib.db import db, writing
from forum.web import compression, page_cache
from forum.web.page_cache import PageCache
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import bare_app
from tests.stories import a_post, a_reply, a_space

ADDRESSES = ("/", "/s/essays", "/u/Ada")


@dataclass
class Scene:
    """A piece by Ada with a reply by Otto, and a visitor who has passed the gate."""

    app: Flask
    cast: Cast
    visitor: Visitor
    post_id: int
    reply_id: int
    address: str

    @property
    def cache(self) -> PageCache:
        cache: PageCache = self.app.extensions["page_cache"]
        return cache

    def change(self, how: Callable[["Scene", Post, Reply], object]) -> None:
        """Do something to the piece or the reply, and commit it."""
        with self.app.app_context(), writing():
            how(self, db.session.get_one(Post, self.post_id), db.session.get_one(Reply, self.reply_id))
            db.session.commit()

    def page(self, address: str | None = None, **options: Any) -> str:
        return self.visitor.get(address or self.address, **options).text

    def made_anew(self, address: str | None = None) -> str:
        """The page as Flask makes it: what carries an authorization is never answered from memory."""
        return self.page(address, headers={"Authorization": "none of ours"})

    def is_answered_from_memory(self, address: str | None = None) -> bool:
        before = self.cache.answered
        self.page(address)
        return self.cache.answered > before


@pytest.fixture
def scene(app: Flask, cast: Cast, client: Visitor) -> Scene:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), title="On listening", body="Essay words.")
        reply = a_reply(cast.otto.viewer, post, body="Reply words.")
        db.session.commit()
        ids = post.id, reply.id, f"/p/{post.public_id}"
    return Scene(app, cast, client.pass_gate(), *ids)


def _remove(scene: Scene, post: Post, reply: Reply) -> None:
    remove(scene.cast.mira.viewer, reply, 1)


def _remove_and_restore(scene: Scene, post: Post, reply: Reply) -> None:
    remove(scene.cast.mira.viewer, reply, 1)
    restore(scene.cast.mira.viewer, reply)


CHANGES: dict[str, Callable[[Scene, Post, Reply], object]] = {
    "a reply is added": lambda scene, post, reply: a_reply(scene.cast.mira.viewer, post, reply, "Another."),
    "a reply is removed": _remove,
    "a piece is removed": lambda scene, post, reply: remove(scene.cast.mira.viewer, post, 1),
    "a reply is withdrawn": lambda scene, post, reply: withdraw(scene.cast.otto.viewer, reply),
    "a reply is edited": lambda scene, post, reply: edit(
        scene.cast.otto.viewer, reply, ReplyDraft("Better words.")
    ),
    "a piece is started": lambda scene, post, reply: a_post(scene.cast.ada.viewer, post.space, "Second"),
    "a space asks for proof": lambda scene, post, reply: db.session.execute(
        update(Space).values(age_min=AgeLevel.VERIFIED)
    ),
    "a pen name changes by hand": lambda scene, post, reply: db.session.execute(
        text("UPDATE persona SET pen_name = 'Adele' WHERE pen_name = 'Ada'")
    ),
    "a row is deleted by hand": lambda scene, post, reply: db.session.execute(text("DELETE FROM reply")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_seen_by_the_next_visitor(scene: Scene, change: str) -> None:
    everywhere = (*ADDRESSES, scene.address)
    before = {address: (scene.page(address), scene.page(address)) for address in everywhere}
    assert all(first == second for first, second in before.values())
    scene.change(CHANGES[change])
    after = {address: scene.page(address) for address in everywhere}
    assert after == {address: scene.made_anew(address) for address in everywhere}
    assert any(after[address] != before[address][0] for address in everywhere)


def test_a_page_that_nobody_changed_is_answered_from_memory(scene: Scene) -> None:
    for address in (*ADDRESSES, scene.address):
        made = scene.page(address)
        assert scene.is_answered_from_memory(address)
        assert scene.page(address) == made == scene.made_anew(address)


def test_what_was_undone_is_not_there_and_changes_nothing(scene: Scene) -> None:
    scene.page()
    with scene.app.app_context(), writing():
        remove(scene.cast.mira.viewer, db.session.get_one(Reply, scene.reply_id), 1)
        db.session.flush()
        db.session.rollback()
    assert scene.is_answered_from_memory()
    scene.change(_remove_and_restore)
    assert "Reply words." in scene.page()


def test_a_change_to_one_piece_leaves_another_in_memory(scene: Scene) -> None:
    ids: list[int] = []
    addresses: list[str] = []

    def start(scene: Scene, post: Post, reply: Reply) -> None:
        for number in range(2):
            started = a_post(scene.cast.ada.viewer, post.space, title=f"Piece {number}")
            ids.append(started.id)
            addresses.append(f"/p/{started.public_id}")

    scene.change(start)
    for address in addresses:
        scene.page(address)
    scene.change(lambda scene, post, reply: a_reply(scene.cast.mira.viewer, db.session.get_one(Post, ids[0])))
    assert not scene.is_answered_from_memory(addresses[0])
    assert scene.is_answered_from_memory(addresses[1])


def test_removal_in_one_process_is_gone_from_the_next_request_to_the_other(
    scene: Scene, tmp_path: Path
) -> None:
    other = bare_app(scene.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    age = scene.visitor.http.get_cookie("visit")
    assert age is not None
    visitor = Visitor(other, other.test_client())
    visitor.http.set_cookie("visit", age.value)
    for _ in range(2):
        assert "Reply words." in scene.page()
        assert "Reply words." in visitor.get(scene.address).text
    assert other.extensions["page_cache"].answered == 1
    scene.change(_remove)
    assert "Reply words." not in visitor.get(scene.address).text
    assert "Reply words." not in scene.page()
    with other.app_context():
        db.engine.dispose()


def test_the_gate_is_decided_first(scene: Scene, new_visitor: Callable[[], Visitor]) -> None:
    scene.page()
    stranger = new_visitor()
    forged = new_visitor()
    forged.http.set_cookie("visit", "1_1_2099-01-01.Zm9yZ2Vk")
    for one in (stranger, forged):
        answer = one.get(scene.address)
        assert answer.status_code == 403
        assert "Reply words." not in answer.text


def test_an_answer_to_the_gate_expires_also_in_memory(scene: Scene) -> None:
    scene.page()
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert scene.visitor.get(scene.address).status_code == 403


def test_days_are_told_anew_each_day(scene: Scene) -> None:
    assert "today" in scene.page()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert "yesterday" in scene.page()


def test_members_and_visitors_get_pages_of_their_own(
    scene: Scene, new_visitor: Callable[[], Visitor]
) -> None:
    member = new_visitor().sign_in(scene.cast.mira)
    scene.page()
    assert "Mira" in member.get(scene.address).text
    assert "Mira" not in scene.page()
    visitor = scene.visitor.get(scene.address)
    assert "csrf_token" not in visitor.text
    assert "Set-Cookie" not in visitor.headers
    fresh = scene.visitor.get(scene.address, headers={"Authorization": "none of ours"})
    assert dict(visitor.headers) == dict(fresh.headers)


def test_a_message_is_shown_once_and_to_one_person(scene: Scene, new_visitor: Callable[[], Visitor]) -> None:
    scene.page()
    with scene.visitor.http.session_transaction() as session:
        session["_flashes"] = [("message", "For you alone")]
    assert "For you alone" in scene.page()
    assert "For you alone" not in scene.page()
    assert "For you alone" not in new_visitor().pass_gate().get(scene.address).text


def test_light_and_dark_are_two_pages(scene: Scene) -> None:
    scene.page()
    scene.visitor.http.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in scene.page()
    scene.visitor.http.delete_cookie("theme")
    assert 'data-theme="dark"' not in scene.page()


def test_compressed_or_not_it_is_the_same_page(scene: Scene) -> None:
    plain = scene.visitor.get(scene.address).data
    made = scene.cache.made
    for encoding in ("gzip", "br") * 3:
        packed = scene.visitor.get(scene.address, headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert compression.unpack(packed.data, encoding) == plain
        assert packed.headers["Content-Length"] == str(len(packed.data))
        refused = scene.visitor.get(scene.address, headers={"Accept-Encoding": f"{encoding};q=0"})
        assert refused.data == plain
    assert scene.cache.made == made


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_page_that_is_asked_for_again_is_compressed_better(scene: Scene, encoding: str) -> None:
    packed = [scene.visitor.get(scene.address, headers={"Accept-Encoding": encoding}).data for _ in range(3)]
    plain = compression.unpack(packed[0], encoding)
    assert packed[0] == compression.pack(plain, encoding)
    assert packed[1] == packed[2] == compression.pack(plain, encoding, compression.WELL)
    assert len(packed[1]) < len(packed[0])


def test_invented_arguments_fill_no_memory(scene: Scene) -> None:
    made = scene.cache.made
    for number in range(5):
        scene.page(f"{scene.address}?x={number}")
    assert scene.cache.made == made


def test_memory_is_bounded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(scene.page()) * 3
    monkeypatch.setattr(page_cache, "MOST_BYTES", size)
    with scene.app.app_context():
        small = PageCache(scene.app, scene.cache._age_level, scene.cache._age_floor)
    for number in range(20):
        page = page_cache.Page([], (), None, {"": b"x" * (size // 5)})
        small._keep(
            page_cache.Key(str(number), "", page_cache.Visitor(AgeLevel.DECLARED, ""), clock.today()), page
        )
    assert small._pages.currsize <= size
    assert 3 <= len(small._pages) <= 5


def test_what_cannot_be_checked_is_not_answered(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.page()
    monkeypatch.setattr(scene.cache._versions, "read", lambda: None)
    assert not scene.is_answered_from_memory()


def test_a_broken_connection_is_replaced(scene: Scene) -> None:
    scene.page()
    for connection in scene.cache._versions._idle:
        connection.close()
    assert scene.is_answered_from_memory()

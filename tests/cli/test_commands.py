"""The operator's commands do what they say, and say in one sentence why when they cannot."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import TimeMachineFixture

from forum.access import Role
from forum.accounts.models import Account
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db, writing
from forum.markup import VERSION
from forum.search import asked
from forum.search.queries import search
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import bare_app
from tests.stories import a_post, a_reply, a_space

ROOT = Path(__file__).parents[2]


def _run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["alcove", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_every_command_explains_itself(sqlite_app: Flask) -> None:
    for words in (
        (),
        ("prepare",),
        ("create-moderator",),
        ("import", "wordpress"),
        ("rerender",),
        ("reindex",),
        ("retention",),
        ("worker",),
    ):
        code, said = _run(sqlite_app, *words, "--help")
        assert code == 0
        assert len(said.splitlines()) > 3


def test_a_moderator_is_appointed_and_signs_in(app: Flask, client: Visitor) -> None:
    words = ("create-moderator", "--sign-in-name", "private one", "--pen-name", "Heron")
    code, said = _run(app, *words, "--password", "reeds along the slow river")
    assert code == 0
    assert "Recovery code" in said
    with app.app_context():
        assert db.session.scalars(select(Account.role)).one() == Role.MODERATOR
    answer = client.post("/sign-in", sign_in_name="private one", password="reeds along the slow river")
    assert answer.status_code == 303
    code, said = _run(app, *words, "--password", "reeds along the slow river")
    assert code == 1
    assert said.startswith("Error: ")
    assert len(said.splitlines()) == 1


def test_a_poor_password_is_refused_in_a_sentence(sqlite_app: Flask) -> None:
    code, said = _run(
        sqlite_app,
        "create-moderator",
        "--sign-in-name",
        "x y z",
        "--pen-name",
        "Heron",
        "--password",
        "short",
    )
    assert code == 1
    assert "15 characters" in said


def test_the_rules_are_printed_once_they_are_there(app: Flask) -> None:
    code, _said = _run(app, "prepare")
    assert code == 0
    code, said = _run(app, "rules")
    assert code == 0
    assert said.startswith("1. ")
    assert len(said.splitlines()) >= 8


def test_texts_of_an_older_renderer_are_made_anew(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="**bold**")
        reply = a_reply(cast.mira.viewer, post, body="*soft*")
        right = (post.html, reply.html)
        old = db.session.get_one(Reply, reply.id).html
        for text in (post, reply):
            text.html, text.markup_version = old, VERSION - 1
        db.session.commit()
    assert "Rendered 2 texts." in _run(app, "rerender")[1]
    assert "Rendered 0 texts." in _run(app, "rerender")[1]
    with app.app_context():
        texts = db.session.scalars(select(Post)).one(), db.session.scalars(select(Reply)).one()
        assert tuple(text.html for text in texts) == right
        assert {text.markup_version for text in texts} == {VERSION}


def test_the_search_index_is_made_anew(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="Lantern.")
        a_reply(cast.mira.viewer, post, body="A lantern as well.")
        db.session.commit()
    code, said = _run(app, "reindex")
    assert (code, said.splitlines()[-1]) == (0, "Read 2 texts.")
    with app.app_context():
        found = search(cast.otto.viewer, asked.read("lantern"))
        assert found.count == 2


def test_withdrawn_words_are_erased_after_their_time(
    app: Flask, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="words to be forgotten")
        withdraw(cast.ada.viewer, post)
        db.session.commit()
    time_machine.move_to(clock.now() + timedelta(days=29))
    assert _run(app, "retention")[0] == 0
    with app.app_context():
        assert db.session.scalars(select(Post.source)).one() == "words to be forgotten"
    time_machine.move_to(clock.now() + timedelta(days=2))
    assert _run(app, "retention")[0] == 0
    with app.app_context():
        row = db.session.scalars(select(Post)).one()
        assert (row.source, row.html, row.title, row.excerpt) == ("", "", "", "")


def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    app = bare_app("postgresql://nobody@127.0.0.1:9/nothing", tmp_path)
    code, said = _run(app, "prepare")
    assert code == 1
    assert said.startswith("Error: The database did not answer")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ALCOVE_SECRET_KEY": "short"}, "ALCOVE_SECRET_KEY"),
        ({"ALCOVE_BASE_URL": "https://garden.example"}, "ALCOVE_SECRET_KEY is missing"),
        ({"ALCOVE_DATABASE_URL": "mysql://x", "ALCOVE_SECRET_KEY": "k" * 40}, "ALCOVE_DATABASE_URL"),
        (
            {"ALCOVE_BASE_URL": "https://x.example", "ALCOVE_SECRET_KEY": "k" * 40, "ALCOVE_DEMO": "1"},
            "ALCOVE_DEMO",
        ),
        ({"ALCOVE_PROXIES": "two"}, "ALCOVE_PROXIES"),
        ({"ALCOVE_JOBS": "nobody"}, "ALCOVE_JOBS"),
        ({"ALCOVE_REDIS_URL": "http://127.0.0.1"}, "ALCOVE_REDIS_URL"),
        ({"ALCOVE_LEAVE_URL": "wikipedia"}, "ALCOVE_LEAVE_URL"),
        ({"ALCOVE_SITE_NAME": ""}, "ALCOVE_SITE_NAME"),
        ({"ALCOVE_SECRET_KEY_FILE": "/nowhere/at/all"}, "ALCOVE_SECRET_KEY_FILE"),
    ],
)
def test_a_setting_that_is_wrong_is_named(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    environment = {**os.environ, "ALCOVE_DATA_DIR": str(tmp_path), **settings}
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "alcove", "rules"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr

"""Several people at once: what one changes while another reads words in is never kept as it was."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import event, text

from forum.access import SYSTEM
from forum.lib.db import db, writing
from forum.search.actions import catch_up
from tests.at_once import PATIENCE, wait_until_it_waits
from tests.cast import Cast, assemble
from tests.fixtures.databases import Installation
from tests.search.looking import finds
from tests.stories import a_post, a_reply, a_space

NEW_WORDS = text("UPDATE reply SET html = '<p>Bonfire.</p>', source = 'Bonfire.'")


@pytest.fixture
def cast_on_postgresql(installations: Callable[[str], Installation]) -> Iterator[tuple[Flask, Cast]]:
    """The application on PostgreSQL, where writers need not wait for each other; a reply about a lantern."""
    installation = installations("postgresql")
    app = installation.app
    cast = assemble(app)
    with app.app_context(), writing():
        a_reply(cast.ada.viewer, a_post(cast.ada.viewer, a_space()), body="Lantern.")
        db.session.commit()
    yield app, cast
    installation.wipe()


def test_a_text_that_somebody_is_changing_is_left_for_the_next_time(
    cast_on_postgresql: tuple[Flask, Cast],
) -> None:
    app, cast = cast_on_postgresql
    with app.app_context(), writing(), db.engine.connect() as other:
        other.execute(NEW_WORDS)
        assert catch_up(SYSTEM) == 1  # the piece
        db.session.commit()
        other.commit()
        assert finds(cast.otto.viewer, "bonfire")
        assert not finds(cast.otto.viewer, "lantern")
        db.session.commit()


def test_whoever_changes_a_text_that_is_being_read_has_it_read_again(
    cast_on_postgresql: tuple[Flask, Cast],
) -> None:
    app, cast = cast_on_postgresql
    asks = Event()

    def change() -> None:
        with app.app_context(), writing(), db.engine.connect() as other:
            event.listen(other, "before_cursor_execute", lambda *_asked: asks.set())
            other.execute(NEW_WORDS)
            other.commit()

    with app.app_context(), writing(), ThreadPoolExecutor(1) as pool:
        assert catch_up(SYSTEM) == 2  # with the old words, and not committed yet
        changing = pool.submit(change)
        assert asks.wait(PATIENCE)
        wait_until_it_waits(db.session.connection(), changing)
        assert not changing.done()
        db.session.commit()
        changing.result(PATIENCE)
        assert finds(cast.otto.viewer, "bonfire")
        assert not finds(cast.otto.viewer, "lantern")
        db.session.commit()


def test_a_rare_word_is_looked_up_in_the_index(cast_on_postgresql: tuple[Flask, Cast]) -> None:
    app, _cast = cast_on_postgresql
    with app.app_context():
        connection = db.session.connection()
        for habit in ("seqscan", "indexscan"):  # what a small table would tempt it to
            connection.execute(text(f"SET LOCAL enable_{habit} = off"))
        for table, column in (("reply", "words"), ("post", "words"), ("post", "title")):
            query = f"EXPLAIN SELECT {table}_id FROM {table}_words WHERE {column} @@ 'lantern'::tsquery"
            plan = "\n".join(connection.execute(text(query)).scalars())
            assert f"Bitmap Index Scan on fts_{table}_{column}" in plan

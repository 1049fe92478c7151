"""A place where somebody's life leaves its rows, where the clock is moved, and where the daily jobs run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import inspect, select, text

from forum.accounts.models import Departure
from forum.discussion.jobs import let_leave
from forum.discussion.models import Space
from forum.lib import clock, jobs
from forum.lib.db import db
from forum.lib.jobs import Job
from forum.retention.jobs import enforce, forget_archives, forget_salts
from forum.search.jobs import catch_up, forget
from tests.cast import Person
from tests.export.lives import live
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WORD = "xylophone"  # in all that is somebody's, and in nothing else
DAILY: tuple[Job, ...] = (forget_salts, enforce, forget_archives, let_leave, catch_up, forget)


@dataclass
class World:
    """The stage, at noon."""

    stage: Stage

    @property
    def app(self) -> Flask:
        """The application."""
        return self.stage.app

    @property
    def ada(self) -> Person:
        """Whose life it is."""
        return self.stage.cast.ada

    def live(self) -> None:
        """Have everything happen to Ada."""
        with self.stage.work():
            space = db.session.scalars(select(Space)).one()
            live(self.ada, self.stage.cast.otto, space, WORD, "words")

    def visitor(self, person: Person) -> Visitor:
        """Somebody's browser."""
        return self.stage.visitor(person)

    def clean(self) -> None:
        """Do what the schedule does every day."""
        with self.stage.work():
            for job in DAILY:
                job.later_once()
        self.work()

    def work(self) -> None:
        """Have a worker do all that waits."""
        for _done in jobs.sweep(self.app):
            pass

    def leave(self) -> None:
        """Have Ada be gone, her texts too."""
        with self.stage.work():
            row = {"account_id": self.ada.account_id, "keeps_texts": False, "leaves_at": clock.now()}
            db.session.add(Departure(**row))
        self.clean()

    @contextmanager
    def after(self, time: timedelta) -> Iterator[None]:
        """Some time later, when the daily jobs have run."""
        with time_machine.travel(NOON + time, tick=False):
            self.clean()
            yield

    def everything(self, *without: str) -> str:
        """All that the database holds, in every table, those of the search index included, but for some."""
        with self.app.app_context():
            tables = inspect(db.engine).get_table_names()
            if db.engine.dialect.name == "sqlite":
                tables = list(db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
            asked = [text(f'SELECT * FROM "{name}"') for name in tables if name not in without]
            rows = [db.session.execute(each).all() for each in asked]
        return repr(rows)

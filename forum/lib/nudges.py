"""The nudge after a commit: tells a worker, through huey, that a row is in the outbox.

huey hands each nudge to one worker, at most once, from a file of its own or from Redis. A nudge may be
lost at any time: the row is what counts, and a sweep finds it within a minute.
"""

import importlib
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from forum.lib import keys, outbox
from forum.lib.later import absent

if TYPE_CHECKING:
    from huey.api import Huey, TaskWrapper

QUIET = 30.0  # seconds for which a queue that failed is left alone, so that no request waits for it again
HURRY = 0.25  # seconds that a request waits for a queue, twice at most
PATIENCE = 5.0  # seconds that a worker does; longer than the second for which it listens
EXTENSION = "nudges"
logger = logging.getLogger(__name__)


@dataclass
class Queue:
    """A huey whose messages are numbers of rows."""

    huey: "Huey"
    task: "TaskWrapper"

    def send(self, row_id: int) -> None:
        """Put a row's number into the queue."""
        self.huey.enqueue(self.task.s(row_id))


class Nudges:
    """What an application tells its workers through; it never fails, and seldom waits."""

    def __init__(self, data_dir: Path, redis_url: str | None) -> None:
        self.data_dir = data_dir
        self.redis_url = redis_url
        self._queue: Queue | None = None
        self._quiet_until = 0.0
        load_huey(redis_url)  # now, because a request should not wait for it

    def open_queue(self, name: str, run: Callable[[int], object], patience: float) -> Queue:
        """A queue to listen to, or to speak into."""
        if self.redis_url:
            return _redis_queue(self.redis_url, name, run, patience)
        return _file_queue(self.data_dir / "jobs.db", name, run, patience)

    def send(self, row_id: int) -> None:
        """Nudge a worker, if the queue can be reached."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            if self._queue is None:
                self._queue = self.open_queue(queue_name(), lambda _row_id: None, HURRY)
            self._queue.send(row_id)
        except Exception as fault:  # noqa: BLE001  # whatever became of the queue, the row is enough
            self._quiet_until = time.monotonic() + QUIET
            logger.warning("the queue does not answer, jobs wait for a sweep: %s", type(fault).__name__)


def install(app: Flask, data_dir: Path, redis_url: str | None) -> None:
    """Have each commit that leaves rows in the outbox nudge a worker."""
    app.extensions[EXTENSION] = Nudges(data_dir, redis_url)


def of_app(app: Flask) -> Nudges:
    """The nudges that were installed."""
    found: Nudges = app.extensions[EXTENSION]
    return found


def queue_name() -> str:
    """A name of this community's own, since several may share one Redis."""
    return "alcove" + keys.digest("job queue", "name")[:16]


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    if not session.in_nested_transaction():
        for row_id in session.info.pop(outbox.NEW, ()):
            of_app(current_app).send(row_id)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(outbox.NEW, None)


def load_huey(redis_url: str | None) -> None:
    """Import huey without the drivers of storages that are not used.

    It imports each that happens to be installed: 24 MB and half a second of redis and psycopg
    (measured with redis 8.1) in every process, for a queue in a file.
    """
    with absent(*(() if redis_url else ("redis", "psycopg", "cysqlite"))):
        importlib.import_module("huey")


def _file_queue(path: Path, name: str, run: Callable[[int], object], patience: float) -> Queue:
    from huey import SqliteHuey

    with suppress(FileExistsError):  # what SQLite puts beside it gets its mode
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return _queue(
        SqliteHuey, name, run, filename=str(path), timeout=patience, fsync=False, cache_mb=1
    )  # without fsync: what a power cut takes from it, the sweep finds in the outbox


def _redis_queue(url: str, name: str, run: Callable[[int], object], patience: float) -> Queue:
    from huey import RedisHuey
    from redis import ConnectionPool
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    once_more = Retry(NoBackoff(), 1)  # a connection that an idle hour or a restart closed is opened anew
    pool = ConnectionPool.from_url(
        url, socket_timeout=patience, socket_connect_timeout=HURRY, retry=once_more
    )
    return _queue(RedisHuey, name, run, connection_pool=pool)


def _queue(kind: "type[Huey]", name: str, run: Callable[[int], object], **options: Any) -> Queue:
    from huey.registry import Message
    from huey.serializer import Serializer

    class Numbers(Serializer):
        """Messages as plain numbers: huey's own are pickles, which run whatever they hold."""

        def serialize(self, data: Any) -> bytes:
            return str(data.args[0]).encode()

        def deserialize(self, data: bytes) -> Any:
            number = int(bytes(data))
            return Message(id=str(number), name=known, args=(number,), kwargs={}, retries=0, retry_delay=0)

    huey = kind(name, results=False, serializer=Numbers(), **options)
    task = huey.task(name="run")(run)
    known = huey._registry.task_to_string(task.task_class)
    return Queue(huey, task)

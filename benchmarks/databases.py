"""The databases that are measured on: SQLite, and a PostgreSQL of the wheel's with every durability on."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.client import FORK
from benchmarks.serving import cpu_of
from tests.fixtures import postgres

SECRET = "a secret that protects nothing but measurements"  # and is meant to be known
COMMITS = 1.0  # seconds of one-row commits
# As an operator has it: what is acknowledged survives a power cut.
POSTGRESQL = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c listen_addresses=''"
LINE = "CREATE TABLE line (text TEXT)"


@dataclass(frozen=True)
class Database:
    """A database in a folder of its own, which is also the server's data directory."""

    name: str
    folder: Path
    url: str
    process: psutil.Process | None = None  # of a database that is a server

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a server that uses it."""
        return {
            "ALCOVE_DATA_DIR": str(self.folder),
            "ALCOVE_DATABASE_URL": self.url,
            "ALCOVE_SECRET_KEY": SECRET,
            "ALCOVE_DEMO": "0",
        }

    @property
    def file(self) -> Path:
        """The file of an SQLite database."""
        return self.folder / "alcove.db"

    def cpu(self) -> float:
        """Seconds of processor time that the database's own processes have used."""
        return cpu_of(self.process) if self.process else 0.0

    def connect(self) -> Any:
        """A connection of the database's own driver, each of whose statements is a transaction."""
        if self.process is not None:
            return psycopg.connect(self.url, autocommit=True)
        return _connect(self.file)

    def forget_cached(self) -> None:
        """Have the machine forget what it remembers of the file, so that the disk is read."""
        for path in self.folder.glob(f"{self.file.name}*"):
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sqlite(folder: Path) -> Database:
    """A database that is a file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Database("SQLite", folder, f"sqlite:///{folder / 'alcove.db'}")


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """A database on a PostgreSQL server that lives until the block ends."""
    folder.mkdir()
    home = folder / "postgres"
    postgres.start(home, POSTGRESQL)
    try:
        with psycopg.connect(postgres.address(home), autocommit=True) as connection:
            for name in ("alcove", "lines"):
                connection.execute(f"CREATE DATABASE {name}".encode())
        pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
        yield Database("PostgreSQL", folder, postgres.address(home, "alcove"), psutil.Process(pid))
    finally:
        postgres.stop(home)


def commits(database: Database, connections: int) -> float:
    """One-row commits a second, with the durability that Alcove asks for, by connections of their own."""
    if database.process is not None:
        address = postgres.address(database.folder / "postgres", "lines")
        make: Any = lambda: psycopg.connect(address, autocommit=True)  # noqa: E731  # one line each
    else:
        make = lambda: _connect(database.folder / "lines.db")  # noqa: E731  # one line each
    with make() as first:
        first.execute(LINE.replace("TABLE", "TABLE IF NOT EXISTS"))
    first.close()
    pipes = []
    for _number in range(connections):
        here, there = FORK.Pipe(duplex=False)
        FORK.Process(target=_commit, args=(make, there), daemon=True).start()
        pipes.append(here)
    return float(sum(pipe.recv() for pipe in pipes))


def _commit(make: Any, pipe: Pipe) -> None:
    connection = make()
    done, began = 0, time.perf_counter()
    while time.perf_counter() < began + COMMITS:
        connection.execute("INSERT INTO line VALUES ('one row')")
        done += 1
    pipe.send(done / (time.perf_counter() - began))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):  # as forum/lib/db.py
        connection.execute(f"PRAGMA {pragma}").close()
    return connection

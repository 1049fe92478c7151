"""What was erased is gone from SQLite's file, and not only from what it shows."""

from datetime import timedelta
from pathlib import Path

from time_machine import TimeMachineFixture

from forum.lib import clock
from forum.lib.db import db
from tests.keeping.life import SECRET, command
from tests.moderation.stage import Stage


def test_erased_words_are_gone_from_the_file(at_home: Stage, time_machine: TimeMachineFixture) -> None:
    with at_home.app.app_context(), db.engine.connect() as connection:
        file = Path(db.engine.url.database or "")
        driver = connection.connection.driver_connection
        assert driver

        def stored() -> bytes:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            return file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()

        assert SECRET.encode() in stored()
        time_machine.move_to(clock.now() + timedelta(days=31))
        assert command(at_home.app, "retention")[0] == 0
        assert SECRET.encode() not in stored()

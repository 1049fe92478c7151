"""`flask alcove worker` with jobs whose traces can be counted, for tests that start it as a process.

python -m tests.growing.noting_worker [options of the command]
"""

import os
import sys
import threading
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from flask.cli import ScriptInfo

from forum import cli
from forum.lib import clock, jobs, outbox, worker
from forum.lib.db import db
from forum.lib.jobs import Recurring, Rest
from forum.lib.throttle import ThrottleHit

RECURRING = 999


def _leave_trace(number: int) -> None:
    """A row that says what was done, and by which process: any table will do."""
    db.session.add(ThrottleHit(key=f"{number}:{os.getpid()}", at=clock.now()))
    db.session.flush()


@jobs.job("tests.note")
def note(number: int) -> Rest:
    """Leave a trace."""
    _leave_trace(number)
    return None


@jobs.job("tests.slow")
def slow(number: int) -> Rest:
    """Leave a trace, and then go on for as long as there is a file that says so."""
    _leave_trace(number)
    data_dir = Path(os.environ["ALCOVE_DATA_DIR"])
    (data_dir / "begun").touch()
    while (data_dir / "go-on").exists():
        threading.Event().wait(0.02)
    return None


@jobs.job("tests.recurring")
def recurring() -> Rest:
    """Leave a trace each day."""
    _leave_trace(RECURRING)
    return None


def main() -> None:
    """Run the command, with a lease and a pace that a test can wait for."""
    from wsgi import app

    outbox.LEASE = timedelta(seconds=1)
    outbox.FIRST_WAIT = timedelta(seconds=1)
    outbox.SKEW = timedelta(0)
    worker.TICK = 0.3
    jobs.install(app, (note, slow, recurring))
    schedule = (Recurring(recurring, "", timedelta(days=1), ""),)
    with patch.object(cli, "SCHEDULE", schedule):
        cli.alcove.main(args=["worker", *sys.argv[1:]], obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    main()

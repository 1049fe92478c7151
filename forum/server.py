"""How gunicorn serves Alcove: workers with threads, the application loaded once and shared."""

import gc
import os
import sys
from pathlib import Path
from typing import NoReturn

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("ALCOVE_WORKERS") or min(2, os.cpu_count() or 1))
worker_class = "gthread"
threads = 4  # pages are short; four keep a core busy while one waits for the disk
preload_app = True  # one copy in memory, shared by all workers
control_socket_disable = True
graceful_timeout = 10
timeout = 60
keepalive = 5
accesslog = None  # an access log would keep addresses and what was read
errorlog = "-"
loglevel = "error"  # a warning of a broken request would say from where it came and what it said
forwarder_headers = ""  # nobody in front may say SCRIPT_NAME: the site stands at the root
proc_name = "alcove"

SHARED_MEMORY = "/dev/shm"  # nosec B108  # gunicorn makes the files there safely by itself
if Path(SHARED_MEMORY).is_dir():  # so that the workers' heartbeat never waits for a disk
    worker_tmp_dir = SHARED_MEMORY


def on_starting(_server: Arbiter) -> None:
    """Bring the database up to date first, if ALCOVE_PREPARE=1 asks for it.

    In a process of its own, which has the application already and takes Alembic away with it.
    """
    if os.environ.get("ALCOVE_PREPARE") != "1":
        return
    child = os.fork()
    if child == 0:
        _prepare()
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(os.waitstatus_to_exitcode(status))


def _prepare() -> NoReturn:
    """Be `flask alcove prepare`."""
    from flask.cli import ScriptInfo

    from wsgi import app

    code: object = 1
    try:
        app.cli.main(["alcove", "prepare"], "flask", obj=ScriptInfo(create_app=lambda: app))
    except SystemExit as done:
        code = done.code
    finally:  # whatever happens, this process must not go on as a server
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def pre_fork(_server: Arbiter, _worker: Worker) -> None:
    """Close the database connections made while loading: a worker must open its own."""
    from forum.lib.db import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose()


def post_worker_init(_worker: Worker) -> None:
    """Have one of the workers do the jobs besides, unless `flask alcove worker` does them."""
    from forum.lib import worker
    from wsgi import app

    worker.start_besides(app)


def worker_exit(_server: Arbiter, _worker: Worker) -> None:
    """Let the job at hand be finished."""
    from forum.lib import worker
    from wsgi import app

    worker.stop_besides(app)


def when_ready(server: Arbiter) -> None:
    """Load what all workers share, and say where people can look."""
    from forum.web.warming import warm
    from wsgi import app

    warm(app)
    gc.collect()
    gc.freeze()  # else each worker's collector writes into, and so copies, all that they share
    for address in server.address:
        print(f"Alcove is at http://{address[0]}:{address[1]} (Ctrl-C stops it).", flush=True)

"""How gunicorn serves Alcove: workers with threads, the application loaded once and shared."""

import ctypes
import gc
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from forum.lib import http_worker, machine

OF_A_WORKER = 64 * 2**20  # bytes that each adds, measured under load (docs/decisions/server.md)
SHARE = 4  # a quarter of the memory at most: the database and the system's cache want the rest
COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # the name by which prometheus-client asks for the place
ARENAS, TRIM_ABOVE = -8, -1  # M_ARENA_MAX and M_TRIM_THRESHOLD of glibc's malloc.h
FREE_AT_MOST = 256 * 1024  # bytes that malloc may keep beyond what is in use
MOST_WORKERS = 8  # unless asked for: eight times four connections are enough for one PostgreSQL to grant


def _workers() -> int:
    given = os.environ.get("ALCOVE_WORKERS", "").strip()
    if not given:
        return max(1, min(machine.cores(), machine.memory() // SHARE // OF_A_WORKER, MOST_WORKERS))
    if not given.isdecimal() or not 1 <= int(given) <= 512:
        sys.exit("Alcove cannot start. ALCOVE_WORKERS must be a number from 1 to 512.")
    return int(given)


def _share_counts(memory: Path) -> None:
    """Give all workers one place for what they count, before anything that counts is loaded."""
    if COUNTS in os.environ:  # this file is read again on SIGHUP
        return
    for left in memory.glob("alcove-*-*"):  # by servers that were killed
        if left.stat().st_uid == os.geteuid() and not Path("/proc", left.name.split("-")[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    os.environ[COUNTS] = tempfile.mkdtemp(prefix=f"alcove-{os.getpid()}-", dir=memory)


def _give_memory_back() -> None:
    """Have threads share one arena of memory, and glibc return what is free at its end.

    Else each thread has one of its own, and each keeps the largest page that it ever made.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's alone
    if mallopt is not None:
        mallopt(ARENAS, 1)
        mallopt(TRIM_ABOVE, FREE_AT_MOST)


_give_memory_back()
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = _workers()
worker_class = "forum.lib.http_worker.PatientWorker"
threads = 4  # pages are short; four keep a core busy while one waits for the disk
preload_app = True  # one copy in memory, shared by all workers
control_socket_disable = True
graceful_timeout = 35  # seconds to finish what is begun; `forum.lib.http_worker.LONGEST` and a little
timeout = 60
keepalive = 5  # seconds; a proxy keeps its connections longer, and so must expect that we close first
backlog = 2048  # who comes while all are busy, or while a new version starts, waits here
limit_request_fields = 64  # a browser sends about fifteen, a proxy a few more
http_parser = "python"  # the quicker one takes folded headers and bare line feeds
accesslog = None  # an access log would keep addresses and what was read
errorlog = "-"
logger_class = "forum.lib.http_worker.ServerLog"  # its own tells from where a broken request came
forwarder_headers = ""  # nobody in front may say SCRIPT_NAME: the site stands at the root
proc_name = "alcove"

SHARED_MEMORY = "/dev/shm"  # nosec B108  # only the safe functions of gunicorn and tempfile make files there
if Path(SHARED_MEMORY).is_dir():  # so that the workers' heartbeat never waits for a disk
    worker_tmp_dir = SHARED_MEMORY
    _share_counts(Path(SHARED_MEMORY))


def on_starting(server: Arbiter) -> None:
    """Bring the database up to date first, if ALCOVE_PREPARE=1 asks for it.

    In a process of its own, which has the application already and takes Alembic away with it.
    """
    # How it is started again on SIGUSR2; by the path of its file its folder would hide Python's own `http`.
    os.register_at_fork(after_in_parent=http_worker.hear_stops)
    server.START_CTX["args"] = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
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

    http_worker.keep_stops_back()
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
    _stop_gracefully(server)
    from forum.web.warming import warm
    from wsgi import app

    warm(app)
    gc.collect()
    gc.freeze()  # else each worker's collector writes into, and so copies, all that they share
    for listener in server.LISTENERS:
        print(f"Alcove is at {listener} (Ctrl-C stops it).", flush=True)


def on_exit(_server: Arbiter) -> None:
    """Take the counts away."""
    shutil.rmtree(os.environ.get(COUNTS, ""), ignore_errors=True)


def _stop_gracefully(server: Arbiter) -> None:
    """Let Ctrl-C wait for what is begun, as SIGTERM does; a second one does not wait."""

    def stop(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, server.signal)
        if not (server.systemd or server.reexec_pid or server.master_pid):  # nobody else serves at this door
            for listener in server.LISTENERS:
                http_worker.let_nobody_else_come(listener.sock)
        server.signal(signal.SIGTERM, None)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)

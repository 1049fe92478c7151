"""Who has been taken is answered: while workers are replaced, while a new version starts, and at the end."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psutil
import pytest

from forum.lib.http_worker import let_nobody_else_come
from tests.serving.conftest import PATIENCE, get
from tests.serving.crowd import ANSWERED, BETWEEN, REFUSED, Crowd, exchange

GATE = "/"  # a page of some size, for a visitor whom the gate stops
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
START = Callable[..., subprocess.Popen[str]]


def _workers(server: subprocess.Popen[str]) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(server.pid).children()
    return found


def _both_workers(server: subprocess.Popen[str], crowd: Crowd) -> list[psutil.Process]:
    """The first one answers before there is a second, which need not have begun."""
    while len(found := _workers(server)) < 2:
        crowd.wait_for_answers(5)
    return found


def test_replacing_all_workers_again_and_again_loses_no_request(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    port = settings["PORT"]
    assert get(server, port, "/healthz") == 200
    with Crowd(int(port), GATE).asking() as crowd:
        for _ in range(3):
            old = _both_workers(server, crowd)
            server.send_signal(signal.SIGHUP)
            gone, alive = psutil.wait_procs(old, PATIENCE)
            assert not alive, "the old workers went"
            assert len(gone) == 2
            crowd.wait_for_answers(50)
    assert set(crowd.outcomes) <= {ANSWERED, BETWEEN}, crowd.outcomes


def test_a_new_version_takes_over_without_losing_a_request(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    port = settings["PORT"]
    assert get(server, port, "/healthz") == 200
    old = {worker.pid for worker in _workers(server)}
    with ExitStack() as afterwards, Crowd(int(port), GATE).asking() as crowd:
        _both_workers(server, crowd)
        server.send_signal(signal.SIGUSR2)
        new = _new_server(server, old, crowd)
        # Nobody else knows of it, and it holds what the old one said open; once nobody asks any more.
        afterwards.callback(psutil.wait_procs, [new], PATIENCE)
        afterwards.callback(new.terminate)
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0
        crowd.wait_for_answers(50)
    assert set(crowd.outcomes) <= {ANSWERED, BETWEEN}, crowd.outcomes


def _new_server(server: subprocess.Popen[str], workers: set[int], crowd: Crowd) -> psutil.Process:
    """The process that the old one has started in its place, once it has workers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for child in _workers(server):
            if child.pid not in workers and len(child.children()) == 2:
                return child
        crowd.wait_for_answers(50)
    raise AssertionError("no new server came")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["terminate", "ctrl-c"])
def test_stopping_answers_whoever_has_been_taken(
    server: subprocess.Popen[str], settings: dict[str, str], stop: signal.Signals
) -> None:
    port = settings["PORT"]
    assert get(server, port, "/healthz") == 200
    with Crowd(int(port), GATE, coming_anew=0).asking() as crowd:
        _both_workers(server, crowd)
        for process in [server, *_workers(server)] if stop == signal.SIGINT else [server]:
            process.send_signal(stop)  # a terminal sends it to all of them
        assert server.wait(PATIENCE) == 0
    assert set(crowd.outcomes) <= {ANSWERED, BETWEEN, REFUSED}, crowd.outcomes


def test_a_worker_hears_that_it_shall_stop_before_it_has_begun(server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not _workers(server) and time.monotonic() < until:
        os.sched_yield()
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0, "else it is killed after 35 seconds, `forum.server.graceful_timeout`"


def test_who_knocks_while_the_last_in_the_queue_are_answered_is_refused_and_not_hung_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = door.getsockname()
        first = socket.create_connection(address, PATIENCE)
        let_nobody_else_come(door)
        with ThreadPoolExecutor() as late:
            knocking = late.submit(socket.create_connection, address, PATIENCE)
            taken, _ = door.accept()
            taken.sendall(b"welcome")
            assert first.recv(7) == b"welcome"
            door.settimeout(0.1)
            with pytest.raises(TimeoutError):
                door.accept()
            door.close()
            with pytest.raises(ConnectionRefusedError):
                knocking.result(PATIENCE)
        taken.close()
        first.close()


def test_stopping_answers_whoever_stands_in_the_queue(settings: dict[str, str], start: START) -> None:
    server, port = start(settings | {"ALCOVE_WORKERS": "1"}), settings["PORT"]
    assert get(server, port, "/healthz") == 200
    (worker,) = _workers(server)
    worker.suspend()
    waiting = [socket.create_connection(("127.0.0.1", int(port)), PATIENCE) for _ in range(20)]
    for connection in waiting:
        connection.sendall(REQUEST)
    server.send_signal(signal.SIGTERM)
    worker.send_signal(signal.SIGTERM)  # as the server does, which must not be waited for here
    worker.resume()
    outcomes = {exchange(connection, b"")[0] for connection in waiting}
    for connection in waiting:
        connection.close()
    assert outcomes == {ANSWERED}
    assert server.wait(PATIENCE) == 0


def test_a_text_that_is_still_coming_in_is_waited_for(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    port = settings["PORT"]
    assert get(server, port, "/healthz") == 200
    form = b"next=%2F&theme=dark"
    with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as connection:
        head = b"POST /theme HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(form) + form[:5])
        server.send_signal(signal.SIGTERM)
        _wait_until_refused(int(port))
        connection.sendall(form[5:])
        assert connection.recv(100).startswith(b"HTTP/1.1 303")
    assert server.wait(PATIENCE) == 0


def _wait_until_refused(port: int) -> None:
    for _ in range(PATIENCE * 100):
        try:
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
        except ConnectionRefusedError:
            return
    raise AssertionError("the door stayed open")


def test_a_socket_that_the_system_keeps_loses_nobody_while_the_server_is_away(
    settings: dict[str, str], start: START
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        port = door.getsockname()[1]
        first = start(settings, door=door)
        assert get(first, str(port), "/healthz") == 200
        with Crowd(port, GATE, keeping=2, coming_anew=4).asking() as crowd:
            _both_workers(first, crowd)
            first.send_signal(signal.SIGTERM)
            assert first.wait(PATIENCE) == 0
            second = start(settings, door=door, prepared=False)
            crowd.wait_for_answers(100)
        assert set(crowd.outcomes) <= {ANSWERED, BETWEEN}, crowd.outcomes
        second.send_signal(signal.SIGTERM)
        assert second.wait(PATIENCE) == 0


def test_the_number_of_workers_is_as_asked_for(settings: dict[str, str], start: START) -> None:
    server = start(settings | {"ALCOVE_WORKERS": "3"})
    assert get(server, settings["PORT"], "/healthz") == 200
    for _ in range(PATIENCE * 100):
        if len(_workers(server)) == 3:
            return
        os.sched_yield()
    raise AssertionError(re.escape(f"{len(_workers(server))} workers"))

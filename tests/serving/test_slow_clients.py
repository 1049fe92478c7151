"""Whoever asks slowly, or not at all, keeps nobody else waiting."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib.http_worker import WHOLE, is_whole
from tests.serving.conftest import PATIENCE, get

MANY = 40  # more than all threads of all workers
POST = b"POST /theme HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"


@contextmanager
def _open(port: int, said: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _ in range(MANY)
        ]
        for connection in opened:
            connection.sendall(said)
        yield opened


@pytest.mark.parametrize("said", [b"", b"GET / HT", POST, POST + b"theme=da"])
def test_connections_that_do_not_say_what_they_want_hold_no_thread(
    server: subprocess.Popen[str], settings: dict[str, str], said: bytes
) -> None:
    assert get(server, settings["PORT"], "/healthz") == 200
    with _open(int(settings["PORT"]), said):
        for _ in range(5):
            assert get(server, settings["PORT"], "/healthz") == 200


def test_a_request_that_arrives_in_pieces_is_answered(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    assert get(server, settings["PORT"], "/healthz") == 200
    with _open(int(settings["PORT"]), b"GET /healthz HT") as opened:
        for connection in opened:
            connection.sendall(b"TP/1.1\r\nHost: x\r\n")
        for connection in opened:
            connection.sendall(b"\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


@given(st.binary(max_size=300), st.integers(0, 300))
def test_a_form_is_whole_once_as_much_has_come_as_was_announced(body: bytes, length: int) -> None:
    seen = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % length + body
    assert is_whole(seen) == (len(body) >= length)


@given(st.binary(max_size=300))
def test_a_request_without_an_end_is_not_whole(seen: bytes) -> None:
    assert is_whole(seen) == (b"\r\n\r\n" in seen)


def test_what_is_too_long_to_wait_for_goes_to_a_thread() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
    assert is_whole(b"x" * WHOLE)
    assert is_whole(head % WHOLE)
    assert is_whole(head.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n") % 5)

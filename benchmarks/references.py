"""What every figure is compared with: the least that the same server can be asked to do.

Each body is a file in the folder BENCH_BODIES and stands at an address of its name; a body whose name
ends with .br is sent as browsers ask for it.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, Response

BODIES = {f"/{path.name}": path.read_bytes() for path in Path(os.environ["BENCH_BODIES"]).iterdir()}


def _headers(name: str, body: bytes) -> list[tuple[str, str]]:
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    return [*headers, ("Content-Encoding", "br")] if name.endswith(".br") else headers


def _view(name: str, body: bytes) -> Callable[[], Response]:
    headers = _headers(name, body)
    return lambda: Response(body, headers=headers)


flask_app = Flask(__name__)
for address, content in BODIES.items():
    flask_app.add_url_rule(address, address.replace(".", "-"), _view(address, content))


def wsgi_app(environ: dict[str, str], start: Callable[..., object]) -> Iterable[bytes]:
    """The same bytes without Flask."""
    name = environ["PATH_INFO"]
    body = BODIES[name]
    start("200 OK", _headers(name, body))
    return [body]

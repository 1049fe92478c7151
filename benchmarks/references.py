"""What every figure is compared with: the least that the same server can be asked to do."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, Response

BODY = Path(os.environ["BENCH_BODY"]).read_bytes() if "BENCH_BODY" in os.environ else b""

flask_app = Flask(__name__)


@flask_app.get("/")
def same_bytes() -> Response:
    """Prebuilt bytes through Flask."""
    return Response(BODY, mimetype="text/html")


def wsgi_app(_environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
    """The same bytes without Flask."""
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    return [BODY]

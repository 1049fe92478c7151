"""Visitors' pages are sent compressed; pages that hold a secret never are.

A page that holds both a secret (a CSRF token) and something that another site can make it hold lets
that site guess the secret by the compressed length (BREACH). A visitor's reading page holds no secret.
"""

import gzip
from functools import lru_cache

import brotli
from flask import Flask, g, request
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from forum.web import current

SMALLEST = 1024  # below that, the frame costs more than is saved
# For a page's first reader, and for when it is asked for again (docs/decisions/rendering-speed.md).
QUICKLY = {"br": 4, "gzip": 3}
WELL = {"br": 5, "gzip": 6}
WINDOW = 19  # brotli looks back 2¹⁹ bytes: over a whole page of conversation, for little memory


def install(app: Flask) -> None:
    """Compress what may be compressed, after everything else has been decided."""
    app.after_request(_compress)


@lru_cache(maxsize=256)  # browsers send the same few
def wanted(accept_encoding: str) -> str:
    """The best form that the header Accept-Encoding asks for: "br", "gzip", or "" as it is."""
    accepted = parse_accept_header(accept_encoding)
    return next((encoding for encoding in QUICKLY if accepted[encoding] > 0), "")


def pack(page: bytes, encoding: str, levels: dict[str, int] = QUICKLY) -> bytes:
    """A page in the form of that name; the same bytes each time."""
    if encoding == "br":
        return brotli.compress(page, quality=levels[encoding], lgwin=WINDOW)
    return gzip.compress(page, levels[encoding], mtime=0) if encoding else page


def unpack(packed: bytes, encoding: str) -> bytes:
    """A page as it was before it was packed."""
    if encoding == "br":
        return brotli.decompress(packed)
    return gzip.decompress(packed) if encoding else packed


def _compress(response: Response) -> Response:
    encoding = wanted(request.headers.get("Accept-Encoding", ""))
    if (
        encoding
        and response.mimetype == "text/html"
        and not response.is_streamed
        and (response.content_length or 0) >= SMALLEST
        and "csrf_token" not in g
        and current.session() is None
    ):
        response.set_data(pack(response.get_data(), encoding))
        response.headers["Content-Encoding"] = encoding
    return response

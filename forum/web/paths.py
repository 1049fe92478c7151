"""Which addresses we may send somebody to: only pages of this site."""

import re
from urllib.parse import unquote, urlsplit

from flask import current_app, request

from forum.web import doors

LONGEST = 2000  # browsers and proxies cut or refuse longer addresses
ABOUT = re.compile(r"(/[prs]/[a-z0-9-]+)/")  # /p/ID/edit, /s/SLUG/new
LOCAL = re.compile(r"/(?![/\\])[\x21\x23-\x5b\x5d-\x7e]*")  # printable ASCII, no quote, no backslash


def local(path: str | None, otherwise: str = "/") -> str:
    """`path` if it is a page of this site, else `otherwise`."""
    if not path or len(path) > LONGEST or not LOCAL.fullmatch(path):
        return otherwise
    if unquote(unquote(path)).replace("\\", "/").startswith("//"):  # a proxy may decode before it hands on
        return otherwise
    return path


def here() -> str:
    """The address of the present request, for coming back after signing in."""
    return local(request.full_path.rstrip("?"))


def above() -> str | None:
    """The page of the text, space or conversation that the present address is about, if it is about one."""
    return _about(request.path)


def came_from(otherwise: str = "/") -> str:
    """The page of this site that a form was sent from, where the browser says so.

    Where that stood at an address that only takes forms, as a gate does that has stopped one, the page
    that the address is about.
    """
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # "http://[::1/" is no address
        return otherwise
    if parts.netloc != request.host:
        return otherwise
    if doors.of_address(current_app, parts.path, "GET") is None:
        return _about(parts.path) or otherwise
    return local(parts.path + (f"?{parts.query}" if parts.query else ""), otherwise)


def _about(path: str) -> str | None:
    found = ABOUT.match(path)
    return local(found[1]) if found else None

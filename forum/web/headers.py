"""The headers of every dynamic answer: nothing kept, nothing told to others, nothing embedded."""

from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.wrappers import Response

from forum.web import doors
from forum.web.doors import Access

RTA = "RTA-5042-1996-1400-1577-RTA"  # the Restricted To Adults label
CSP = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect")),
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Cache-Control": "private, no-store",
    "Vary": "Cookie, Accept, Authorization",
    "Rating": RTA,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000"
UNSEEN = "noindex, noarchive, nosnippet"


def install(app: Flask) -> None:
    """Set the headers on everything that Flask answers."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = f"{CSP}; form-action 'self' {_leave_origin()}"
    if doors.of_request(current_app).access is not Access.PUBLIC or response.status_code >= 400:
        response.headers["X-Robots-Tag"] = UNSEEN
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HSTS
    response.headers.pop("ETag", None)
    return response


def _leave_origin() -> str:
    """Where the exit form ends: browsers hold a form's redirect to form-action as well."""
    parts = urlsplit(str(current_app.config["LEAVE_URL"]))
    return f"{parts.scheme}://{parts.netloc}"

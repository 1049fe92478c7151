"""The edge of a request: the one place that commits, and only when the answer is no refusal."""

from flask import Flask, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from forum.lib.db import db
from forum.web import errors

REFUSED = 400


def install(app: Flask) -> None:
    """Turn away what comes to no host; commit or roll back after each request."""
    app.before_request(_check_host)
    app.after_request(_finish)


def keep_writes() -> None:
    """Commit even if this request is refused: a failed sign-in must still count as an attempt."""
    g.keep_writes = True


def _check_host() -> None:
    """Raise a 400 for a Host that cannot be one: no address of ours could be made with it."""
    if isinstance(request.routing_exception, BadRequest):
        raise request.routing_exception


def _finish(response: Response) -> Response:
    try:
        if response.status_code < REFUSED or g.get("keep_writes"):
            db.session.commit()
        else:
            db.session.rollback()
    except SQLAlchemyError:
        # Nothing may be acknowledged that was not stored.
        db.session.rollback()
        return errors.unavailable()
    return response


def settle() -> None:
    """Commit what this request has written so far: the rest only reads, and nobody should wait for it."""
    db.session.commit()


def abandon() -> None:
    """Undo what this request has done so far, for a view that answers with its form again."""
    db.session.rollback()


def is_post() -> bool:
    """Whether the present request sends a form."""
    return request.method == "POST"

"""The edge of a request: the one place that commits, and only when the answer is no refusal.

Where somebody else was faster (the database broke a deadlock, or what the request was decided on has
changed), everything is undone and the request begins anew, once.
"""

from collections.abc import Callable

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from forum.lib.db import Outdated, db
from forum.web import errors

REFUSED = 400
# PostgreSQL's serialization_failure and deadlock_detected: it has undone the transaction itself.
BROKEN_OFF = frozenset({"40001", "40P01"})


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


def carry_out(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Call the view and commit what it did; where that was broken off, all once more from the hall on."""
    try:
        return _call(view)
    except (Outdated, ObjectDeletedError, DBAPIError) as error:
        if isinstance(error, DBAPIError) and not _is_undone(error):
            raise
        db.session.rollback()
        _forget()
    stopped = current_app.preprocess_request()
    return _call(view) if stopped is None else stopped


def _call(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    response = current_app.make_response(view())
    if _is_kept(response):
        db.session.commit()
    return response


def _is_undone(error: DBAPIError) -> bool:
    """Whether the database itself has undone the transaction so that another could go on."""
    return getattr(error.orig, "sqlstate", None) in BROKEN_OFF


def _forget() -> None:
    """Nothing is known of the request any more but what was sent."""
    for name in list(g):
        g.pop(name)
    session.pop("_flashes", None)  # what the view said that it had done


def _is_kept(response: Response) -> bool:
    return response.status_code < REFUSED or bool(g.get("keep_writes"))


def _finish(response: Response) -> Response:
    try:
        if not db.session.registry.has() or not db.session().in_transaction():
            return response
        if _is_kept(response):
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

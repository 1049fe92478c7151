"""The gate page, the same bytes whatever was asked for."""

import hmac

from flask import make_response, render_template, request
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from forum.lib import keys
from forum.web import carry, headers, origin

PROBLEM = "application/problem+json"


def refuse() -> Response:
    """403 at the address that was asked for, decided before anything is looked up."""
    if _wants_json():
        return _problem()
    return make_response(show(next_path=None, carried=carry.typed()), 403)


def show(next_path: str | None, carried: carry.Carried, wrong: bool = False) -> str:
    """The gate page; in place it names no address, for it must be the same everywhere."""
    return render_template(
        "agegate/gate.html",
        gate_token=_token(),
        next_path=next_path,
        carried=carried,
        wrong=wrong,
    )


def is_forged() -> bool:
    """Whether an answer to the gate comes from another site or without a token.

    The page's token is the same for everybody, so that the page can be; a forged request is told
    by what the browser says of its origin.
    """
    if origin.is_from_elsewhere():
        return True
    given = request.form.get("csrf_token", "")
    return not hmac.compare_digest(
        given.encode("utf-8", "replace"), _token().encode()
    ) and not _is_form_token(given)


def _token() -> str:
    return keys.digest("gate form", "declare")


def _is_form_token(given: str) -> bool:
    try:
        validate_csrf(given)
    except ValidationError:
        return False
    return True


def _wants_json() -> bool:
    accept = request.accept_mimetypes
    return request.path.startswith("/api/") or (
        accept.best_match(["text/html", "application/json"], "text/html") == "application/json"
    )


def _problem() -> Response:
    body = {
        "type": "about:blank#age",
        "required_level": "declared",
        "methods": ["click"],
        "gate": "/age",
    }
    response = make_response(body, 403)
    response.mimetype = PROBLEM
    response.headers["Rating"] = headers.RTA
    return response

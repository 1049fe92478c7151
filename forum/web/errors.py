"""Decisions and faults as answers: a sentence on what happened and what one can do next."""

from datetime import datetime
from math import ceil
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.access import AccessRefused, AgeLevel, Hidden, NeedsAge, NeedsSignIn, Refused
from forum.lib import clock
from forum.lib.db import db
from forum.web import carry, current, doors, metrics, paths
from forum.web.doors import Access


def install(app: Flask) -> None:
    """Answer every kind of refusal and fault."""
    app.register_error_handler(AccessRefused, _access_refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)


def sentence(reason: str, until: datetime | None = None) -> str:
    """The sentence for a policy's reason code; `until` is when it ends."""
    if until is not None:
        return _until(reason, until)
    sentences = {
        "role": _("This page is for moderators."),
        "administrators": _("This page is for administrators."),
        "no_appeal": _("This decision took nothing from you, so there is nothing to appeal against."),
        "appealed": _("You have appealed against this decision already."),
        "appeal_over": _("The six months in which one can appeal against this decision are over."),
        "no_question": _("There is no open question to answer."),
        "asked": _("There is one question and one answer, and the question has been asked."),
        "in_hand": _("A moderator is looking at this text. Until it is decided it keeps its author."),
        "suspended": _(
            "You cannot take part while your account is suspended. You can still read, read the reasons, "
            "and withdraw what is yours."
        ),
        "closed": _("Replies are not open to you here."),
        "too_deep": _("This branch is too deep to reply to. Reply a little higher up, or start a new one."),
        "locked": _("A moderator has locked this part of the conversation, so it takes no replies."),
        "paused": _("The author of the piece has closed this part of the conversation to replies for now."),
        "only_answered": _("The author asks for replies only from people to whom they have replied."),
        "nobody_there": _("Nobody signs in under this name, so there is nobody to keep away."),
        "own_account": _("That is you."),
        "too_many_bookmarks": _("You keep a great many texts already. Please let some go first."),
        "too_many_blocks": _("You keep a great many people away already. Please lift a block first."),
        "own_reply": _("You wrote this reply yourself. You can withdraw it."),
        "erased": _("The words of this reply have been erased, so it cannot be shown again."),
        "too_many_locks": _(
            "A great many branches are frozen here already. You can freeze the whole conversation instead."
        ),
        "not_published": _("This text waits for a moderator, so it cannot be answered yet."),
        "awaits": _("This reply waits for the author of the piece, so it cannot be answered yet."),
        "gone": _("This text is no longer there."),
        "too_late": _("A reply can be changed for a day. You can still withdraw it, or add another one."),
        "too_many_replies": _(
            "You have sent a great many replies within an hour. Your text is kept here; please send it a "
            "little later."
        ),
        "too_many_pieces": _(
            "You have started a great many pieces within a day. Your text is kept here; please send it "
            "tomorrow."
        ),
        "not_yours": _("Only the author can do that."),
        "moderators_start": _("Only moderators start pieces in this space."),
        "own_text": _("You wrote this, so another moderator decides."),
        "own_flag": _("You flagged this, so another moderator decides."),
        "not_own": _("You cannot flag your own text. You can withdraw it instead."),
    }
    return sentences.get(reason, _("That is not possible here."))


def _until(reason: str, until: datetime) -> str:
    minutes = max(1, ceil((until - clock.now()).total_seconds() / 60))
    if reason != "slow":
        return sentence(reason)
    return ngettext(
        "A moderator has slowed this conversation down. Your text is kept here; you can send it in %(num)s "
        "minute.",
        "A moderator has slowed this conversation down. Your text is kept here; you can send it in %(num)s "
        "minutes.",
        minutes,
    )


def unavailable() -> Response:
    """503: what was typed is kept on the page, and nothing was stored."""
    g.database_away = True  # the page that says so must not ask it who is there
    page = render_template("web/unavailable.html", carried=carry.typed())
    return current_app.make_response((page, 503, {"Retry-After": "30"}))


def is_database_away() -> bool:
    """Whether the database has failed this request already."""
    return bool(g.get("database_away"))


def _access_refused(error: AccessRefused) -> ResponseReturnValue:
    decision = error.decision
    if isinstance(decision, NeedsSignIn):
        return _sign_in()
    if isinstance(decision, NeedsAge):
        return _needs_age(decision.level)
    if isinstance(decision, Refused):
        page = render_template(
            "web/refused.html",
            sentence=sentence(decision.reason, decision.until),
            carried=carry.typed(),
            back=paths.above(),
        )
        return page, 403
    if not isinstance(decision, Hidden):
        raise error
    return _not_found()


def _sign_in() -> ResponseReturnValue:
    if request.method != "POST":
        return redirect(url_for("accounts.sign_in", next=paths.here()), 303)
    return render_template("web/signed_out.html", carried=carry.typed()), 401


def _needs_age(level: AgeLevel) -> ResponseReturnValue:
    if doors.of_request(current_app).access is not Access.PUBLIC:
        level = _hall().age_above(current.viewer()) or level  # one step at a time, as for an empty address
    answer: ResponseReturnValue = _hall().gate_page(level)
    return answer


def _not_found() -> ResponseReturnValue:
    """404, but where something here asks for more age than somebody has shown: what that would answer.

    Else an address that asks for a proof of age would tell by this that something is there.
    """
    above = None if is_database_away() or not _is_past_the_gate() else _hall().age_above(current.viewer())
    return _page(404) if above is None else _needs_age(above)


def _is_past_the_gate() -> bool:
    """Whether somebody came in by the gate, not by a page that is open to all."""
    if doors.of_request(current_app).access is Access.PUBLIC:
        return False
    floor: AgeLevel = _hall().age_floor(current_app, request.remote_addr)
    return current.viewer().age_level >= floor


def _hall() -> Any:
    return current_app.extensions["hall"]


def _expired(_error: CSRFError) -> ResponseReturnValue:
    why = _("This page had been open for too long, so your browser’s permission to send it ran out.")
    return carry.resubmit_page(carry.typed(), why, 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code == 404:
        return _not_found()
    answer = _page(error.code)
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
    return (*answer, headers)


def _page(code: int) -> tuple[str, int]:
    return render_template("web/error.html", code=code, carried=carry.typed()), code


def _database(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    # The kind of the fault only: its text could hold what somebody wrote.
    metrics.DATABASE_FAULTS.inc()
    current_app.logger.error("the database did not answer: %s", type(error).__name__)
    return unavailable()

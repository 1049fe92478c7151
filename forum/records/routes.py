"""The administrators' pages for the operator's papers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from forum.access import require
from forum.records import actions, policy, queries
from forum.records.forms import WorksheetForm, form_of
from forum.records.models import WorksheetRecord
from forum.records.worksheets import WORKSHEETS, Worksheet
from forum.web import current
from forum.web.doors import MODERATOR, Room
from forum.web.forms import faults

room = Room("records", __name__)


@room.get("/moderation/records", door=MODERATOR)
def records() -> str:
    """Which worksheets are due, and those that were signed."""
    viewer = current.viewer()
    return render_template(
        "records/records.html",
        standings=queries.standings(viewer),
        signed=queries.signed(viewer),
        worksheets=WORKSHEETS,
    )


@room.get("/moderation/records/new/<kind>", door=MODERATOR)
def worksheet(kind: str) -> str:
    """Show a worksheet, with what was last signed in it."""
    sheet = _sheet(kind)
    return _page(sheet, form_of(sheet, queries.latest(current.viewer(), kind), sent=False))


@room.post("/moderation/records/new/<kind>", door=MODERATOR)
def sign(kind: str) -> ResponseReturnValue:
    """Sign a worksheet."""
    sheet = _sheet(kind)
    form = form_of(sheet, sent=True)
    if not form.validate():
        return _page(sheet, form), 400
    signed = actions.sign(current.viewer(), sheet, form.answers(sheet), form.signed_as.data or "")
    flash(_("Signed and kept."), "done")
    return redirect(url_for("records.record", public_id=signed.public_id), 303)


@room.get("/moderation/records/<id:public_id>", door=MODERATOR)
def record(public_id: str) -> str:
    """One signed worksheet, as it can be printed."""
    found: WorksheetRecord = queries.find_record(current.viewer(), public_id)
    sheet = WORKSHEETS.get(found.kind)
    return render_template("records/record.html", record=found, title=sheet.title if sheet else found.kind)


def _sheet(kind: str) -> Worksheet:
    require(policy.can_keep_records(current.viewer()))
    sheet = WORKSHEETS.get(kind)
    if sheet is None:
        raise NotFound
    return sheet


def _page(sheet: Worksheet, form: WorksheetForm) -> str:
    wrong = faults(form)
    return render_template(
        "records/worksheet.html",
        sheet=sheet,
        form=form,
        wrong=wrong,
        summary=list(wrong.items()),
    )

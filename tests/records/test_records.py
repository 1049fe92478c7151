"""An administrator answers a worksheet, signs it, and finds it unchanged whatever comes later."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.lib import clock
from forum.lib.db import db
from forum.records import actions
from forum.records.models import WorksheetRecord
from forum.records.worksheets import WORKSHEETS, Worksheet
from tests.cast import Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]


def _filled(sheet: Worksheet, **more: str) -> dict[str, str]:
    """Every question answered."""
    answers = {"signed_as": "the operator"}
    for question in sheet.questions:
        if question.options:
            answers[f"choice-{question.key}"] = question.options[0][0]
        answers[f"words-{question.key}"] = f"Because of {question.key}."
    return answers | more


def _count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(WorksheetRecord)) or 0


@pytest.mark.parametrize("kind", WORKSHEETS)
def test_a_worksheet_is_signed_and_due_again_in_time(
    app: Flask, cast: Cast, new_visitor: Come, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    root, sheet = new_visitor().sign_in(cast.root), WORKSHEETS[kind]
    page = root.get("/moderation/records").text
    assert page.count("not signed yet") == len(WORKSHEETS)
    signed = root.post(f"/moderation/records/new/{kind}", **_filled(sheet))
    assert signed.status_code == 303
    record = root.get(signed.location).text
    assert "the operator" in record
    for question in sheet.questions:
        assert f"Because of {question.key}." in record
    assert root.get("/moderation/records").text.count("not signed yet") == len(WORKSHEETS) - 1
    later = clock.now() + timedelta(days=31 * sheet.months)
    monkeypatch.setattr(clock, "now", lambda: later)
    again = new_visitor().sign_in(cast.root)
    assert again.get("/moderation/records").text.count(">due<") == len(WORKSHEETS)
    assert "Because of" in again.get(f"/moderation/records/new/{kind}").text, "one begins with the last"


def test_a_signed_paper_never_changes(
    app: Flask, cast: Cast, new_visitor: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, sheet = new_visitor().sign_in(cast.root), WORKSHEETS["eu-size"]
    first = root.post("/moderation/records/new/eu-size", **_filled(sheet)).location
    root.get(first)  # which says that it has just been signed
    before = root.get(first).text
    root.post("/moderation/records/new/eu-size", **_filled(sheet, signed_as="another"))
    root.get("/moderation/records")
    monkeypatch.setitem(WORKSHEETS, "eu-size", Worksheet("eu-size", 2, "Otherwise", "Otherwise", ()))
    assert root.get(first).text.replace("Otherwise", str(sheet.title)) == before
    assert _count(app) == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("signed_as", ""),
        ("signed_as", "x" * 81),
        ("choice-staff", "perhaps"),
        ("choice-staff", ""),
        ("words-users", " "),
        ("words-follows", "x" * 4001),
        ("words-users", "\0"),
    ],
)
def test_what_is_missing_is_asked_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, new_visitor: Come, field: str, typed: str
) -> None:
    root = new_visitor().sign_in(cast.root)
    page = root.post("/moderation/records/new/eu-size", **_filled(WORKSHEETS["eu-size"], **{field: typed}))
    assert page.status_code == 400
    assert f'id="{field}-error"' in page.text
    assert "Because of large." in page.text
    assert _count(app) == 0


@pytest.mark.parametrize("who", ["ada", "mira"])
def test_nobody_else_reads_or_signs_them(app: Flask, cast: Cast, new_visitor: Come, who: str) -> None:
    filled = _filled(WORKSHEETS["eu-size"])
    signed = new_visitor().sign_in(cast.root).post("/moderation/records/new/eu-size", **filled)
    somebody = new_visitor().sign_in(getattr(cast, who))
    for address in ("/moderation/records", "/moderation/records/new/eu-size", signed.location):
        assert somebody.get(address).status_code == 403
    assert somebody.post("/moderation/records/new/eu-size", **filled).status_code == 403
    assert _count(app) == 1


def test_other_papers_are_not_there(app: Flask, cast: Cast, new_visitor: Come) -> None:
    root = new_visitor().sign_in(cast.root)
    for address in (
        "/moderation/records/new/tax",
        "/moderation/records/new/%00",
        "/moderation/records/aaaaaaaaaaa",
    ):
        assert root.get(address).status_code == 404
    for kind in ("tax", "%00"):
        assert root.post(f"/moderation/records/new/{kind}", signed_as="x").status_code == 404


def test_the_seventeen_kinds_are_all_asked() -> None:
    kinds = [question for question in WORKSHEETS["uk-illegal"].questions if question.options]
    assert len(kinds) == 17 + 1


@pytest.mark.parametrize(
    ("day", "months", "review"),
    [
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_the_day_to_look_again_is_a_day(day: date, months: int, review: date) -> None:
    assert actions._months_later(day, months) == review

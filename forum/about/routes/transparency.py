"""What is counted of moderation, for people and for machines; nothing of it tells of fewer than five."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.about.routes.room import room
from forum.moderation import queries as moderation
from forum.moderation.models import DecisionAction
from forum.moderation.queries import Figures
from forum.moderation.queries.figures import NO_RULE
from forum.moderation.reasons import REASONS
from forum.moderation.routes import verdicts
from forum.moderation.small_cells import LEAST, Cell, Kept, Table
from forum.web.doors import PUBLIC

DAY = 24  # hours; from two days on, days say more


@dataclass(frozen=True, slots=True)
class Counts:
    """A table as the page shows it; without rows it is not shown."""

    caption: str
    first: str  # what the first column holds
    rows: tuple[tuple[str, str], ...]
    total: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """One half-year as the page shows it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Counts, ...]


@room.get("/about/transparency", door=PUBLIC)
def transparency() -> str:
    """What moderators did, in numbers, by half-years."""
    titles = {str(rule.number): rule.title for rule in reversed(moderation.all_wordings())}
    periods = [_period(figures, titles) for figures in moderation.figures()]
    return render_template("about/transparency.html", periods=periods, least=LEAST)


@room.get("/about/transparency.json", door=PUBLIC)
def transparency_for_machines() -> Response:
    """The same for machines."""
    return jsonify(
        smallest_count_shown=LEAST,
        half_years=[_for_machines(figures) for figures in moderation.figures()],
    )


def _period(figures: Figures, titles: Mapping[str, str]) -> Period:
    year, half = figures.half_year
    named = {number: f"{number}. {title}" for number, title in titles.items()} | {NO_RULE: _("no rule cited")}
    actions = {str(action): verdicts.logged(action) for action in DecisionAction}
    reasons = {code: str(reason.label) for code, reason in REASONS.items()}
    return Period(
        title=_("First half of %(year)s", year=year)
        if half == 1
        else _("Second half of %(year)s", year=year),
        facts=(
            (_("From a case to its decision, in the middle"), _time(figures.median_hours)),
            (_("Decisions that an appeal left as they were"), _percent(figures.upheld_share)),
            (_("Texts that software put before a moderator"), _percent(figures.detected_by_software)),
            (_("Decisions that software made"), _percent(figures.decided_by_software)),
        ),
        tables=(
            _counts(_("Flags by reason"), _("Reason"), figures.flags, reasons),
            _counts(_("Decisions by what was done"), _("Decision"), figures.by_action, actions),
            _counts(_("Decisions by rule"), _("Rule"), figures.by_rule, named),
        ),
    )


def _counts(caption: str, first: str, table: Table | None, named: Mapping[str, str]) -> Counts:
    if table is None:
        return Counts(caption, first, (), None)
    rows = tuple((named.get(name, name), _cell(cell)) for name, cell in table.cells.items())
    return Counts(caption, first, rows, str(table.total) if table.total is not None else None)


def _cell(cell: Cell) -> str:
    if cell is Kept.FEW:
        return _("fewer than %(least)d", least=LEAST)
    return _("not shown") if cell is Kept.WITHHELD else str(cell)


def _percent(share: int | None) -> str:
    return _("%(share)d %%", share=share) if share is not None else _("too few to say")


def _time(hours: int | None) -> str:
    if hours is None:
        return _("too few to say")
    if hours < 1:
        return _("less than an hour")
    if hours < 2 * DAY:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", round(hours / DAY))


def _for_machines(figures: Figures) -> dict[str, Any]:
    year, half = figures.half_year
    return {
        "half_year": f"{year}-H{half}",
        "flags_by_reason": _table(figures.flags),
        "decisions_by_action": _table(figures.by_action),
        "decisions_by_rule": _table(figures.by_rule),
        "median_hours_to_decision": figures.median_hours,
        "percent_upheld_on_appeal": figures.upheld_share,
        "percent_detected_by_software": figures.detected_by_software,
        "percent_decided_by_software": figures.decided_by_software,
    }


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    cells = {name: _for_reading(cell) for name, cell in table.cells.items()}
    return {"total": table.total, "cells": cells}


def _for_reading(cell: Cell) -> dict[str, Any]:
    return {"count": None, "kept_back": str(cell)} if isinstance(cell, Kept) else {"count": cell}

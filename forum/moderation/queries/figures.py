"""What is counted of moderation for everybody to read: by half-years, with small cells kept back.

Counted up to the end of yesterday, so that nobody can watch a count change while they act; and kept in memory
until the day or what was counted has changed, because everybody may ask for it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from statistics import median
from typing import NamedTuple

from sqlalchemy import func, select

from forum.lib import clock
from forum.lib.db import db
from forum.moderation.models import Case, Decision, DecisionAction, Flag, RuleVersion
from forum.moderation.reasons import REASONS
from forum.moderation.small_cells import LEAST, Table, protect, share

HALF_YEARS = 5  # decisions are kept for 24 months, which begin and end within a half-year
MONTHS = 6
HOUR = 3600
AT_ONCE = 1000
NO_RULE = "none"


class HalfYear(NamedTuple):
    """Half a year; `half` is 1 or 2."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """The half-year of a day."""
        return cls(day.year, 1 if day.month <= MONTHS else 2)

    @property
    def earlier(self) -> "HalfYear":
        """The half-year before."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return date(self.year, 1 if self.half == 1 else 1 + MONTHS, 1)


@dataclass(frozen=True)
class Figures:
    """One half-year as everybody may read it; None where too few would be told of."""

    half_year: HalfYear
    flags: Table | None  # by reason
    by_action: Table | None
    by_rule: Table | None
    median_hours: int | None  # from a case to its decision
    upheld_share: int | None  # of appeals, in percent
    detected_by_software: int | None  # of decisions, in percent
    decided_by_software: int | None


@dataclass
class _Counted:
    """One half-year as it is counted."""

    flags: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    detected: int = 0
    decided: int = 0
    hours: list[float] = field(default_factory=list)


Key = tuple[date, str | None, str | None]
_kept: dict[Key, tuple[Figures, ...]] = {}


def figures() -> tuple[Figures, ...]:
    """The half-years of which there is something to count, the newest first; public."""
    today = clock.today()
    end = datetime.combine(today, time.min, UTC)
    key = (today, _newest_decision(end), _newest_flag(end))
    found = _kept.get(key)
    if found is None:
        found = tuple(_count(today, end))
        _kept.clear()
        _kept[key] = found
    return found


def _newest_decision(end: datetime) -> str | None:
    query = select(Decision.public_id).where(Decision.decided_at < end)
    return db.session.scalar(query.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(1))


def _newest_flag(end: datetime) -> str | None:
    query = select(Flag.public_id).where(Flag.flagged_at < end)
    return db.session.scalar(query.order_by(Flag.flagged_at.desc(), Flag.id.desc()).limit(1))


def _count(today: date, end: datetime) -> Iterable[Figures]:
    half_years = [HalfYear.of(today)]
    while len(half_years) < HALF_YEARS:
        half_years.append(half_years[-1].earlier)
    start = datetime.combine(half_years[-1].first_day, time.min, UTC)
    counted = {half_year: _Counted() for half_year in half_years}
    _count_flags(counted, start, end)
    _count_decisions(counted, start, end)
    highest = db.session.scalar(select(func.max(RuleVersion.number))) or 0
    for half_year, counts in counted.items():
        if counts.flags or counts.actions:
            yield _figures(half_year, counts, highest)


def _count_flags(counted: dict[HalfYear, _Counted], start: datetime, end: datetime) -> None:
    query = select(Flag.flagged_at, Flag.reason).where(Flag.flagged_at >= start, Flag.flagged_at < end)
    for flagged_at, reason in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
        counted[HalfYear.of(flagged_at.date())].flags[reason] += 1


def _count_decisions(counted: dict[HalfYear, _Counted], start: datetime, end: datetime) -> None:
    within = (Decision.decided_at >= start, Decision.decided_at < end, Decision.action != DecisionAction.CARE)
    marks = (Decision.action, Decision.rule_number, Decision.automated_detection, Decision.automated_decision)
    query = select(Decision.decided_at, Case.opened_at, *marks).join(Decision.case).where(*within)
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
        decided_at, opened_at, action, rule, detected, decided = row
        counts = counted[HalfYear.of(decided_at.date())]
        counts.actions[action] += 1
        counts.rules[NO_RULE if rule is None else str(rule)] += 1
        counts.detected += detected
        counts.decided += decided
        counts.hours.append((decided_at - opened_at).total_seconds() / HOUR)


def _figures(half_year: HalfYear, counts: _Counted, highest: int) -> Figures:
    told = (action for action in DecisionAction if action != DecisionAction.CARE)
    actions = {str(action): counts.actions[action] for action in told}
    numbers = [*(str(number) for number in range(1, highest + 1)), NO_RULE]
    rules = {number: counts.rules[number] for number in numbers}
    [flags] = protect({code: counts.flags[code] for code in REASONS})
    by_action, by_rule = protect(actions, rules)
    upheld, reversed_ = counts.actions[DecisionAction.UPHOLD], counts.actions[DecisionAction.REVERSE]
    total = counts.actions.total()
    return Figures(
        half_year=half_year,
        flags=flags,
        by_action=by_action,
        by_rule=by_rule,
        median_hours=round(median(counts.hours)) if len(counts.hours) >= LEAST else None,
        upheld_share=share(upheld, upheld + reversed_),
        detected_by_software=share(counts.detected, total),
        decided_by_software=share(counts.decided, total),
    )

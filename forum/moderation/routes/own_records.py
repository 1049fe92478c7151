"""What "My moderation" shows: a member's own decisions, appeals and flags."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from forum.lib import clock
from forum.moderation import rights
from forum.moderation.models import Appeal, Decision, Flag
from forum.moderation.queries import Mine
from forum.moderation.reasons import REASONS
from forum.moderation.routes import appeals_shown, shown, verdicts, wording
from forum.web.templating import coarse_time


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision for whom it concerns, with what can still be done."""

    url: str
    title: str
    when: str
    rule: str | None
    ends: str | None
    undone: bool
    appeal_url: str | None
    appeal_until: str | None


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """An appeal for whoever made it."""

    url: str
    against: str
    state: str
    when: str
    waits: bool


@dataclass(frozen=True, slots=True)
class OwnFlag:
    """A flag for whoever sent it."""

    reason: str
    kind: str
    when: str
    outcome: str
    waits: bool
    url: str | None


def decision(made: Decision, mine: Mine) -> OwnDecision:
    """A decision in one's list."""
    appealed = {appeal.decision_id: appeal for appeal, _outcome in mine.appeals}
    may = rights.appealable_until(made, appealed.get(made.id), clock.today())
    text = made.case.text
    return OwnDecision(
        url=url_for("moderation.statement", public_id=made.public_id),
        title=verdicts.done(made, text),
        when=coarse_time(made.decided_at),
        rule=wording.rule(made.rule_number, None),
        ends=_("until %(date)s", date=format_date(made.in_force_until, "d MMMM yyyy"))
        if made.in_force_until is not None
        else None,
        undone=made.id in mine.undone,
        appeal_url=url_for("moderation.appeal", public_id=made.public_id) if may else None,
        appeal_until=format_date(may, "d MMMM yyyy") if may else None,
    )


def appeal(made: Appeal, outcome: Decision | None) -> OwnAppeal:
    """An appeal in one's list, with the date by which it is answered."""
    return OwnAppeal(
        url=url_for("moderation.appeal", public_id=made.decision.public_id),
        against=verdicts.logged(made.decision.action),
        state=appeals_shown.state(made, outcome),
        when=coarse_time(made.made_at),
        waits=outcome is None,
    )


def flag(sent: Flag, mine: Mine) -> OwnFlag:
    """A flag in one's list, with a way to the text while everybody may read it."""
    text = sent.case.text
    back = sent.id in mine.put_back
    return OwnFlag(
        reason=str(REASONS[sent.reason].label) if sent.reason in REASONS else sent.reason,
        kind=wording.kind(text) if text is not None else "",
        when=coarse_time(sent.flagged_at),
        outcome=_("It was removed, and put back after an appeal.") if back else wording.outcome(sent),
        waits=sent.outcome is None,
        url=shown.address(text) if text is not None else None,
    )

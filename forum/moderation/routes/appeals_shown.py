"""What the templates show of an appeal: to whoever made it, and to whoever decides it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from forum.moderation.models import Appeal, Decision
from forum.moderation.queries import appeals
from forum.moderation.routes import verdicts


@dataclass(frozen=True, slots=True)
class AppealShown:
    """An appeal with its question, its answer and what was decided."""

    words: str
    made: str
    due: str
    question: str | None
    answer: str | None
    outcome: str | None
    outcome_url: str | None
    appealed: str  # what the appealed decision did
    appealed_url: str


def appeal(made: Appeal) -> AppealShown:
    """One appeal; nobody's name stands in it."""
    outcome = appeals.outcome_of(made)
    return AppealShown(
        words=made.words,
        made=format_date(made.made_at, "d MMMM yyyy"),
        due=format_date(made.due_on, "d MMMM yyyy"),
        question=made.question,
        answer=made.answer,
        outcome=verdicts.done(outcome, None) if outcome else None,
        outcome_url=_statement(outcome) if outcome else None,
        appealed=verdicts.logged(made.decision.action),
        appealed_url=_statement(made.decision),
    )


def state(made: Appeal, outcome: Decision | None) -> str:
    """How an appeal stands, in one sentence."""
    if outcome is not None:
        return verdicts.done(outcome, None)
    if made.question is not None and made.answer is None:
        return _("A moderator has asked you something.")
    return _("Another moderator answers by %(date)s.", date=format_date(made.due_on, "d MMMM yyyy"))


def _statement(decision: Decision) -> str:
    return url_for("moderation.statement", public_id=decision.public_id)

"""All decisions that restrict something, as rows for the European Commission's transparency database."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from forum.access import Viewer, require
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.moderation import dsa_fields, rights
from forum.moderation.models import Case, Decision, RuleVersion
from forum.moderation.reasons import Reason, most_urgent

AT_ONCE = 500  # decisions in memory


def reported_decisions(viewer: Viewer) -> Iterator[dict[str, str]]:
    """Every such decision, the oldest first, each as the fields of `dsa_fields`."""
    require(rights.can_export_decisions(viewer))
    return _rows()


def _rows() -> Iterator[dict[str, str]]:
    rules = {(rule.number, rule.version): rule for rule in db.session.scalars(select(RuleVersion))}
    case = joinedload(Decision.case)
    words = (defer(Post.source), defer(Post.html))
    query = (
        select(Decision)
        .where(Decision.action.in_(dsa_fields.REPORTED))
        .options(
            case.joinedload(Case.post).options(*words),
            case.joinedload(Case.reply).options(defer(Reply.source), defer(Reply.html)),
            case.selectinload(Case.flags),
        )
        .order_by(Decision.id)
        .limit(AT_ONCE)
    )
    last = 0
    while found := db.session.scalars(query.where(Decision.id > last)).all():
        for decision in found:
            rule = rules.get((decision.rule_number or 0, decision.rule_version or 0))
            yield dsa_fields.row(decision, decision.case.text, rule, _reason(decision))
        last = found[-1].id


def _reason(decision: Decision) -> Reason | None:
    """The most serious reason for which it was flagged, where the decision answered flags."""
    answered = [flag.reason for flag in decision.case.flags if flag.decision_id == decision.id]
    return most_urgent(answered)

"""Appeal against a decision; whoever decides the appeal may ask once, and is answered once."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from forum.access import AccessRefused, Decision, Hidden, Refused, Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.moderation import events, models, policy, queries, rights
from forum.moderation.models import Appeal, Case, CaseOrigin
from forum.moderation.queries.appeals import appeal_of
from forum.moderation.reasons import Priority

DECIDED_WITHIN = timedelta(days=7)  # what both sides are told; volunteers have one weekend in it


@writing()
def appeal(viewer: Viewer, decision: models.Decision, words: str) -> Appeal:
    """Ask for another moderator's decision; it waits as a case of its own beside what else is open."""
    require(rights.can_appeal(viewer, decision, appeal_of(decision), clock.today()))
    about = decision.case
    now = clock.now()
    made = Appeal(
        decision=decision,
        case=Case(
            post_id=about.post_id,
            reply_id=about.reply_id,
            persona_id=about.persona_id,
            origin=CaseOrigin.APPEAL,
            priority=Priority.RULES,
            opened_at=now,
        ),
        words=words.strip(),
        made_at=now,
        due_on=(now + DECIDED_WITHIN).date(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:  # the same person, twice at once
        raise AccessRefused(Refused("appealed")) from error
    return made


@writing()
def ask(viewer: Viewer, case: Case, question: str) -> None:
    """Ask whoever appealed the one question that there is."""
    made = _lock(case)
    require(rights.can_ask(made, _may_decide(viewer, case)))
    made.question = question.strip()
    made.asked_by_id = viewer.account_id
    made.asked_at = clock.now()
    db.session.flush()
    emit(events.AppealQuestioned(made))


@writing()
def answer(viewer: Viewer, case: Case, words: str) -> None:
    """Answer the question, once; nobody decides without having seen the answer."""
    made = _lock(case)
    require(rights.can_answer(viewer, made))
    made.answer = words.strip()
    made.answered_at = clock.now()
    case.version += 1
    db.session.flush()


def _may_decide(viewer: Viewer, case: Case) -> Decision:
    return policy.can_decide(viewer, case, queries.ties(viewer, case))


def _lock(case: Case) -> Appeal:
    """The appeal that a case is about, with its case, as they are now."""
    db.session.refresh(case, with_for_update=True)
    made = case.appeal
    if made is None:
        raise AccessRefused(Hidden())
    db.session.refresh(made)
    return made

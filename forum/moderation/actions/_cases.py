"""A text or a person has at most one open case: this finds it, or opens it, also for two at once."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Persona
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import scoring
from forum.moderation.models import Case, CaseOrigin, CaseState
from forum.moderation.queries.watching import has_phrase

ATTEMPTS = 3  # each needs somebody to open and somebody to decide in between


def join_or_open(text: Post | Reply | Persona, origin: CaseOrigin, priority: int) -> Case:
    """The open case about it, locked until the transaction ends, or a new one."""
    for _attempt in range(ATTEMPTS):
        found = open_case_of(text)
        if found is not None:
            _raise_priority(found, priority)
            return found
        case = Case(origin=origin, priority=priority, opened_at=clock.now())
        if isinstance(text, Post):
            case.post = text
        elif isinstance(text, Reply):
            case.reply = text
        else:
            case.persona = text
        try:
            with db.session.begin_nested():
                db.session.add(case)
        except IntegrityError:
            continue  # somebody opened it meanwhile
        note_watched(case)
        return case
    raise RuntimeError("a case was opened and decided again and again while we tried to join it")


def open_case_of(text: Post | Reply | Persona) -> Case | None:
    """The open case about a text or a person, which is no appeal; locked until the transaction ends."""
    return db.session.scalar(
        select(Case)
        .where(_is_about(text), Case.state == CaseState.OPEN, Case.origin != CaseOrigin.APPEAL)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def note_watched(case: Case) -> None:
    """Move a case by what its text says now; it only sorts. Whoever calls has locked the case."""
    watched = case.text is not None and has_phrase(case.text)
    if watched != case.is_watched:
        case.is_watched = watched
        case.score_rank += -scoring.WATCHED if watched else scoring.WATCHED
        db.session.flush()


def note_in_appeals(text: Post | Reply) -> None:
    """Whoever decides an appeal must have seen what became of the text meanwhile."""
    appeals = (_is_about(text), Case.state == CaseState.OPEN, Case.origin == CaseOrigin.APPEAL)
    for case in db.session.scalars(select(Case).where(*appeals).with_for_update()):
        case.version += 1
    db.session.flush()


def _is_about(text: Post | Reply | Persona) -> ColumnElement[bool]:
    if isinstance(text, Persona):
        return Case.persona_id == text.id
    return Case.post_id == text.id if isinstance(text, Post) else Case.reply_id == text.id


def _raise_priority(case: Case, priority: int) -> None:
    """A more serious reason is something that whoever decides must have seen."""
    if priority < case.priority:
        case.priority = priority
        case.version += 1
        db.session.flush()

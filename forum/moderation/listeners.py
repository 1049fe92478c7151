"""What the moderators hear of the discussion."""

from sqlalchemy import Select, select, update

from forum.access import AccessRefused, Refused
from forum.accounts.events import AccountOpened, PenNameChanged
from forum.discussion.events import TextDisowned, TextEdited, TextHeld, TextOwnedAgain, TextWithdrawn
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import subscribe
from forum.moderation import queries
from forum.moderation.actions import _cases, _weighing
from forum.moderation.models import Case, CaseOrigin, CaseState, Decision, LogEntry
from forum.moderation.possible import AGAINST
from forum.moderation.reasons import Priority


def listen() -> None:
    """Hear of texts that wait, change or go, of who joins, and of names."""
    subscribe(AccountOpened, _note_agreement)
    subscribe(PenNameChanged, _forget_name)
    subscribe(TextHeld, _open_held_case)
    subscribe(TextEdited, _note_edit)
    subscribe(TextWithdrawn, _note_withdrawal)
    subscribe(TextDisowned, _forget_author)
    subscribe(TextOwnedAgain, _know_author_again)


def _note_agreement(event: AccountOpened) -> None:
    """Whoever joins agrees to the rules as they are."""
    event.account.rules_agreed_version = queries.newest_wording()
    db.session.flush()


def _forget_name(event: PenNameChanged) -> None:
    """A ban's line in the log keeps no name that was given up: a later ban would show both."""
    about = select(Decision.id).where(Decision.subject_persona_id == event.former.persona_id)
    named = (LogEntry.decision_id.in_(about), LogEntry.pen_name.is_not(None))
    db.session.execute(update(LogEntry).where(*named).values(pen_name=None))


def _open_held_case(event: TextHeld) -> None:
    _cases.join_or_open(event.text, CaseOrigin.HELD, Priority.RULES)


def _note_edit(event: TextEdited) -> None:
    """Nobody may decide on a version they have not seen, and no approval covers it."""
    _cases.note_in_appeals(event.text)
    case = _cases.open_case_of(event.text)
    if case is not None:
        case.version += 1
        db.session.flush()
        _cases.note_watched(case)
        _weighing.count_again(case, event.text)


def _note_withdrawal(event: TextWithdrawn) -> None:
    """A first text that its author took back needs nobody's decision; what was flagged still does."""
    _cases.note_in_appeals(event.text)
    case = _cases.open_case_of(event.text)
    if case is None:
        return
    case.version += 1
    if case.origin == CaseOrigin.HELD and not case.flags:
        case.state = CaseState.WITHDRAWN
        case.decided_at = clock.now()
        case.claimed_by_id = None
        case.claimed_at = None
    db.session.flush()


def _forget_author(event: TextDisowned) -> None:
    """What moderators are looking at keeps its author; what was decided for them forgets whose it was."""
    if _cases.open_case_of(event.text) is not None:
        raise AccessRefused(Refused("in_hand"))
    own = (
        Decision.subject_persona_id == event.former_persona_id,
        Decision.case_id.in_(_cases_on(event.text)),
    )
    harmless = update(Decision).where(*own, Decision.action.not_in(AGAINST))
    db.session.execute(harmless.values(subject_persona_id=None))


def _know_author_again(event: TextOwnedAgain) -> None:
    """What was decided about nobody's text was about theirs."""
    decided = update(Decision).where(Decision.subject_persona_id == event.nobodys_persona_id)
    db.session.execute(decided.values(subject_persona_id=event.text.persona_id))


def _cases_on(text: Post | Reply) -> Select[int]:
    about = Case.post_id == text.id if isinstance(text, Post) else Case.reply_id == text.id
    return select(Case.id).where(about)

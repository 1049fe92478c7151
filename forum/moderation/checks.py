"""What must be true of cases, flags, decisions and the log, and of what decisions have counted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)

from forum.accounts.models import Account, Persona
from forum.discussion.models import Hold, Post, Removal, Reply, Visibility
from forum.lib import clock
from forum.lib.checks import Check, none_of
from forum.lib.db import db
from forum.moderation import scoring
from forum.moderation.models import Case, CaseState, Decision, DecisionAction, Flag, LogEntry

LASTING = timedelta(days=700)  # younger decisions, and what depends on them, have not begun to be erased
A_HAIR = 0.001  # scores are added one by one, and sums of fractions differ in their last digits
OPEN = Case.state == CaseState.OPEN


def _unheard() -> Select[Any]:
    """Texts that wait for a moderator without a case."""

    def of(kind: type[Post] | type[Reply]) -> Select[Any]:
        about = Case.post_id if kind is Post else Case.reply_id
        waits = kind.visibility.in_((Visibility.HELD, Visibility.HIDDEN))
        return select(kind.public_id).where(waits, ~exists().where(about == kind.id, OPEN))

    return union_all(of(Post), of(Reply)).subquery().select()


def _undecided() -> Select[Any]:
    """Cases that are decided without a decision, or open with the day of one."""
    lacks = and_(
        Case.state == CaseState.DECIDED,
        Case.decided_at > clock.now() - LASTING,
        ~exists().where(Decision.case_id == Case.id),
    )
    return select(Case.public_id).where(or_(lacks, Case.decided_at.is_(None) != OPEN))


def _score() -> ColumnElement[float]:
    """What the flags of a case that count already and a watched phrase add up to, negated."""
    counts = (Flag.case_id == Case.id, Flag.counts_from.is_(None))
    flags = select(-func.coalesce(func.sum(Flag.score), 0.0)).where(*counts).correlate(Case).scalar_subquery()
    return flags - case((Case.is_watched, scoring.WATCHED), else_=0.0)


def _misscored() -> ColumnElement[bool]:
    return func.abs(Case.score_rank - _score()) > A_HAIR


def _miscounted() -> Select[Any]:
    """Cases whose rank is not the score of their flags."""
    return select(Case.public_id).where(_misscored())


def _count_flags() -> int:
    """Make the ranks anew where they are wrong; returns how many changed."""
    return _rows(update(Case).where(_misscored()).values(score_rank=_score()))


def _unanswered() -> Select[Any]:
    """Flags that wait in a case that is closed, or are answered in one that is open."""
    waits = Flag.outcome.is_(None)
    return select(Flag.public_id).join(Case, Case.id == Flag.case_id).where(waits != OPEN)


def _unlogged() -> Select[Any]:
    """Decisions that the public log does not have."""
    logged = or_(exists().where(LogEntry.decision_id == Decision.id), Decision.action == DecisionAction.CARE)
    return select(Decision.public_id).where(Decision.decided_at > clock.now() - LASTING, ~logged)


def _approved() -> ScalarSelect[int]:
    """How many first texts of an account were approved, as far as decisions still tell."""

    def of(kind: type[Post] | type[Reply]) -> Select[Any]:
        hold, removal, about = (
            (Hold.post_id, Removal.post_id, Case.post_id)
            if kind is Post
            else (Hold.reply_id, Removal.reply_id, Case.reply_id)
        )
        return select(kind.persona_id).where(
            exists().where(hold == kind.id, Hold.at <= kind.published_at),
            ~exists().where(removal == kind.id),  # shown by being put back, it was not approved
            exists().where(
                about == kind.id, Decision.case_id == Case.id, Decision.action == DecisionAction.APPROVE
            ),
        )

    approved = union_all(of(Post), of(Reply)).subquery()
    return (
        select(func.count())
        .select_from(approved.join(Persona, Persona.id == approved.c.persona_id))
        .where(Persona.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )


def _underrated() -> Select[Any]:
    """Accounts that have fewer approved texts than were approved."""
    return select(Account.id).where(Account.approved_texts < _approved())


def _count_approvals() -> int:
    """Raise the counts of approved texts that are too low; returns how many changed."""
    return _rows(
        update(Account).where(Account.approved_texts < _approved()).values(approved_texts=_approved())
    )


def _rows(statement: Any) -> int:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))


def _unreadable() -> Iterator[str]:
    try:
        db.session.scalars(select(Flag.words).order_by(Flag.id.desc()).limit(1)).first()
    except ValueError:
        yield gettext(
            "The secret key is not the one under which these rows were written: nobody can sign in, and "
            "the words of flags cannot be read. Set ALCOVE_SECRET_KEY to the one they were written with."
        )


CHECKS = (
    Check(
        _("Every text that waits is a case, and every decided case has its decision."),
        none_of(_("Texts or cases that wait unheard, or were closed undecided"), _unheard, _undecided),
    ),
    Check(
        _("The order of cases follows the score of their flags."),
        none_of(_("Cases"), _miscounted),
        _count_flags,
    ),
    Check(
        _("Every flag is answered with its case."),
        none_of(_("Flags that wait in a closed case, or not in an open one"), _unanswered),
    ),
    Check(_("Every decision stands in the public log."), none_of(_("Decisions"), _unlogged)),
    Check(
        _("Every approved text is counted for its author."),
        none_of(_("Accounts, by their numbers, with fewer approved texts than decisions"), _underrated),
        _count_approvals,
    ),
    Check(_("The secret key fits what is stored."), _unreadable),
)

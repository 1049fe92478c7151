"""What ends each lifetime: the statements that erase what has been kept long enough."""

from datetime import datetime, timedelta

from sqlalchemy import Executable, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute

from forum import markup
from forum.accounts import policy as accounts
from forum.accounts.models import NameReservation, SignInSession, SpentTicket
from forum.agegate.ceremonies import LIFETIME
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.discussion.models import Post, Removal, Reply, Revision, SetAside, Visibility, Visit, Withdrawal
from forum.discussion.sitting import REMEMBERED
from forum.export.models import Archive, ArchivePart
from forum.lib.milestones import Milestone
from forum.lib.throttle import DailySalt, ThrottleHit
from forum.moderation.models import (
    Appeal,
    Case,
    CaseOrigin,
    CasePass,
    CaseState,
    ConflictOverride,
    Decision,
    Flag,
    LogEntry,
    Proposal,
    Reveal,
)
from forum.notifications.actions.gather_mail import ON as MAIL_ON
from forum.notifications.models import MailAddress, Notice

DAY = timedelta(days=1)
WITHDRAWN_TEXT = 30 * DAY
SET_ASIDE_TEXT = 30 * DAY  # the copy that its writer keeps, as their notice says
REMOVED_TEXT = 190 * DAY  # six months in which one can appeal, and a week in which it is answered
EARLIER_VERSIONS = 180 * DAY
EVIDENCE = 180 * DAY
DECISIONS = 730 * DAY
NOTICES = 180 * DAY
UNUSED_ADDRESSES = 30 * DAY  # that take no mail, or of a place that sends none any more


def old_sessions(now: datetime) -> list[Executable]:
    """Sessions that ended or were not used for a week."""
    lapsed = (SignInSession.expires_at < now) | (SignInSession.last_used_at < now - accounts.MEMBERS.idle)
    return [delete(SignInSession).where(lapsed)]


def stale_tickets(now: datetime) -> list[Executable]:
    """Used tickets of ceremonies that would not count any more anyway."""
    return [delete(SpentTicket).where(SpentTicket.until < now)]


def old_answers(now: datetime) -> list[Executable]:
    """Answers to the age question that expired."""
    return [delete(AgeAnswer).where(AgeAnswer.expires_on < now.date())]


def old_ceremonies(now: datetime) -> list[Executable]:
    """Attempts to prove one's age that count no more, whatever came of them."""
    return [delete(AgeCeremony).where(AgeCeremony.begun_at <= now - LIFETIME)]


def old_reservations(now: datetime) -> list[Executable]:
    """Names that were given up so long ago that somebody else may take them."""
    return [delete(NameReservation).where(NameReservation.until <= now.date())]


def old_salts(now: datetime) -> list[Executable]:
    """Yesterday's salts, and attempts counted under them."""
    return [
        delete(DailySalt).where(DailySalt.day < now.date()),
        delete(ThrottleHit).where(ThrottleHit.at < now - DAY),
    ]


def old_archives(now: datetime) -> list[Executable]:
    """Archives that can be fetched no more; their bytes go first."""
    over = Archive.until <= now
    return [
        delete(ArchivePart).where(ArchivePart.archive_id.in_(select(Archive.id).where(over))),
        delete(Archive).where(over),
    ]


def old_texts(now: datetime) -> list[Executable]:
    """Words of texts that were withdrawn, or hidden by an author, a month ago, or removed half a year ago.

    What an open appeal may still bring back is kept until it is decided. Earlier versions go with the words.
    """
    nothing = {"source": "", "html": markup.render("").html}
    of_post = nothing | {"title": "", "excerpt": "", "content_notes": "", "required_notes": ""}
    return [
        *_erasures(Post, of_post, (Withdrawal.post_id, Removal.post_id, Case.post_id), now),
        *_erasures(Reply, nothing, (Withdrawal.reply_id, Removal.reply_id, Case.reply_id), now),
        _erase_set_aside(nothing, now),
        _versions_of_erased(Post, Revision.post_id),
        _versions_of_erased(Reply, Revision.reply_id),
    ]


def _versions_of_erased(
    kind: type[Post] | type[Reply], about: InstrumentedAttribute[int | None]
) -> Executable:
    erased = exists().where(kind.id == about, kind.source == "", kind.visibility != Visibility.PUBLISHED)
    return delete(Revision).where(erased).execution_options(synchronize_session=False)


def _erasures(
    kind: type[Post] | type[Reply],
    blank: dict[str, str],
    about: tuple[InstrumentedAttribute[int | None], ...],
    now: datetime,
) -> list[Executable]:
    withdrawn, removed, appealed = about
    open_appeals = select(appealed).where(
        appealed.is_not(None), Case.origin == CaseOrigin.APPEAL, Case.state == CaseState.OPEN
    )
    long_withdrawn = select(withdrawn).where(withdrawn.is_not(None), Withdrawal.at < now - WITHDRAWN_TEXT)
    long_removed = select(removed).where(
        removed.is_not(None),
        removed.not_in(open_appeals),
        Removal.lifted_at.is_(None),
        Removal.at < now - REMOVED_TEXT,
    )
    gone = kind.visibility.in_((Visibility.WITHDRAWN, Visibility.REMOVED))
    return [
        update(kind)
        .where(kind.id.in_(ids), kind.source != "", gone)
        .values(blank)
        .execution_options(synchronize_session=False)
        for ids in (long_withdrawn, long_removed)
    ]


def _erase_set_aside(blank: dict[str, str], now: datetime) -> Executable:
    standing = select(SetAside.reply_id).where(
        SetAside.lifted_at.is_(None), SetAside.at < now - SET_ASIDE_TEXT
    )
    return (
        update(Reply)
        .where(Reply.id.in_(standing), Reply.source != "", Reply.visibility == Visibility.SET_ASIDE)
        .values(blank)
        .execution_options(synchronize_session=False)
    )


def old_versions(now: datetime) -> list[Executable]:
    """Earlier versions of texts."""
    return [delete(Revision).where(Revision.replaced_at < now - EARLIER_VERSIONS)]


def old_visits(now: datetime) -> list[Executable]:
    """What members opened a month ago; and the moment of a sitting that is over, for its day is enough."""
    over = update(Visit).where(Visit.sitting_until < now).values(sitting_until=None)
    return [
        delete(Visit).where(Visit.opened_on < (now - REMEMBERED).date()),
        over.execution_options(synchronize_session=False),
    ]


def old_evidence(now: datetime) -> list[Executable]:
    """What flags quoted, who flagged, and what was written for an appeal, long after the decision."""
    closed = select(Case.id).where(Case.decided_at < now - EVIDENCE)
    blank = {"words": "", "seen_text": "", "seen_title": None, "seen_parent": None, "persona_id": None}
    return [
        update(Flag)
        .where(Flag.case_id.in_(closed), (Flag.seen_text != "") | Flag.persona_id.is_not(None))
        .values(blank)
        .execution_options(synchronize_session=False),
        update(Appeal)
        .where(Appeal.case_id.in_(closed))
        .values(words="", question=None, answer=None)
        .execution_options(synchronize_session=False),
    ]


def old_decisions(now: datetime) -> list[Executable]:
    """Decisions and their log after two years."""
    old = select(Decision.id).where(Decision.decided_at < now - DECISIONS)

    def unlink(column: InstrumentedAttribute[int | None]) -> Executable:
        table = column.class_
        return (
            update(table)
            .where(column.in_(old))
            .values({column.key: None})
            .execution_options(synchronize_session=False)
        )

    return [
        delete(LogEntry).where(LogEntry.on < (now - DECISIONS).date()),
        unlink(LogEntry.decision_id),
        unlink(Flag.decision_id),
        unlink(Decision.overturns_id),
        delete(Appeal).where(Appeal.decision_id.in_(old)),
        delete(Notice).where(Notice.decision_id.in_(old)),
        delete(Decision).where(Decision.decided_at < now - DECISIONS),
    ]


def old_second_keys(now: datetime) -> list[Executable]:
    """Proposals, overrides of the conflict guard and reveals, as long as the decisions they led to."""
    ended = now - DECISIONS
    overrides = select(ConflictOverride.id).where(ConflictOverride.at < ended)
    return [
        delete(Proposal).where(Proposal.proposed_at < ended),
        delete(Reveal).where(Reveal.asked_at < ended),
        update(Decision)
        .where(Decision.override_id.in_(overrides))
        .values(override_id=None)
        .execution_options(synchronize_session=False),
        delete(ConflictOverride).where(ConflictOverride.at < ended),
    ]


def old_passes(_now: datetime) -> list[Executable]:
    """Who left a case to the others, once it is decided."""
    done = select(Case.id).where(Case.state != CaseState.OPEN)
    return [delete(CasePass).where(CasePass.case_id.in_(done))]


def old_notices(now: datetime) -> list[Executable]:
    """Notices of half a year ago."""
    return [delete(Notice).where(Notice.at < now - NOTICES)]


def old_addresses(now: datetime) -> list[Executable]:
    """Addresses that were not confirmed within a day, that take no mail, or of a place that sends none."""
    lapsed = MailAddress.confirmed_on.is_(None) & (MailAddress.code_until < now)
    refused = MailAddress.refused_on < (now - UNUSED_ADDRESSES).date()
    last_on = select(Milestone.reached).where(Milestone.name == MAIL_ON).scalar_subquery()
    off = last_on < int((now - UNUSED_ADDRESSES).timestamp())
    return [delete(MailAddress).where(lapsed | refused | off)]

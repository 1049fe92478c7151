"""How each lifetime of the table begins and ends: one story at least for each entry of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from forum.accounts.models import (
    Account,
    Departure,
    KeyRing,
    NameReservation,
    OneTimeCodes,
    Passkey,
    Persona,
    SignInSession,
    SpentTicket,
)
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.discussion.actions.disown import disown
from forum.discussion.actions.set_aside import set_aside
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Block, Bookmark, Disowning, Post, Reply, Revision, Visit, VisitorsKeptOut
from forum.export.models import Archive, ArchivePart
from forum.lib.db import Base, db
from forum.lib.outbox import OutboxRow
from forum.lib.throttle import DailySalt, ThrottleHit
from forum.moderation.models import (
    Appeal,
    CasePass,
    ConflictOverride,
    DailyCap,
    Decision,
    Flag,
    LogEntry,
    Proposal,
    Reveal,
    SparedReason,
)
from forum.notifications.models import MailAddress, Notice
from forum.search.models import PostWords, ReplyWords
from tests.retention.beginnings import (
    DAY,
    HOUR,
    MINUTE,
    answered,
    asks_for_archive,
    changes,
    decide,
    is_not_confirmed,
    is_refused,
    leaves,
    marks,
    passes_on,
    piece,
    proves,
    removed,
    renames,
    reply,
    signs_in,
    spends,
    take_back,
    then,
    tries,
    uses_it_daily,
    wants,
)
from tests.retention.world import WORD, World

TWO_YEARS, LONG = 730 * DAY, 1500 * DAY


@dataclass(frozen=True)
class Story:
    """What begins it, whether it is still there, and when or by what it ends."""

    entry: str  # the table and the first column of the entry
    is_there: Callable[[], object]
    lasts: timedelta | None = None  # or until `ends`
    ends: Callable[[World], object] = World.leave
    begins: Callable[[World], object] = World.live
    step: timedelta = MINUTE  # how exactly the end is kept: to the day where only a day is stored
    waits: timedelta = LONG  # what only an event ends is still there after so long
    says: str | None = None  # a word that is nowhere in the database then


def rows(table: type[Base], *which: ColumnElement[bool]) -> Callable[[], int]:
    """How many rows there are."""
    return lambda: db.session.scalar(select(func.count()).select_from(table).where(*which)) or 0


_OTHERS, _OTHERS_WHO_ANSWERED = 6, 5  # of the cast: Tim has not


def _all_accounts() -> bool:
    return rows(Account)() > _OTHERS


def _all_answers() -> bool:
    return rows(AgeAnswer)() > _OTHERS_WHO_ANSWERED


_OF_POST, _OF_REPLY = (rows(kind, kind.source.contains(WORD)) for kind in (Post, Reply))
_HIDDEN = then(reply, set_aside, by="otto")

STORIES: tuple[Story, ...] = (
    *(Story(f"account.{column}", _all_accounts) for column in ("sign_in_digest", "role", "passkey_handle")),
    Story("passkey.account_id", rows(Passkey)),
    Story("one_time_codes.account_id", rows(OneTimeCodes)),
    Story("spent_ticket.nonce", rows(SpentTicket), 5 * MINUTE, begins=spends),
    Story("age_answer.account_id", _all_answers),
    Story("age_answer.account_id", rows(AgeAnswer), 300.5 * DAY, begins=answered, step=DAY / 2),
    Story("age_ceremony.state_digest", rows(AgeCeremony), 5 * MINUTE, begins=proves),
    Story("persona.account_id", rows(Persona, Persona.pen_name == "Ada"), says="'Ada'"),
    Story("departure.account_id", rows(Departure), DAY, begins=leaves),
    Story("name_reservation.name_digest", rows(NameReservation), 5 * 365 * DAY, begins=renames, step=DAY),
    Story(
        "name_reservation.name_digest",
        rows(NameReservation, NameReservation.sealed_name.is_not(None)),
        ends=World.work,
        begins=renames,
        waits=timedelta(0),
    ),
    Story("block.account_id", rows(Block)),
    Story("bookmark.account_id", rows(Bookmark)),
    Story("visitors_kept_out.persona_id", rows(VisitorsKeptOut)),
    Story("sign_in_session.account_id", rows(SignInSession), 7 * DAY, begins=signs_in),
    Story("sign_in_session.account_id", rows(SignInSession), 14 * DAY, begins=uses_it_daily),
    *(
        Story(f"{table.__tablename__}.{column}", rows(table), 48 * HOUR, begins=asks_for_archive)
        for table, column in ((Archive, "account_id"), (ArchivePart, "archive_id"))
    ),
    Story("key_ring.account_id", rows(KeyRing)),
    Story("mail_address.account_id", rows(MailAddress)),
    Story("mail_address.account_id", rows(MailAddress), DAY, begins=is_not_confirmed),
    Story("mail_address.account_id", rows(MailAddress), 30.5 * DAY, begins=is_refused, step=DAY / 2),
    Story("daily_salt.day", rows(DailySalt), 12 * HOUR, begins=tries),  # which is midnight
    Story("throttle_hit.key", rows(ThrottleHit), 24 * HOUR, begins=tries),
    Story("post.persona_id", _OF_POST, 30 * DAY, begins=then(piece, withdraw), says=WORD),
    Story("post.persona_id", _OF_POST, 190 * DAY, begins=removed(piece), says=WORD),
    Story("reply.persona_id", _OF_REPLY, 30 * DAY, begins=then(reply, withdraw), says=WORD),
    Story("reply.persona_id", _OF_REPLY, 30 * DAY, begins=_HIDDEN, says=WORD),
    Story("reply.persona_id", _OF_REPLY, 190 * DAY, begins=removed(reply), says=WORD),
    Story("visit.account_id", rows(Visit), 30.5 * DAY, step=DAY / 2),
    Story("visit.account_id", rows(Visit, Visit.sitting_until.is_not(None)), HOUR, begins=marks),
    Story("post_words.post_id", rows(PostWords), ends=take_back, begins=piece),
    Story("reply_words.reply_id", rows(ReplyWords), ends=take_back, begins=reply),
    Story("disowning.post_id", rows(Disowning), DAY, begins=then(piece, disown)),
    Story("revision.post_id", rows(Revision), 180 * DAY, begins=changes, says=WORD),
    Story("flag.case_id", rows(Flag, Flag.persona_id.is_not(None)), 180 * DAY),
    Story("flag.case_id", rows(Flag, Flag.seen_text != ""), 180 * DAY),
    Story("decision.case_id", rows(Decision), TWO_YEARS),
    Story("appeal.decision_id", rows(Appeal, Appeal.question.is_not(None)), 180 * DAY),
    Story("appeal.decision_id", rows(Appeal), TWO_YEARS),
    Story("proposal.case_id", rows(Proposal), TWO_YEARS),
    Story("conflict_override.case_id", rows(ConflictOverride), TWO_YEARS),
    Story("reveal.flag_id", rows(Reveal), TWO_YEARS),
    Story("case_pass.case_id", rows(CasePass), ends=decide, begins=passes_on),
    Story("spared_reason.account_id", rows(SparedReason)),
    Story("daily_cap.account_id", rows(DailyCap)),
    Story("outbox.kind", rows(OutboxRow), ends=World.work, begins=wants, waits=timedelta(0)),
    Story("log_entry.decision_id", rows(LogEntry), TWO_YEARS + DAY / 2, step=DAY / 2),
    Story("notice.account_id", rows(Notice), 180 * DAY),
)

# Kept as long as the place of a text is, which stays when its words are gone; they hold no word and no name.
STAY = {
    *("hold.post_id", "set_aside.reply_id", "conversation_lock.post_id", "removal.post_id"),
    *("withdrawal.post_id", "case.post_id", "import_origin.digest"),
}

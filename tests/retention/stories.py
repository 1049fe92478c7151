"""How each lifetime of the table begins and ends: one story at least for each entry of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, update

from forum.access import Viewer
from forum.accounts import actions as accounts
from forum.accounts import tickets
from forum.accounts.models import (
    Account,
    Departure,
    NameReservation,
    OneTimeCodes,
    Passkey,
    Persona,
    SignInSession,
    SpentTicket,
)
from forum.agegate.models import AgeAnswer
from forum.discussion.actions.disown import disown
from forum.discussion.actions.edit import edit
from forum.discussion.actions.set_aside import set_aside
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft
from forum.discussion.models import Block, Bookmark, Disowning, Post, Reply, Revision, Visit, VisitorsKeptOut
from forum.export.models import Archive, ArchivePart
from forum.lib import clock, throttle
from forum.lib.db import Base, db
from forum.lib.outbox import OutboxRow
from forum.lib.throttle import DailySalt, ThrottleHit
from forum.moderation.jobs import remind_of_overdue
from forum.moderation.models import (
    Appeal,
    Case,
    CasePass,
    CaseState,
    ConflictOverride,
    DailyCap,
    Decision,
    Flag,
    LogEntry,
    Proposal,
    Reveal,
    SparedReason,
)
from forum.notifications.models import Notice
from forum.search.models import PostWords, ReplyWords
from tests.moderation.stage import text_of
from tests.retention.world import NOON, WORD, World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TWO_YEARS, LONG = 730 * DAY, 1500 * DAY
Write = Callable[[World], str]  # a text, by the name that the stage gives it


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


def _piece(world: World) -> str:
    text = world.stage.piece(world.ada, f"The {WORD} plays.", title=f"The {WORD}")
    world.clean()
    return text


def _reply(world: World) -> str:
    piece = world.stage.piece(world.stage.cast.otto, "About music.")
    text = world.stage.reply(world.ada, piece, f"I have a {WORD}.")
    world.clean()
    return text


def _then(
    write: Callable[[World], str], act: Callable[..., object], by: str = "ada"
) -> Callable[[World], None]:
    """Write something and do something to it."""

    def begin(world: World) -> None:
        name = write(world)
        with world.stage.work():
            act(getattr(world.stage.cast, by).viewer, text_of(name))

    return begin


def _removed(write: Write) -> Callable[[World], None]:
    def begin(world: World) -> None:
        world.stage.decide(world.stage.cast.mira, write(world), "remove", rule=1)

    return begin


def _take_back(world: World) -> None:
    with world.stage.work():
        posts = db.session.scalars(select(Post).where(Post.source.contains(WORD))).all()
        replies = db.session.scalars(select(Reply).where(Reply.source.contains(WORD))).all()
        texts: list[Post | Reply] = [*posts, *replies]
        for text in texts:
            withdraw(world.ada.viewer, text)


def _leaves(world: World) -> None:
    world.live()
    with world.stage.work():
        accounts.leave(_confirmed(world), keeps_texts=False, this=None)


def _confirmed(world: World) -> Viewer:
    return replace(world.ada.viewer, is_confirmed=True)


def _renames(world: World) -> None:
    with world.stage.work():
        accounts.rename(world.ada.viewer, "Beatrix")


def _signs_in(world: World) -> None:
    world.visitor(world.ada)


def _uses_it_daily(world: World) -> None:
    world.visitor(world.ada)
    with world.stage.work():
        db.session.execute(update(SignInSession).values(last_used_at=NOON + 13 * DAY + 23 * HOUR))


def _asks_for_archive(world: World) -> None:
    assert world.visitor(world.ada).post("/settings/export").status_code == 303
    world.work()


def _spends(world: World) -> None:
    with world.stage.work():
        tickets.spend(tickets.read("test", tickets.issue("test")))


def _tries(world: World) -> None:
    with world.stage.work():
        throttle.allow("signing in", "somebody", 3, HOUR)


def _changes(world: World) -> None:
    name = _piece(world)
    with world.stage.work():
        edit(world.ada.viewer, text_of(name), PostDraft(title="Another", source="Other words."))


def _passes_on(world: World) -> None:
    world.live()
    with world.stage.work():
        passed = Case.id.in_(select(CasePass.case_id))
        db.session.execute(update(Case).where(passed).values(state=CaseState.OPEN, decided_at=None))


def _decide(world: World) -> None:
    with world.stage.work():
        db.session.execute(update(Case).values(state=CaseState.DECIDED, decided_at=clock.now()))
    world.clean()


def _wants(world: World) -> None:
    with world.stage.work():
        remind_of_overdue.later()


def _answered(world: World) -> None:
    with world.stage.work():
        db.session.execute(update(AgeAnswer).values(expires_on=(NOON + 300 * DAY).date()))


def _marks(world: World) -> None:
    world.live()
    with world.stage.work():
        db.session.execute(update(Visit).values(sitting_until=NOON + HOUR))


_OTHERS, _OTHERS_WHO_ANSWERED = 6, 5  # of the cast: Tim has not


def _all_accounts() -> bool:
    return rows(Account)() > _OTHERS


def _all_answers() -> bool:
    return rows(AgeAnswer)() > _OTHERS_WHO_ANSWERED


_OF_POST, _OF_REPLY = (rows(kind, kind.source.contains(WORD)) for kind in (Post, Reply))
_HIDDEN = _then(_reply, set_aside, by="otto")

STORIES: tuple[Story, ...] = (
    *(Story(f"account.{column}", _all_accounts) for column in ("sign_in_digest", "role", "passkey_handle")),
    Story("passkey.account_id", rows(Passkey)),
    Story("one_time_codes.account_id", rows(OneTimeCodes)),
    Story("spent_ticket.nonce", rows(SpentTicket), 5 * MINUTE, begins=_spends),
    Story("age_answer.account_id", _all_answers),
    Story("age_answer.account_id", rows(AgeAnswer), 300.5 * DAY, begins=_answered, step=DAY / 2),
    Story("persona.account_id", rows(Persona, Persona.pen_name == "Ada"), says="'Ada'"),
    Story("departure.account_id", rows(Departure), DAY, begins=_leaves),
    Story("name_reservation.name_digest", rows(NameReservation), 5 * 365 * DAY, begins=_renames, step=DAY),
    Story(
        "name_reservation.name_digest",
        rows(NameReservation, NameReservation.sealed_name.is_not(None)),
        ends=World.work,
        begins=_renames,
        waits=timedelta(0),
    ),
    Story("block.account_id", rows(Block)),
    Story("bookmark.account_id", rows(Bookmark)),
    Story("visitors_kept_out.persona_id", rows(VisitorsKeptOut)),
    Story("sign_in_session.account_id", rows(SignInSession), 7 * DAY, begins=_signs_in),
    Story("sign_in_session.account_id", rows(SignInSession), 14 * DAY, begins=_uses_it_daily),
    *(
        Story(f"{table.__tablename__}.{column}", rows(table), 48 * HOUR, begins=_asks_for_archive)
        for table, column in ((Archive, "account_id"), (ArchivePart, "archive_id"))
    ),
    Story("daily_salt.day", rows(DailySalt), 12 * HOUR, begins=_tries),  # which is midnight
    Story("throttle_hit.key", rows(ThrottleHit), 24 * HOUR, begins=_tries),
    Story("post.persona_id", _OF_POST, 30 * DAY, begins=_then(_piece, withdraw), says=WORD),
    Story("post.persona_id", _OF_POST, 190 * DAY, begins=_removed(_piece), says=WORD),
    Story("reply.persona_id", _OF_REPLY, 30 * DAY, begins=_then(_reply, withdraw), says=WORD),
    Story("reply.persona_id", _OF_REPLY, 30 * DAY, begins=_HIDDEN, says=WORD),
    Story("reply.persona_id", _OF_REPLY, 190 * DAY, begins=_removed(_reply), says=WORD),
    Story("visit.account_id", rows(Visit), 30.5 * DAY, step=DAY / 2),
    Story("visit.account_id", rows(Visit, Visit.sitting_until.is_not(None)), HOUR, begins=_marks),
    Story("post_words.post_id", rows(PostWords), ends=_take_back, begins=_piece),
    Story("reply_words.reply_id", rows(ReplyWords), ends=_take_back, begins=_reply),
    Story("disowning.post_id", rows(Disowning), DAY, begins=_then(_piece, disown)),
    Story("revision.post_id", rows(Revision), 180 * DAY, begins=_changes, says=WORD),
    Story("flag.case_id", rows(Flag, Flag.persona_id.is_not(None)), 180 * DAY),
    Story("flag.case_id", rows(Flag, Flag.seen_text != ""), 180 * DAY),
    Story("decision.case_id", rows(Decision), TWO_YEARS),
    Story("appeal.decision_id", rows(Appeal, Appeal.question.is_not(None)), 180 * DAY),
    Story("appeal.decision_id", rows(Appeal), TWO_YEARS),
    Story("proposal.case_id", rows(Proposal), TWO_YEARS),
    Story("conflict_override.case_id", rows(ConflictOverride), TWO_YEARS),
    Story("reveal.flag_id", rows(Reveal), TWO_YEARS),
    Story("case_pass.case_id", rows(CasePass), ends=_decide, begins=_passes_on),
    Story("spared_reason.account_id", rows(SparedReason)),
    Story("daily_cap.account_id", rows(DailyCap)),
    Story("outbox.kind", rows(OutboxRow), ends=World.work, begins=_wants, waits=timedelta(0)),
    Story("log_entry.decision_id", rows(LogEntry), TWO_YEARS + DAY / 2, step=DAY / 2),
    Story("notice.account_id", rows(Notice), 180 * DAY),
)

# Kept as long as the place of a text is, which stays when its words are gone; they hold no word and no name.
STAY = {
    *("hold.post_id", "set_aside.reply_id", "conversation_lock.post_id", "removal.post_id"),
    *("withdrawal.post_id", "case.post_id", "import_origin.digest"),
}

"""A life in which everything happened once: a row of somebody's in every table, with their words in it."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.key_rings import PURPOSE as RING
from forum.accounts.models import (
    Departure,
    KeyRing,
    NameReservation,
    OneTimeCodes,
    Passkey,
    Persona,
    SignInSession,
)
from forum.accounts.queries import FORMER_NAME
from forum.discussion.models import (
    Block,
    BlockKind,
    Bookmark,
    Disowning,
    Hold,
    Lock,
    LockedBy,
    Post,
    Removal,
    Reply,
    Revision,
    SetAside,
    Space,
    Visit,
    VisitorsKeptOut,
    Withdrawal,
)
from forum.discussion.queries.reach import digest_of
from forum.lib import clock, keys
from forum.lib.db import Base, db
from forum.lib.ids import new_id
from forum.moderation.models import (
    Appeal,
    Case,
    CaseOrigin,
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
from forum.notifications.models import MailAddress, Notice
from forum.notifications.queries.mail import PURPOSE as MAIL
from tests.cast import Person
from tests.stories import a_post, a_reply

HOUR = timedelta(hours=1)
ABOUT_OTHERS = "What a moderator thinks of somebody."


def add(row: Base) -> None:
    """Put a row there, with its id."""
    db.session.add(row)
    db.session.flush()


def live(person: Person, other: Person, space: Space, word: str, others: str) -> None:
    """Have everything happen once to somebody who says `word` in all they say; another says `others`."""
    post = a_post(person.viewer, space, title=f"The {word} title", body=f"The {word} piece.")
    theirs = a_post(other.viewer, space, title=f"The {others} elsewhere", body=f"{others} words.")
    reply = a_reply(person.viewer, theirs, body=f"The {word} reply.")
    _of_texts(person, post, reply, word)
    _of_people(person, other, theirs, word)
    _of_flags(person, other, post, theirs, word)
    _of_moderating(person, theirs)


def say_goodbye(person: Person) -> None:
    """Leave within the hour."""
    add(Departure(account_id=person.account_id, keeps_texts=True, leaves_at=clock.now() + HOUR))


def _of_texts(person: Person, post: Post, reply: Reply, word: str) -> None:
    now = clock.now()
    add(
        Revision(
            post_id=post.id, number=1, title=f"{word} before", source=f"{word} at first", replaced_at=now
        )
    )
    add(Disowning(reply_id=reply.id, persona_id=person.persona_id, ends_at=now + HOUR))
    add(Hold(post_id=post.id, reason="links", at=now, released_at=now))
    add(SetAside(reply_id=reply.id, at=now, lifted_at=now))
    add(Removal(post_id=post.id, rule_number=1, at=now, lifted_at=now))
    add(Withdrawal(reply_id=reply.id, at=now))
    add(Lock(post_id=post.id, locked_by=LockedBy.AUTHOR, at=now, lifted_at=now))


def _of_people(person: Person, other: Person, theirs: Post, word: str) -> None:
    now, account_id = clock.now(), person.account_id
    name = db.session.scalars(select(Persona.pen_name_key).where(Persona.id == other.persona_id)).one()
    add(
        NameReservation(
            name_digest=new_id(),
            skeleton_digest=new_id(),
            until=now.date(),
            persona_id=person.persona_id,
            sealed_name=keys.seal(FORMER_NAME, f"{word} the former"),
        )
    )
    moments = {"created_at": now, "last_used_at": now, "expires_at": now + HOUR}
    device = {"persona_id": person.persona_id, "token_digest": f"token of {word}", "name": f"{word} phone"}
    add(SignInSession(account_id=account_id, **device, **moments))
    public = {"credential_id": word.encode(), "public_key": b"public", "sign_count": 3}
    add(Passkey(account_id=account_id, name=f"{word} key", added_on=now.date(), **public))
    secret = {"sealed_secret": b"sealed", "last_step": 1, "has_short_password": False}
    add(OneTimeCodes(account_id=account_id, **secret))
    add(KeyRing(account_id=account_id, sealed_accounts=keys.seal(RING, str(account_id))))
    address = {"digest": word, "sealed": keys.seal_for(MAIL, account_id, f"{word}@example.net")}
    add(MailAddress(account_id=account_id, confirmed_on=now.date(), **address))
    add(
        Block(
            account_id=account_id,
            persona_id=other.persona_id,
            kind=BlockKind.MUTE,
            name_digest=digest_of(name),
        )
    )
    add(Bookmark(account_id=account_id, post_id=theirs.id))
    add(VisitorsKeptOut(persona_id=person.persona_id))
    seen = {"seen_through": 1, "seen_beyond": b"\x02", "old_through": 0, "old_beyond": b""}
    add(Visit(account_id=account_id, post_id=theirs.id, opened_on=now.date(), **seen))
    add(Notice(account_id=account_id, kind="mention", post_id=theirs.id, at=now))


def _of_flags(person: Person, other: Person, post: Post, theirs: Post, word: str) -> None:
    """A flag of theirs, which was looked up; and a decision about them with all that follows."""
    now = clock.now()
    flagged = _a_case(post_id=theirs.id)
    seen = {"seen_text": "Their text, as it was seen.", "seen_revision": 1}
    flag = Flag(
        case_id=flagged.id, persona_id=person.persona_id, reason="spam", words=word, flagged_at=now, **seen
    )
    add(flag)
    secret = f"{other.pen_name} wants to know"
    looked_up = {"asked_by_id": other.account_id, "asked_at": now, "confirmed_at": now, "told_at": now}
    add(Reveal(flag_id=flag.id, reason=secret, **looked_up))
    about = _a_case(post_id=post.id)
    decision = _a_decision(about, other, person.persona_id, f"{word} is why")
    words = {"words": f"{word}, please", "question": "Why?", "answer": f"{word}, therefore"}
    again = _a_case(post_id=post.id, origin=CaseOrigin.APPEAL)
    add(
        Appeal(
            decision_id=decision.id,
            case_id=again.id,
            made_at=now,
            due_on=now.date(),
            asked_by_id=other.account_id,
            **words,
        )
    )
    add(LogEntry(decision_id=decision.id, on=now.date(), role="moderator", action="remove", kind="post"))


def _of_moderating(person: Person, theirs: Post) -> None:
    """What a moderator does, with words about others that are not theirs to take away."""
    now, account_id = clock.now(), person.account_id
    case = _a_case(post_id=theirs.id, claimed_by_id=account_id, claimed_at=now)
    _a_decision(case, person, None, ABOUT_OTHERS)
    add(
        Proposal(
            case_id=case.id,
            case_version=1,
            verdict={"reasons": ABOUT_OTHERS},
            proposed_by_id=account_id,
            proposed_at=now,
        )
    )
    add(ConflictOverride(case_id=case.id, account_id=account_id, conflict="own", reason=ABOUT_OTHERS, at=now))
    flag = Flag(
        case_id=case.id, reason="spam", words=ABOUT_OTHERS, seen_text="", seen_revision=1, flagged_at=now
    )
    add(flag)
    add(Reveal(flag_id=flag.id, reason=ABOUT_OTHERS, asked_by_id=account_id, asked_at=now))
    add(CasePass(case_id=case.id, account_id=account_id, at=now))
    add(SparedReason(account_id=account_id, reason="harassment"))
    add(DailyCap(account_id=account_id, cases=7))


def _a_case(origin: CaseOrigin = CaseOrigin.FLAGS, **about: object) -> Case:
    now = clock.now()
    case = Case(origin=origin, state=CaseState.DECIDED, priority=3, opened_at=now, decided_at=now, **about)
    add(case)
    return case


def _a_decision(case: Case, by: Person, subject: int | None, reasons: str) -> Decision:
    now = clock.now()
    decision = Decision(
        case_id=case.id,
        subject_persona_id=subject,
        decided_by_id=by.account_id,
        decided_as="moderator",
        decided_at=now,
        action="remove",
        in_force_from=now,
        facts="",
        source="flag",
        reasons=reasons,
        redress="appeal",
    )
    add(decision)
    return decision

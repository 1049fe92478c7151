"""Finding accounts, pen names and sessions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from forum.access import AgeLevel, Role, Viewer, require
from forum.accounts import policy, tokens
from forum.accounts.models import Account, Departure, NameReservation, Persona, SignInSession
from forum.agegate import policy as age_policy
from forum.agegate import policy_file
from forum.agegate.models import AgeAnswer
from forum.lib import clock, keys
from forum.lib.db import by_public_id, db

FORMER_NAME = "former pen name"  # the purpose of the key that hides it
WEEK = timedelta(days=7)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Arrival:
    """A session that somebody came by, and who that is."""

    session_id: int
    last_used_at: datetime
    role: Role  # the account's own; a moderator's may sleep in the viewer
    viewer: Viewer


class Used(StrEnum):
    """When a session was last used, no closer than its owner needs to know a device again."""

    TODAY = "today"
    THIS_WEEK = "this week"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Device:
    """One of somebody's sessions as they see it."""

    public_id: str
    name: str | None
    used: Used
    is_this: bool


@dataclass(frozen=True)
class Overview:
    """What a member's own settings page says of them."""

    pen_name: str
    joined_year: int
    age_level: AgeLevel
    age_answered_on: date | None
    age_expires_on: date | None
    devices: int


# Asked with every request of a member, and of one who writes twice: made once, and of columns only.
_ARRIVAL = (
    select(
        SignInSession.id,
        *(SignInSession.created_at, SignInSession.last_used_at, SignInSession.expires_at),
        *(SignInSession.confirmed_until, SignInSession.has_second_factor),
        *(Account.id.label("account_id"), Account.role, Account.approved_texts, Account.suspended_until),
        *(Persona.id.label("persona_id"), Persona.pen_name),
        *(AgeAnswer.level, AgeAnswer.policy_version, AgeAnswer.expires_on, AgeAnswer.revoked_reason),
    )
    .join(Account, Account.id == SignInSession.account_id)
    .join(Persona, Persona.id == SignInSession.persona_id)
    .outerjoin(AgeAnswer, AgeAnswer.account_id == SignInSession.account_id)
    .where(SignInSession.token_digest == bindparam("digest"))
)


def arrival(token: str) -> Arrival | None:
    """Who comes by a session's token, in one query; None for unknown and for lapsed sessions."""
    if len(token) > tokens.LONGEST:
        return None
    found = db.session.connection().execute(_ARRIVAL, {"digest": tokens.digest(token)}).one_or_none()
    if found is None or not policy.is_alive(found, Role(found.role), clock.now()):
        return None
    return Arrival(found.id, found.last_used_at, Role(found.role), _viewer(found))


def account_of(viewer: Viewer) -> Account:
    """The viewer's own account; asks whether they have one."""
    require(policy.can_keep_account(viewer))
    return db.session.get_one(Account, viewer.account_id)


def account_by_sign_in_name(key: str) -> Account | None:
    """The account with a sign-in name, given as `names.sign_in_key` makes it."""
    return db.session.scalar(select(Account).where(Account.sign_in_digest == tokens.sign_in_digest(key)))


# To whoever only guesses, a name that is known must take as long as one that is not: so no account is loaded
# before something fits, only what the guess is compared with.


def is_sign_in_name_taken(key: str) -> bool:
    """Whether somebody signs in by a name."""
    return _of_sign_in_name(Account.id, key) is not None


def password_hash_by_sign_in_name(key: str) -> str | None:
    """What is stored of the password that belongs to a sign-in name."""
    return _of_sign_in_name(Account.password_hash, key)


def recovery_digest_by_sign_in_name(key: str) -> str | None:
    """What is stored of the recovery code that belongs to a sign-in name."""
    return _of_sign_in_name(Account.recovery_digest, key)


def _of_sign_in_name(column: InstrumentedAttribute[Value], key: str) -> Value | None:
    whose = Account.sign_in_digest == tokens.sign_in_digest(key)
    # Within another, so that a row is read in any case.
    return db.session.scalar(select(select(column).where(whose).scalar_subquery()))


def is_pen_name_free(key: str, skeleton: str, *, but_for: int | None = None) -> bool:
    """Whether nobody has a pen name or one that looks like it, nor had it of late; one persona may."""
    taken = (Persona.pen_name_key == key) | (Persona.skeleton == skeleton)
    if db.session.scalar(select(Persona.id).where(taken, Persona.id != (but_for or 0)).limit(1)) is not None:
        return False
    given_up = (NameReservation.name_digest == keys.digest(FORMER_NAME, key)) | (
        NameReservation.skeleton_digest == keys.digest(FORMER_NAME, skeleton)
    )
    reserved = select(NameReservation.id).where(given_up, NameReservation.until > clock.today()).limit(1)
    return db.session.scalar(reserved) is None


def former_name(viewer: Viewer, reservation_id: int) -> tuple[str, str] | None:
    """The key of a name that was given up and the name that came in its place; None once it is forgotten."""
    require(policy.can_appoint(viewer))
    former = db.session.get(NameReservation, reservation_id)
    if former is None or former.persona_id is None or former.sealed_name is None:
        return None
    present = db.session.scalars(select(Persona.pen_name).where(Persona.id == former.persona_id)).one()
    return keys.unseal(FORMER_NAME, former.sealed_name), present


def departure_of(viewer: Viewer) -> Departure | None:
    """The viewer's own departure, if they are leaving."""
    require(policy.can_leave(viewer))
    return db.session.get(Departure, viewer.account_id)


def due_departure() -> Departure | None:
    """The departure whose time to change one's mind has passed first, if any has."""
    over = select(Departure).where(Departure.leaves_at <= clock.now())
    return db.session.scalars(over.order_by(Departure.leaves_at).limit(1)).first()


def renamed_on(viewer: Viewer) -> date | None:
    """The day on which the viewer, who may do so again one day, last took another name."""
    require(policy.can_rename(viewer))
    return db.session.scalar(select(Persona.renamed_on).where(Persona.id == viewer.persona_id))


def session_by_public_id(public_id: str) -> SignInSession | None:
    """A session by the id its owner sees."""
    return by_public_id(SignInSession, public_id)


def devices_of(viewer: Viewer, this: int | None) -> list[Device]:
    """The viewer's living sessions: the one they came by first, then the last used."""
    sessions = _living_sessions(viewer)
    sessions.sort(key=lambda session: (session.id != this, -session.last_used_at.timestamp()))
    return [
        Device(session.public_id, session.name, _used(session.last_used_at), session.id == this)
        for session in sessions
    ]


def overview(viewer: Viewer) -> Overview:
    """What the viewer's settings page says."""
    account = account_of(viewer)
    answer = db.session.get(AgeAnswer, account.id)
    level = _level(answer)
    return Overview(
        pen_name=viewer.pen_name or "",
        joined_year=account.joined_on.year,
        age_level=level,
        age_answered_on=answer.answered_on if answer and level else None,
        age_expires_on=answer.expires_on if answer and level else None,
        devices=len(_living_sessions(viewer)),
    )


def _living_sessions(viewer: Viewer) -> list[SignInSession]:
    require(policy.can_keep_account(viewer))
    found = db.session.scalars(select(SignInSession).where(SignInSession.account_id == viewer.account_id))
    return [session for session in found if policy.is_alive(session, viewer.role, clock.now())]


def _used(moment: datetime) -> Used:
    if moment.date() == clock.today():
        return Used.TODAY
    return Used.THIS_WEEK if clock.now() - moment < WEEK else Used.EARLIER


def _viewer(found: Row[*tuple[Any, ...]]) -> Viewer:
    is_required = bool(current_app.config["SECOND_FACTOR"])
    role = policy.awake(Role(found.role), has_second_factor=found.has_second_factor, is_required=is_required)
    return Viewer(
        account_id=found.account_id,
        persona_id=found.persona_id,
        pen_name=found.pen_name,
        role=role,
        standing=policy.standing(found.approved_texts, found.suspended_until, clock.now()),
        age_level=_level(found) if found.level is not None else AgeLevel.NONE,
        is_confirmed=found.confirmed_until is not None and found.confirmed_until > clock.now(),
        rights_sleep=role != found.role,
    )


def _level(answer: AgeAnswer | Row[*tuple[Any, ...]] | None) -> AgeLevel:
    if answer is None or answer.revoked_reason is not None:
        return AgeLevel.NONE
    given = age_policy.Answer(answer.level, answer.policy_version, answer.expires_on)
    return age_policy.worth(policy_file.in_force(), given, clock.today())

"""A ceremony's life: begun, answered once, and redeemed once by the browser that began it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from forum.access import Deed, Viewer, may, require
from forum.agegate.actions.answer import keep_proof
from forum.agegate.ceremonies import LIFETIME, STATE_BYTES, Begun, Ceremony, Way, browser_digest, digest
from forum.agegate.models import AgeCeremony
from forum.agegate.refusals import FAILURE_WINDOW, FAILURES, TooManyAttempts, TooManyCeremonies
from forum.lib import clock, throttle
from forum.lib.db import db, writing

PROVED, FAILED = "proved", "failed"
FAILURE, BEGINNING = "age not confirmed", "age ceremony"
MOST_BEGUN, BEGUN_WINDOW = 60, timedelta(hours=1)  # of a network: a household, a campus, a Tor exit


@dataclass(frozen=True)
class Taken:
    """A ceremony that is being answered, which nothing else can answer any more."""

    id: int
    way: Way


@writing()
def begin(
    viewer: Viewer, method: str, way: Way, *, network: str, next_path: str, is_remembered: bool
) -> Begun:
    """Begin a ceremony; raises a Refusal after too many, or three failures within an hour."""
    require(may(viewer, Deed.READ))
    subject = f"account {viewer.account_id}" if viewer.is_signed_in else network
    if throttle.is_spent(FAILURE, subject, FAILURES, FAILURE_WINDOW):
        raise TooManyAttempts
    if not throttle.allow(BEGINNING, network, MOST_BEGUN, BEGUN_WINDOW):
        raise TooManyCeremonies
    state, browser = secrets.token_hex(STATE_BYTES), secrets.token_hex(STATE_BYTES)
    db.session.add(
        AgeCeremony(
            state_digest=digest(state),
            browser_digest=browser_digest(viewer, browser),
            method=method,
            way=way,
            attempt_key=throttle.turn(FAILURE, subject).key,
            begun_at=clock.now(),
        )
    )
    db.session.flush()
    return Begun(Ceremony(method, way, state), browser, next_path, is_remembered)


@writing()
def take(viewer: Viewer, method: str, state: str, ways: Collection[Way]) -> Taken | None:
    """Mark a ceremony as answered, before anything of the answer is looked at.

    None if there is none by these ways, or whoever began it has failed too often meanwhile.
    Whoever calls commits at once: an answer that fails, or breaks what reads it, has been the only one.
    """
    require(may(viewer, Deed.READ))
    taken = (
        update(AgeCeremony)
        .where(AgeCeremony.state_digest == digest(state))
        .where(AgeCeremony.method == method, AgeCeremony.way.in_(ways))
        .where(AgeCeremony.used_at.is_(None), AgeCeremony.begun_at > clock.now() - LIFETIME)
        .values(used_at=clock.now())
        .returning(AgeCeremony.id, AgeCeremony.way, AgeCeremony.attempt_key)
    )
    found = db.session.execute(taken).one_or_none()
    if found is None:
        return None
    if throttle.Turn(found.attempt_key).is_spent(FAILURES, FAILURE_WINDOW):  # since this one was begun
        db.session.get_one(AgeCeremony, found.id).outcome = FAILED
        db.session.flush()
        return None
    return Taken(found.id, Way(found.way))


@writing()
def confirm(viewer: Viewer, taken: Taken, provider_key: str) -> str:
    """Note that an answer proved what it should, and by whom; gives the code that its browser redeems."""
    require(may(viewer, Deed.READ))
    code = secrets.token_hex(STATE_BYTES)
    ceremony = db.session.get_one(AgeCeremony, taken.id)
    ceremony.outcome, ceremony.provider_key, ceremony.code_digest = PROVED, provider_key, digest(code)
    db.session.flush()
    return code


@writing()
def fail(viewer: Viewer, taken: Taken) -> None:
    """Note that an answer proved nothing, and count it against whoever began."""
    require(may(viewer, Deed.READ))
    ceremony = db.session.get_one(AgeCeremony, taken.id)
    ceremony.outcome = FAILED
    throttle.Turn(ceremony.attempt_key).take(FAILURES, FAILURE_WINDOW)
    db.session.flush()


@writing()
def drop(viewer: Viewer, taken: Taken) -> None:
    """Forget a ceremony in which nobody answered: nothing is held against whoever began."""
    require(may(viewer, Deed.READ))
    db.session.execute(delete(AgeCeremony).where(AgeCeremony.id == taken.id))


@writing()
def redeem(viewer: Viewer, begun: Begun, code: str | None) -> bool:
    """Have the browser that began take its proof away, once; with an app on the same device, by its code.

    Nobody else who has signed in or out in that browser meanwhile is given it.
    """
    require(may(viewer, Deed.READ))
    mine = delete(AgeCeremony).where(
        AgeCeremony.state_digest == digest(begun.ceremony.state),
        AgeCeremony.browser_digest == browser_digest(viewer, begun.browser),
        AgeCeremony.outcome == PROVED,
        AgeCeremony.begun_at > clock.now() - LIFETIME,
    )
    if begun.ceremony.way in {Way.HERE, Way.SITE}:
        mine = mine.where(AgeCeremony.code_digest == digest(code or ""))
    found = db.session.execute(mine.returning(AgeCeremony.method, AgeCeremony.provider_key)).one_or_none()
    if found is None:
        return False
    keep_proof(viewer, found.method, found.provider_key or "")
    return True

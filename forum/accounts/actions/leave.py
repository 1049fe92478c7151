"""Leave: say so, change one's mind within a day, and be gone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, update

from forum.access import Viewer, require
from forum.accounts import events, key_rings, policy, queries
from forum.accounts.actions._former_name import reserve
from forum.accounts.actions._nobody import make_nobody
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.accounts.models import Account, Departure, Persona
from forum.accounts.refusals import OthersDependOnIt
from forum.lib import clock
from forum.lib.db import Base, db, writing
from forum.lib.events import emit

GRACE = timedelta(hours=24)  # to change one's mind (TRUST.md §2)


@writing()
def leave(viewer: Viewer, *, keeps_texts: bool, this: int | None) -> None:
    """Have the account closed in a day, its texts erased or, if they are kept, without the name.

    Every other device is signed out. Who says so twice is gone a day after the first time, in the way
    that they said last.
    """
    require(policy.can_change_credentials(viewer))
    own = key_rings.hold(viewer.account_id or 0)
    if len(own) > 1 and own[0] == viewer.account_id:
        raise OthersDependOnIt
    departure = db.session.get(Departure, viewer.account_id)
    if departure is None:
        departure = Departure(account_id=viewer.account_id, leaves_at=clock.now() + GRACE)
        db.session.add(departure)
    departure.keeps_texts = keeps_texts
    end_other_sessions(viewer, this)


@writing()
def stay(viewer: Viewer) -> None:
    """Change one's mind: nothing happens to the account."""
    require(policy.can_leave(viewer))
    departure = queries.departure_of(viewer)
    if departure is not None:
        db.session.delete(departure)


@writing()
def close(viewer: Viewer, departure: Departure) -> None:
    """End an account for good: its pen names become nobody's, and every row that named it forgets it."""
    require(policy.can_close(viewer, departure, clock.now()))
    account = db.session.get_one(Account, departure.account_id)
    formers = [reserve(persona) for persona in account.personas]
    personas = [persona.id for persona in account.personas]
    for persona in list(account.personas):
        make_nobody(persona)
    db.session.flush()
    _take_off_the_ring(account.id)
    _forget(account.id, personas)
    db.session.expire_all()
    db.session.delete(db.session.get_one(Account, departure.account_id))
    db.session.flush()
    for former in formers:
        emit(events.PenNameChanged(former))


def _take_off_the_ring(account_id: int) -> None:
    own = key_rings.hold(account_id)
    if len(own) > 1:
        key_rings.store([each for each in own if each != account_id])


def _forget(account_id: int, personas: Sequence[int]) -> None:
    """Take the account out of every row that can be without it; the others go with it, or with its names."""
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is Account.__table__ and key.parent.nullable:
                named = update(table).where(key.parent == account_id)
                db.session.execute(named.values({key.parent: None}))
            elif key.column.table is Persona.__table__ and key.ondelete == "CASCADE":
                db.session.execute(delete(table).where(key.parent.in_(personas)))

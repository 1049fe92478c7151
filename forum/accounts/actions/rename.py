"""Go by another pen name."""

from sqlalchemy.exc import IntegrityError

from forum.access import Viewer, require
from forum.accounts import events, key_rings, names, policy, queries
from forum.accounts.actions._former_name import reserve
from forum.accounts.models import NameReservation, Persona, new_seed
from forum.accounts.names import Name, NameRefused
from forum.accounts.refusals import RenamedLately
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit


@writing()
def rename(viewer: Viewer, pen_name: str, *, site_name: str = "") -> None:
    """Give the viewer's persona another pen name, and reserve the old one; raises a Refusal.

    All that was written under the old name says the new one, mentions by others included, and the
    ornament is drawn anew; nothing public tells that there was another.
    """
    require(policy.can_rename(viewer))
    name = names.pen_name(pen_name, also_reserved=[site_name])
    persona = db.session.get_one(Persona, viewer.persona_id, with_for_update=True)
    if name.shown == persona.pen_name:
        return
    earliest = policy.renamed_again_from(persona.renamed_on)
    if clock.today() < earliest:
        raise RenamedLately(earliest)
    _check(persona, name)
    former = reserve(persona)
    _take(persona, name)
    emit(events.PenNameChanged(former))


@writing()
def forget_former_name(viewer: Viewer, reservation_id: int) -> None:
    """Forget whose a reserved name was, once nothing says it any more."""
    require(policy.can_appoint(viewer))
    former = db.session.get(NameReservation, reservation_id)
    if former is not None:
        former.persona_id = former.sealed_name = None


def _check(persona: Persona, name: Name) -> None:
    if not queries.is_pen_name_free(name.key, name.skeleton, but_for=persona.id):
        raise NameRefused("taken")
    if persona.account_id is not None:
        key_rings.check_apart(persona.account_id, name)


def _take(persona: Persona, name: Name) -> None:
    persona.pen_name, persona.pen_name_key, persona.skeleton = name.shown, name.key, name.skeleton
    persona.renamed_on = clock.today()
    persona.identicon_seed = new_seed()
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else was quicker between the question and now
        raise NameRefused("taken") from error

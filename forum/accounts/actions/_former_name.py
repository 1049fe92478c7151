"""The step that renaming and leaving share: a name that is given up is kept from others."""

from datetime import timedelta

from forum.accounts import queries
from forum.accounts.models import NameReservation, Persona
from forum.lib import clock, keys
from forum.lib.db import db

RESERVED_FOR = timedelta(days=5 * 365)  # nobody shall step into somebody else's shoes meanwhile (TRUST.md §2)


def reserve(persona: Persona) -> NameReservation:
    """Reserve a persona's name; until its mentions are rewritten the row knows whose it was."""
    former = NameReservation(
        name_digest=keys.digest(queries.FORMER_NAME, persona.pen_name_key),
        skeleton_digest=keys.digest(queries.FORMER_NAME, persona.skeleton),
        until=clock.today() + RESERVED_FOR,
        persona_id=persona.id,
        sealed_name=keys.seal(queries.FORMER_NAME, persona.pen_name_key),
    )
    db.session.add(former)
    db.session.flush()
    return former

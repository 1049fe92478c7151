"""Keep somebody away, or undo that."""

from sqlalchemy import select

from forum.access import AccessRefused, Refused, Viewer, require
from forum.accounts.models import Account, Persona
from forum.discussion import events, reach
from forum.discussion.models import Block, BlockKind
from forum.discussion.queries import reach as queries
from forum.lib.db import db, writing
from forum.lib.events import emit


@writing()
def block(viewer: Viewer, persona: Persona, kind: BlockKind) -> None:
    """Block or mute the person behind a pen name; done twice it is there once, and nobody is told."""
    require(reach.can_block(viewer, persona))
    _wait_for_others(viewer)
    standing = queries.block_on(viewer, persona)
    if standing is None:
        if queries.count_blocks(viewer) >= reach.MOST_BLOCKS:
            raise AccessRefused(Refused("too_many_blocks"))
        standing = Block(account_id=viewer.account_id, persona_id=persona.id)
        db.session.add(standing)
    standing.kind = kind
    standing.name_digest = queries.name_digest(persona)
    db.session.flush()
    emit(events.PersonBlocked(standing))


@writing()
def lift_block(viewer: Viewer, standing: Block) -> None:
    """Undo a block or a mute."""
    require(reach.can_lift(viewer, standing))
    db.session.delete(standing)
    db.session.flush()


def _wait_for_others(viewer: Viewer) -> None:
    """Of two clicks at once, let the second find what the first has made."""
    db.session.execute(select(Account.id).where(Account.id == viewer.account_id).with_for_update()).one()

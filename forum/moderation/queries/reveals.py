"""Who sent which flag, for the two moderators who looked it up, and what waits for the second key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Persona
from forum.lib.db import by_public_id, db
from forum.moderation import policy
from forum.moderation.models import Case, Flag, Reveal


@dataclass(frozen=True)
class RevealView:
    """How far the looking up of one flag's sender has come, for one moderator."""

    flag: Flag
    pen_name: str | None = None  # once both keys are turned, for those two
    asked: bool = False  # by the viewer, and not confirmed yet
    to_confirm: tuple[Reveal, ...] = ()  # asked by others, with their reasons


def reveals(viewer: Viewer, case: Case) -> list[RevealView]:
    """One for each flag of a case, in the flags' order; as many questions, however many there are."""
    require(policy.can_open_case(viewer, case))
    rows = db.session.scalars(
        select(Reveal)
        .join(Flag, Flag.id == Reveal.flag_id)
        .where(Flag.case_id == case.id)
        .order_by(Reveal.id)
    ).all()
    mine = [
        row.flag_id
        for row in rows
        if row.confirmed_at is not None and viewer.account_id in {row.asked_by_id, row.confirmed_by_id}
    ]
    names = _names(mine) if mine else {}
    return [_view(viewer, flag, rows, names.get(flag.id)) for flag in case.flags]


def _names(flags: list[int]) -> dict[int, str]:
    query = select(Flag.id, Persona.pen_name).join(Persona, Persona.id == Flag.persona_id)
    return {row.id: row.pen_name for row in db.session.execute(query.where(Flag.id.in_(flags)))}


def find_flag(viewer: Viewer, case: Case, public_id: str) -> Flag:
    """A flag of a case that the viewer may open; else AccessRefused."""
    require(policy.can_open_case(viewer, case))
    found = by_public_id(Flag, public_id)
    if found is None or found.case_id != case.id:
        raise AccessRefused(Hidden())
    return found


def find_reveal(viewer: Viewer, public_id: str) -> Reveal:
    """A reveal in a case that the viewer may open; else AccessRefused."""
    require(policy.can_see_queue(viewer))
    found = by_public_id(Reveal, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_case(viewer, found.flag.case))
    return found


def _view(viewer: Viewer, flag: Flag, rows: Sequence[Reveal], pen_name: str | None) -> RevealView:
    waiting = [row for row in rows if row.flag_id == flag.id and row.confirmed_at is None]
    own = [row for row in waiting if row.asked_by_id == viewer.account_id]
    others = tuple(row for row in waiting if row.asked_by_id != viewer.account_id)
    return RevealView(flag, pen_name, asked=bool(own), to_confirm=others)

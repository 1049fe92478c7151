"""Make a space, or change what it says and asks of its readers."""

from sqlalchemy.exc import IntegrityError

from forum.access import AgeLevel, Viewer, require
from forum.discussion.models import Space
from forum.discussion.spaces import AddressTaken, AgeChanged, SpaceDraft, can_keep_spaces
from forum.lib.db import db, writing
from forum.markup import render


@writing()
def make_space(viewer: Viewer, slug: str, draft: SpaceDraft) -> Space:
    """Make a space at an address that never changes, for links lead there; raises AddressTaken."""
    require(can_keep_spaces(viewer))
    space = Space(slug=slug)
    _fill(space, draft)
    try:
        with db.session.begin_nested():
            db.session.add(space)
    except IntegrityError as error:
        raise AddressTaken from error
    return space


@writing()
def change_space(viewer: Viewer, space: Space, draft: SpaceDraft, age_seen: AgeLevel | None = None) -> None:
    """Change a space; another age level counts from the next request on, for everybody.

    Raises AgeChanged where it is no longer as it was seen: a form that was open meanwhile, and sent for
    something else, must not open what another administrator has just closed.
    """
    require(can_keep_spaces(viewer))
    db.session.refresh(space, with_for_update=True)
    if age_seen is not None and age_seen != space.age_min:
        raise AgeChanged
    _fill(space, draft)
    db.session.flush()


def _fill(space: Space, draft: SpaceDraft) -> None:
    space.name, space.description = draft.name, draft.description
    space.rules_source, space.rules_html = draft.rules, render(draft.rules).html
    space.age_min, space.who_may_start, space.position = draft.age_min, draft.who_may_start, draft.position

"""What an administrator says of a space, and how its address may look."""

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from forum.access import AgeLevel, Allowed, Decision, Deed, Refused, Role, Viewer, may
from forum.discussion.models import WhoMayStart
from forum.lib.refusal import Refusal

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_MOST, NAME_MOST, DESCRIPTION_MOST, RULES_MOST = (
    40,
    60,
    300,
    5_000,
)  # the columns' widths, then some
LAST_PLACE = 999
PLACE = re.compile("[0-9]{1,9}")  # with zeros before it, but not as many as Python refuses to read


@dataclass(frozen=True)
class SpaceDraft:
    """A space as an administrator wants it."""

    name: str
    description: str
    rules: str = ""
    age_min: AgeLevel = AgeLevel.DECLARED
    who_may_start: WhoMayStart = WhoMayStart.MEMBERS
    position: int = 0


class AddressTaken(Refusal):
    """Two spaces cannot have one address."""

    field = "slug"
    said = _l("Another space has this address already.")


class AgeChanged(Refusal):
    """Another administrator has changed what a space asks for, after this form was made."""

    field = "age"
    said = _l(
        "Somebody else has changed this meanwhile, and what they chose is chosen here now. Please look at it "
        "and send the form again."
    )


def can_keep_spaces(viewer: Viewer) -> Decision:
    """Whether a viewer may make spaces and change them.

    Cases: the table says no to moderating: that · no administrator: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("administrators")

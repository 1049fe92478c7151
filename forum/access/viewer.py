"""The person (or the system) on whose behalf something is read or done."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class AgeLevel(IntEnum):
    """How much is known of a reader's age; a declaration is never called verified."""

    NONE = 0
    DECLARED = 1
    VERIFIED = 2


class Role(IntEnum):
    """What an account is trusted with, in rising order."""

    GUEST = 0
    MEMBER = 1
    MODERATOR = 2
    ADMINISTRATOR = 3


class Standing(StrEnum):
    """How a member stands with the community."""

    NEWCOMER = "newcomer"
    MEMBER = "member"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Viewer:
    """Who is looking: everything a policy may know of them."""

    account_id: int | None = None
    persona_id: int | None = None
    pen_name: str | None = None
    role: Role = Role.GUEST
    standing: Standing = Standing.MEMBER
    age_level: AgeLevel = AgeLevel.NONE
    is_system: bool = False
    is_confirmed: bool = False  # has shown anew, a short while ago, that it is them
    rights_sleep: bool = False  # is a moderator, but came in without a second factor

    @property
    def is_signed_in(self) -> bool:
        """Whether an account is behind the viewer."""
        return self.account_id is not None

    @property
    def is_moderator(self) -> bool:
        """Whether the viewer may see the moderators' pages, and what only moderators may read."""
        return self.role >= Role.MODERATOR and not self.is_suspended

    @property
    def is_suspended(self) -> bool:
        """Whether the account is barred from taking part for now."""
        return self.standing is Standing.SUSPENDED


GUEST = Viewer()
SYSTEM = Viewer(role=Role.ADMINISTRATOR, age_level=AgeLevel.VERIFIED, is_system=True)

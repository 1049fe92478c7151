"""The one table of what each role and standing may do before the thing itself is asked."""

from dataclasses import dataclass
from enum import StrEnum

from forum.access.decision import Allowed, Decision, NeedsSignIn, Refused
from forum.access.viewer import Role, Viewer


class Deed(StrEnum):
    """What people do here."""

    READ = "read"
    START_POST = "start_post"
    REPLY = "reply"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    FLAG = "flag"
    MODERATE = "moderate"
    KEEP_ACCOUNT = "keep_account"
    READ_NOTICES = "read_notices"


@dataclass(frozen=True)
class Rule:
    """The least role for a deed, and whether a suspended member keeps it."""

    role: Role
    while_suspended: bool = False


RULES: dict[Deed, Rule] = {
    Deed.READ: Rule(Role.GUEST, while_suspended=True),
    Deed.START_POST: Rule(Role.MEMBER),
    Deed.REPLY: Rule(Role.MEMBER),
    Deed.EDIT: Rule(Role.MEMBER),
    Deed.WITHDRAW: Rule(Role.MEMBER, while_suspended=True),  # taking back harms nobody
    Deed.FLAG: Rule(Role.GUEST, while_suspended=True),  # danger may be seen by anyone
    Deed.MODERATE: Rule(Role.MODERATOR),
    Deed.KEEP_ACCOUNT: Rule(Role.MEMBER, while_suspended=True),
    Deed.READ_NOTICES: Rule(Role.MEMBER, while_suspended=True),
}


def may(viewer: Viewer, deed: Deed) -> Decision:
    """Whether the table lets a viewer do a deed at all.

    Cases: the system may all · a guest where a member could: sign in · too low a role: refused ·
    suspended where that bars: refused · else allowed.
    """
    rule = RULES[deed]
    if viewer.is_system:
        return Allowed()
    if not viewer.is_signed_in and rule.role > Role.GUEST:
        return NeedsSignIn()
    if viewer.role < rule.role:
        return Refused("role")
    if viewer.is_suspended and not rule.while_suspended:
        return Refused("suspended")
    return Allowed()

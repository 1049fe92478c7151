"""Who may keep whom away, and what it does to a conversation that they read: pure functions."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Viewer, may
from forum.accounts.models import Persona
from forum.discussion.models import Block, BlockKind, Post
from forum.discussion.models.line import ReplyLine
from forum.discussion.terms import EVERYWHERE

MOST_BLOCKS = 1_000  # more is a list of strangers, kept to be carried somewhere


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page of a conversation must know of blocks: those by the viewer, and those against them."""

    kept_away: Mapping[int, BlockKind] = field(default_factory=dict)  # personas, by the viewer's own choice
    closed: Set[int] = frozenset()  # personas whose accounts block the viewer's

    def branches_closed(self, post: Post, lines: Iterable[ReplyLine]) -> tuple[bytes, ...]:
        """The branches in which the viewer cannot reply, of lines in reading order.

        A tombstone says not whose it was, so nothing is closed beneath it.
        """
        if not self.closed:
            return ()
        if post.persona_id in self.closed:
            return (EVERYWHERE,)
        found: list[bytes] = []
        for line in lines:
            if line.path is None or not line.is_published or line.persona_id not in self.closed:
                continue
            if not found or not line.path.startswith(found[-1]):
                found.append(line.path)
        return tuple(found)


NO_REACH = Reach()


def can_keep_list(viewer: Viewer) -> Decision:
    """Whether a viewer has blocks and what they keep for themselves: members, suspended ones too."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_block(viewer: Viewer, persona: Persona) -> Decision:
    """Whether a viewer may block or mute the person behind a pen name.

    Cases: the table says no: that · nobody signs in under the name (imported, or gone): refused, for there
    is nobody to keep away · their own account: refused · else allowed.
    """
    allowed = can_keep_list(viewer)
    if not isinstance(allowed, Allowed):
        return allowed
    if persona.account_id is None:
        return Refused("nobody_there")
    return Refused("own_account") if persona.account_id == viewer.account_id else Allowed()


def can_keep_out_visitors(viewer: Viewer) -> Decision:
    """Whether a viewer may hide their pieces from visitors, and undo it: members, suspended ones too."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_lift(viewer: Viewer, block: Block) -> Decision:
    """Whether a viewer may undo a block. Cases: the table says no: that · another's: hidden · allowed."""
    allowed = can_keep_list(viewer)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if block.account_id == viewer.account_id else Hidden()

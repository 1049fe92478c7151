"""What happens in the discussion, for higher rooms to hear."""

from dataclasses import dataclass

from forum.discussion.models import Block, Post, Reply


@dataclass(frozen=True)
class TextHeld:
    """A new text was stored but waits for a moderator; fires once, in the transaction that stores it."""

    text: Post | Reply
    reason: str


@dataclass(frozen=True)
class TextHidden:
    """A text that everybody could read waits for the moderators once more; fires once each time."""

    text: Post | Reply


@dataclass(frozen=True)
class TextPublished:
    """A text became visible to its audience for the first time: at once, or when it was approved."""

    text: Post | Reply


@dataclass(frozen=True)
class TextEdited:
    """An author changed a text; the earlier version is a revision."""

    text: Post | Reply


@dataclass(frozen=True)
class TextWithdrawn:
    """An author took a text back."""

    text: Post | Reply


@dataclass(frozen=True)
class ReplyAwaits:
    """A reply waits for the author of the piece, and for nobody else any more."""

    reply: Reply


@dataclass(frozen=True)
class ReplyLetThrough:
    """The author of a piece let a reply through that waited for them; fires after it was shown."""

    reply: Reply


@dataclass(frozen=True)
class TextSetAside:
    """The author of a piece hid a reply beneath it."""

    reply: Reply


@dataclass(frozen=True)
class PersonBlocked:
    """An account blocks or mutes the person behind a pen name; nobody else may learn of it."""

    block: Block


@dataclass(frozen=True)
class TextDisowned:
    """An author took their name off a text; a listener that refuses keeps it on."""

    text: Post | Reply
    former_persona_id: int


@dataclass(frozen=True)
class TextOwnedAgain:
    """An author put their name on a text again; what stood there meanwhile goes after this."""

    text: Post | Reply
    nobodys_persona_id: int

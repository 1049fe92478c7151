"""What the discussion hears of the rooms below."""

from forum.accounts.events import PenNameChanged
from forum.discussion.jobs import rename_mentions
from forum.lib.events import subscribe


def listen() -> None:
    """Hear of other pen names."""
    subscribe(PenNameChanged, _rename_mentions)


def _rename_mentions(event: PenNameChanged) -> None:
    rename_mentions.later(reservation=event.former.id)

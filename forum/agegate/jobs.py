"""What is done beside requests."""

from forum.access import SYSTEM
from forum.agegate.trust.actions import refresh
from forum.lib.jobs import job


@job("agegate.refresh_trust")
def refresh_trust() -> None:
    """Read anew whom the methods trust; a list that cannot be read leaves the old one, which grows stale."""
    refresh(SYSTEM)

"""Agree to the rules as they were shown."""

from forum.access import Viewer, require
from forum.accounts.actions.agree_to_rules import agree_to_rules
from forum.lib.db import writing
from forum.moderation import queries, rights


@writing()
def agree(viewer: Viewer, shown: int) -> None:
    """Agree to what was `shown`, the highest wording on the page; what came meanwhile is shown anew."""
    require(rights.can_agree_to_rules(viewer))
    agree_to_rules(viewer, min(shown, queries.newest_wording()))

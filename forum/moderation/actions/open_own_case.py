"""Look at a text or a person without anybody having flagged, for example to put a removed text back."""

from forum.access import Viewer, require
from forum.accounts.models import Persona
from forum.discussion import visibility
from forum.discussion.models import Post, Reply
from forum.lib.db import writing
from forum.moderation import policy
from forum.moderation.actions import _cases
from forum.moderation.models import Case, CaseOrigin
from forum.moderation.reasons import Priority


@writing()
def open_own_case(viewer: Viewer, text: Post | Reply) -> Case:
    """The open case about a text, or a new one on a moderator's own initiative."""
    require(policy.can_take_up(viewer, text))
    visibility.lock(text)  # before the case, as every verb that may change both
    return _cases.join_or_open(text, CaseOrigin.OWN, Priority.RULES)


@writing()
def open_case_on_person(viewer: Viewer, persona: Persona) -> Case:
    """The open case about a person, or a new one; not about oneself."""
    require(policy.can_take_up_person(viewer, persona))
    return _cases.join_or_open(persona, CaseOrigin.OWN, Priority.RULES)

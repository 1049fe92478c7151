"""Who may take their name off a text, and put it on again; pure, as the rest of the policy."""

from datetime import datetime

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Role, Viewer, may
from forum.discussion.models import Disowning, Visibility
from forum.discussion.policy import Text, can_withdraw


def can_disown(viewer: Viewer, text: Text) -> Decision:
    """Whether a viewer may take their name off a text.

    Cases: may not take it back: that · a moderator, be their rights asleep: refused, who could else judge
    their own text · not everybody can read it, for somebody else has it in hand: refused · else allowed.
    """
    decision = can_withdraw(viewer, text)
    if isinstance(decision, Allowed) and (viewer.role >= Role.MODERATOR or viewer.rights_sleep):
        return Refused("role")
    if isinstance(decision, Allowed) and text.visibility != Visibility.PUBLISHED:
        return Refused("gone")
    return decision


def can_own_again(viewer: Viewer, disowning: Disowning, now: datetime) -> Decision:
    """Whether a viewer may put their name on a text again.

    Cases: no account: sign in · not theirs, or a day ago: hidden · else allowed.
    """
    decision = may(viewer, Deed.KEEP_ACCOUNT)
    if not isinstance(decision, Allowed):
        return decision
    if disowning.persona_id != viewer.persona_id or disowning.ends_at <= now:
        return Hidden()
    return Allowed()


def can_forget_owners(viewer: Viewer) -> Decision:
    """Whether a viewer may have it forgotten who disowned what: the system alone."""
    return Allowed() if viewer.is_system else Refused("role")

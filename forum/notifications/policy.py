"""Who may read notices; pure functions."""

from forum.access import Allowed, Decision, Deed, Hidden, Viewer, may
from forum.notifications.models import Notice


def can_read_notices(viewer: Viewer) -> Decision:
    """Whether a viewer has notices to read: members, suspended ones too."""
    return may(viewer, Deed.READ_NOTICES)


def can_open_notice(viewer: Viewer, notice: Notice) -> Decision:
    """Whether a viewer may open a notice. Cases: the table says no: that · another's: hidden · allowed."""
    allowed = may(viewer, Deed.READ_NOTICES)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if notice.account_id == viewer.account_id else Hidden()

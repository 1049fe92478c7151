"""Who may read notices, and who may hear of them by mail; pure functions."""

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Viewer, may
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


def can_see_address(viewer: Viewer, *, is_on: bool, has_one: bool) -> Decision:
    """Whether a viewer sees where mail goes to them, may confirm that and have it forgotten.

    Cases: may not keep an account: that · this place sends no mail and keeps no address of theirs:
    hidden · allowed, suspended or not.
    """
    allowed = may(viewer, Deed.KEEP_ACCOUNT)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if is_on or has_one else Hidden()


def can_give_address(viewer: Viewer, *, is_on: bool) -> Decision:
    """Whether a viewer may say where mail goes to them.

    Cases: may not keep an account: that · this place sends no mail: hidden · suspended: refused · has not
    confirmed of late that it is them: refused · allowed.
    """
    allowed = may(viewer, Deed.KEEP_ACCOUNT)
    if not isinstance(allowed, Allowed):
        return allowed
    if not is_on:
        return Hidden()
    if viewer.is_suspended:
        return Refused("suspended")
    return Allowed() if viewer.is_confirmed else Refused("unconfirmed")


def can_be_sent_mail(member: Viewer, *, is_leaving: bool) -> Decision:
    """Whether mail goes to a member. Cases: suspended, or leaving: refused · allowed."""
    return Refused("suspended") if member.is_suspended or is_leaving else Allowed()

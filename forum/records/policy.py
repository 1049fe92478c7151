"""Who keeps the operator's papers."""

from forum.access import Allowed, Decision, Deed, Refused, Role, Viewer, may


def can_keep_records(viewer: Viewer) -> Decision:
    """Whether a viewer may read and sign worksheets.

    Cases: the table says no to moderating: that · no administrator: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("administrators")

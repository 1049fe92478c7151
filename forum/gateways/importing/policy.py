"""Who may move a blog in."""

from forum.access import Allowed, Decision, Refused, Role, Viewer


def can_import(viewer: Viewer) -> Decision:
    """Whether a viewer may import. Cases: no administrator: refused · else allowed."""
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("role")

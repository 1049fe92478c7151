"""Who is looking and what they may do, in pure words: no database, no request."""

from forum.access.decision import (
    AccessRefused,
    Allowed,
    Decision,
    Hidden,
    NeedsAge,
    NeedsSignIn,
    Refused,
    require,
)
from forum.access.rules import Deed, may
from forum.access.viewer import GUEST, SYSTEM, AgeLevel, Role, Standing, Viewer

__all__ = [
    "GUEST",
    "SYSTEM",
    "AccessRefused",
    "AgeLevel",
    "Allowed",
    "Decision",
    "Deed",
    "Hidden",
    "NeedsAge",
    "NeedsSignIn",
    "Refused",
    "Role",
    "Standing",
    "Viewer",
    "may",
    "require",
]

"""What a policy answers: a word, which each door puts into its own language."""

from dataclasses import dataclass
from datetime import datetime

from forum.access.viewer import AgeLevel


@dataclass(frozen=True)
class Allowed:
    """Go ahead."""


@dataclass(frozen=True)
class Refused:
    """Known, but not for this viewer, or not before `until`; the door turns the code into a sentence."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True)
class Hidden:
    """To this viewer it does not exist."""


@dataclass(frozen=True)
class NeedsSignIn:
    """A member could; sign in first."""


@dataclass(frozen=True)
class NeedsAge:
    """Somebody with this age level could."""

    level: AgeLevel


Decision = Allowed | Refused | Hidden | NeedsSignIn | NeedsAge


class AccessRefused(Exception):
    """Raised by `require` for any decision but Allowed; the doors turn it into an answer."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(repr(decision))
        self.decision = decision


def require(decision: Decision) -> None:
    """Go on if allowed, else raise AccessRefused with the decision."""
    if not isinstance(decision, Allowed):
        raise AccessRefused(decision)

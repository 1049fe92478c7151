"""Why a proof is refused: at which step, by a constant that holds nothing of the credential."""

from enum import IntEnum
from typing import NoReturn


class Step(IntEnum):
    """The steps of checking, in their order (TRUST.md, methods); the first is the ceremony's own."""

    CEREMONY = 1
    PARSING = 2
    ISSUER = 3
    SIGNATURE = 4
    VALIDITY = 5
    DIGESTS = 6
    DEVICE = 7
    VALUE = 8


class Unproved(Exception):
    """An answer that proves nothing."""

    def __init__(self, step: Step, reason: str) -> None:
        super().__init__(f"{step.name.lower()}: {reason}")
        self.step = step
        self.reason = reason


def refuse(step: Step, reason: str) -> NoReturn:
    """Raise Unproved."""
    raise Unproved(step, reason)

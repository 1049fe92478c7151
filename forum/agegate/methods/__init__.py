"""The ways to answer the question of age, behind one small interface."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from forum.agegate.ceremonies import Ceremony, Way
from forum.agegate.methods.click import CLICK
from forum.agegate.methods.site import SITE
from forum.agegate.methods.wallet import EU_AV, MDL

__all__ = ["CLICK", "EU_AV", "MDL", "SITE", "Method", "Proof", "all_methods", "named", "usable"]


class Method(Protocol):
    """One way to show an age level."""

    @property
    def key(self) -> str:
        """Its name in the policy file, in addresses and beside a stored answer."""

    @property
    def title(self) -> str:
        """What people read of it."""

    def is_usable(self) -> bool:
        """Whether it can answer just now: set up, with what it needs to trust somebody."""


@runtime_checkable
class Proof(Method, Protocol):
    """A method by which somebody else vouches."""

    @property
    def ways(self) -> tuple[Way, ...]:
        """How the one who vouches can be reached."""

    @property
    def explained(self) -> str:
        """What people should know before they begin: who learns what."""

    def start(self, ceremony: Ceremony) -> str:
        """The address or request by which the one who vouches is asked."""

    def finish(self, ceremony: Ceremony, answer: Mapping[str, str]) -> str:
        """The provider's key, where the answer proves an age of 18; raises NotProved or Unreachable."""


def all_methods() -> Mapping[str, Method]:
    """Every method there is, by its key."""
    methods: tuple[Method, ...] = (CLICK, EU_AV, MDL, SITE)
    return {method.key: method for method in methods}


def usable() -> frozenset[str]:
    """The keys of the methods that can answer just now."""
    return frozenset(key for key, method in all_methods().items() if method.is_usable())


def named(keys: Sequence[str]) -> list[Method]:
    """The methods with these keys, in their order."""
    return [all_methods()[key] for key in keys]

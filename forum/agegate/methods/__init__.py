"""The ways to answer the question of age, behind one small interface."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from forum.agegate.ceremonies import Ceremony, Way
from forum.agegate.methods.click import CLICK

__all__ = ["CLICK", "Method", "Proof", "find", "named", "usable"]


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


def find(key: str) -> Method | None:
    """The method of this key, if there is one."""
    return CLICK if key == CLICK.key else _proofs().get(key)


def usable(keys: Sequence[str]) -> frozenset[str]:
    """Those of some methods' keys that can answer just now; the others are not even looked at."""
    found = ((key, find(key)) for key in keys)
    return frozenset(key for key, method in found if method is not None and method.is_usable())


def named(keys: Sequence[str]) -> list[Method]:
    """The methods with these keys, in their order."""
    return [method for method in map(find, keys) if method is not None]


def _proofs() -> Mapping[str, Proof]:
    """The methods by which somebody else vouches; most places have none, and need not load them."""
    from forum.agegate.methods.site import SITE
    from forum.agegate.methods.wallet import EU_AV, MDL

    proofs: tuple[Proof, ...] = (EU_AV, MDL, SITE)
    return {proof.key: proof for proof in proofs}

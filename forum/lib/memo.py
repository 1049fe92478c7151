"""A memory of what a pure function made: bounded by bytes, never stale, for the key is all it depends on."""

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Memo(Generic[Key, Made]):
    """Keeps what was asked for lately, in two generations.

    What is not asked for while a generation fills up is forgotten with the one before. That takes no lock and
    a tenth of the time of a cache that notes each use: several threads may make the same thing, and at worst
    a generation is dropped too early.
    """

    def __init__(self, most_bytes: int, size: Callable[[Key, Made], int]) -> None:
        self._most = most_bytes // 2
        self._size = size
        self._young: dict[Key, Made] = {}
        self._old: dict[Key, Made] = {}
        self._filled = 0

    def get(self, key: Key) -> Made | None:
        """What is remembered of a key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Key, made: Made) -> None:
        """Remember what was made of a key."""
        size = self._size(key, made)
        if size > self._most:
            return
        if self._filled + size > self._most:
            self._old, self._young, self._filled = self._young, {}, 0
        self._young[key] = made
        self._filled += size

    def clear(self) -> None:
        """Forget all."""
        self._old, self._young, self._filled = {}, {}, 0

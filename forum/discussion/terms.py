"""On which terms a piece takes replies, beyond what its row says: facts for the policy; pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from forum.discussion.models import LockedBy, Post, WhoMayReply

EVERYWHERE = b""  # every path begins with it


@dataclass(frozen=True, slots=True)
class StandingLock:
    """A lock that holds now, over the branch that begins at `path`."""

    path: bytes
    locked_by: LockedBy
    until: datetime | None = None

    @property
    def is_moderators(self) -> bool:
        """Whether a moderator made it, and not the piece's author."""
        return self.locked_by == LockedBy.MODERATOR

    def covers(self, path: bytes) -> bool:
        """Whether a place stands in its branch: no ordinal's bytes begin another's."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Terms:
    """What had to be looked up about a piece and whoever wants to reply."""

    locks: tuple[StandingLock, ...] = ()
    is_answered: bool = False  # the piece's author has replied to the viewer, here or elsewhere
    barred: tuple[bytes, ...] = ()  # the branches beneath people who block the viewer

    def bars(self, path: bytes) -> bool:
        """Whether a place stands beneath somebody who blocks the viewer, who is not told so."""
        return any(path.startswith(branch) for branch in self.barred)

    def lock_over(self, path: bytes) -> StandingLock | None:
        """The lock that keeps a place closed. Of several: a moderator's, then the one that lasts longest."""
        covering = [lock for lock in self.locks if lock.covers(path)]
        return max(covering, key=_weight, default=None)

    @property
    def lock(self) -> StandingLock | None:
        """The lock over the whole conversation."""
        return self.lock_over(EVERYWHERE)

    @property
    def ends_at(self) -> datetime | None:
        """When the first of its locks ends by itself."""
        return min((lock.until for lock in self.locks if lock.until is not None), default=None)


def barring(terms: Terms | None, branches: tuple[bytes, ...]) -> Terms | None:
    """The same terms for a viewer whom people above these branches block."""
    return replace(terms or Terms(), barred=branches) if branches else terms


def are_needed(post: Post) -> bool:
    """Whether the row alone does not say who may reply where; of most pieces it does."""
    return post.locks > 0 or post.who_may_reply == WhoMayReply.ANSWERED


def _weight(lock: StandingLock) -> tuple[bool, bool, float]:
    until = lock.until
    return lock.is_moderators, until is None, until.timestamp() if until is not None else 0

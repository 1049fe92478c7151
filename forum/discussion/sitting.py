"""What a returning reader has seen of a conversation, and when one visit ends: pure, no database.

A conversation's replies are numbered in the order in which they were first shown (`Reply.sequence`). A
reply is new to somebody until it was on a page that they opened, and stays marked as long as they sit
there: opening another page, replying, or reloading takes no mark away before it could be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

SITTING = timedelta(minutes=30)  # without opening anything: long enough for a long essay's next page
STEP = timedelta(minutes=5)  # reloading writes no oftener, and the table tells no exact moment
LONGEST_WRITING = timedelta(hours=12)  # a reply that is begun at breakfast and sent after dinner
REMEMBERED = timedelta(days=30)  # "visits and read marks", as promised on /about/data
MOST_BEYOND = 1024  # numbers; 128 bytes a row at most, for readers who leave gaps in a huge conversation


@dataclass(frozen=True, slots=True)
class Seen:
    """Every number up to `through`, and some beyond it: bit n of `beyond` stands for through + 1 + n."""

    through: int = 0
    beyond: int = 0

    def __contains__(self, number: int) -> bool:
        if number <= self.through:
            return True
        return bool(self.beyond >> (number - self.through - 1) & 1)

    @property
    def last(self) -> int:
        """The last number that was seen."""
        return self.through + self.beyond.bit_length()

    def adding(self, numbers: Iterable[int]) -> "Seen":
        """The same with more numbers; gaps that lie further back than is kept count as seen."""
        beyond = self.beyond
        for number in numbers:
            if number > self.through:
                beyond |= 1 << (number - self.through - 1)
        too_many = max(0, beyond.bit_length() - MOST_BEYOND)
        through, beyond = self.through + too_many, beyond >> too_many
        together = (beyond ^ (beyond + 1)).bit_length() - 1  # how many follow without a gap
        return Seen(through + together, beyond >> together)

    def beyond_as_bytes(self) -> bytes:
        """What `from_bytes` takes."""
        return self.beyond.to_bytes((self.beyond.bit_length() + 7) // 8, "little")

    @classmethod
    def from_bytes(cls, through: int, beyond: bytes) -> "Seen":
        """What was stored."""
        return cls(through, int.from_bytes(beyond, "little"))


@dataclass(frozen=True, slots=True)
class Sitting:
    """One reader before one conversation: what is new to them is what is not in `old`."""

    opened_on: date
    until: datetime | None  # opening something before then goes on with this sitting
    seen: Seen
    old: Seen

    def is_new(self, number: int) -> bool:
        """Whether a reply is marked."""
        return number not in self.old

    def looking_at(self, numbers: Iterable[int], now: datetime) -> "Sitting":
        """The sitting after a page with these replies was opened."""
        unseen = [number for number in numbers if number > self.seen.through]
        seen = self.seen.adding(unseen) if unseen else self.seen
        return replace(self, opened_on=now.date(), until=until(now), seen=seen)


def first(last_sequence: int, now: datetime) -> Sitting:
    """A first visit, or one after everything was forgotten: nothing is new, all that is there is old."""
    everything = Seen(last_sequence)
    return Sitting(now.date(), None, everything, everything)


def resume(before: Sitting, now: datetime) -> Sitting:
    """Go on with a sitting that is not over; else begin one, to which all is old that has been seen."""
    if before.until is not None and now < before.until:
        return before
    return replace(before, until=None, old=before.seen)


def is_forgotten(opened_on: date, today: date) -> bool:
    """Whether a visit lies so far back that it counts as none."""
    return today - opened_on > REMEMBERED


def until(now: datetime) -> datetime:
    """Until when opening something goes on with a sitting in which something was opened now."""
    step = int(STEP.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // step * step, UTC) + SITTING

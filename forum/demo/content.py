"""What the demonstration says and who says it, read from the files in `content/`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

FOLDER = Path(__file__).with_name("content")

T = TypeVar("T")
Place = tuple[int, ...]  # where a reply stands: (3, 1, 2) is the second answer to the first answer to 3


class ContentError(ValueError):
    """A content file that does not hold what it should; the message says where."""


@dataclass(frozen=True)
class PersonText:
    """Somebody who speaks; only with a sign-in name can a visitor of the demonstration be them."""

    pen_name: str
    role: str
    standing: str
    joined_days_ago: int
    sign_in_name: str | None = None


@dataclass(frozen=True)
class SpaceText:
    """A space with its rules in Markdown."""

    slug: str
    name: str
    age_min: str
    description: str
    rules: str


@dataclass(frozen=True)
class FlagText:
    """Somebody asked a moderator to look, so many minutes after the text was written."""

    by: str
    reason: str
    words: str
    minutes_after: int


@dataclass(frozen=True)
class RemovedText:
    """A moderator removed the text, so many minutes after it was written."""

    by: str
    rule: int
    facts: str
    why: str
    minutes_after: int


@dataclass(frozen=True)
class ReplyText:
    """A reply; all its minutes but `minutes_after` count from the moment it was written."""

    at: Place
    by: str
    minutes_after: int  # what it answers was written
    body: str
    held: bool = False
    body_before: str | None = None
    edited_minutes_after: int | None = None
    withdrawn_minutes_after: int | None = None
    removed: RemovedText | None = None
    flags: tuple[FlagText, ...] = ()

    @property
    def parent(self) -> Place:
        """The place of the reply it answers; empty when it answers the piece."""
        return self.at[:-1]

    @property
    def gone_after(self) -> int | None:
        """After how many minutes nobody can read or answer it any more, if ever."""
        return self.removed.minutes_after if self.removed else self.withdrawn_minutes_after


@dataclass(frozen=True)
class PieceText:
    """A piece and the conversation beneath it, in reading order."""

    name: str
    space: str
    author: str
    title: str
    hours_ago: int
    body: str
    asks_for: str = "any"
    content_notes: tuple[str, ...] = ()
    held: bool = False
    paused_hours_ago: int | None = None  # for a week, by its author
    replies: tuple[ReplyText, ...] = ()

    def minutes_until(self, place: Place) -> int:
        """How long after the piece the reply in a place was written."""
        after = {reply.at: reply.minutes_after for reply in self.replies}
        return sum(after[place[:depth]] for depth in range(1, len(place) + 1))


@dataclass(frozen=True)
class Community:
    """Everybody, and everything they say."""

    people: tuple[PersonText, ...]
    spaces: tuple[SpaceText, ...]
    pieces: tuple[PieceText, ...]

    def replies(self) -> Iterator[tuple[PieceText, ReplyText]]:
        """Every reply with the piece above it."""
        return ((piece, reply) for piece in self.pieces for reply in piece.replies)


def read(folder: Path = FOLDER) -> Community:
    """Read the community; raises ContentError for keys that are unknown, missing or of a wrong kind."""
    people = _table(folder / "people.toml")["people"]
    spaces = _table(folder / "spaces.toml")["spaces"]
    return Community(
        people=tuple(_build(PersonText, person, "people") for person in people),
        spaces=tuple(_build(SpaceText, space, "spaces") for space in spaces),
        pieces=tuple(_piece(path) for path in sorted((folder / "pieces").glob("*.toml"))),
    )


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def _piece(path: Path) -> PieceText:
    table = _table(path)
    replies = tuple(_reply(row, path.stem) for row in table.get("replies", []))
    return _build(PieceText, {**table, "name": path.stem, "replies": replies}, path.stem)


def _reply(table: Mapping[str, Any], piece: str) -> ReplyText:
    where = f"{piece}, reply {table.get('at')}"
    built = dict(table)
    try:
        built["at"] = tuple(int(number) for number in table["at"].split("."))
    except (KeyError, ValueError) as error:
        raise ContentError(f'{where}: a reply needs a place such as "3.1"') from error
    built["flags"] = tuple(_build(FlagText, flag, where) for flag in table.get("flags", []))
    if "removed" in table:
        built["removed"] = _build(RemovedText, table["removed"], where)
    return _build(ReplyText, built, where)


def _build(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """A dataclass from a table that must have its keys, and no others, of its kinds."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # all are dataclasses
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ContentError(f"{where}: unknown {', '.join(unknown)}")
    missing = sorted(name for name, field in known.items() if field.default is MISSING and name not in table)
    if missing:
        raise ContentError(f"{where}: {', '.join(missing)} missing")
    hints = get_type_hints(kind)
    return kind(**{key: _value(value, hints[key], f"{where}, {key}") for key, value in table.items()})


def _value(value: Any, hint: Any, where: str) -> Any:
    allowed = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    plain = tuple(tuple if get_origin(one) is tuple else one for one in allowed if one is not NoneType)
    if isinstance(value, list):
        value = tuple(value)
    if not isinstance(value, plain) or (isinstance(value, bool) and bool not in plain):
        raise ContentError(f"{where}: {value!r} is of a wrong kind")
    return value.strip() if isinstance(value, str) else value

"""Looks up what has been imported before, and remembers what is imported now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from forum.gateways.importing.models import ImportOrigin
from forum.lib import keys
from forum.lib.db import db

AT_ONCE = 500  # SQLite binds at most 32,766 values to a statement; this is far from it


@dataclass(frozen=True, slots=True)
class Known:
    """What an old text or name became here; all None when it has been erased since."""

    post_id: int | None
    reply_id: int | None
    persona_id: int | None


@dataclass(frozen=True)
class Arrived:
    """How many imported texts the database holds."""

    pieces: int
    comments: int


def digest(site: str, kind: str, source_id: str) -> str:
    """What an old text is found by: it says nothing of the old site to whoever reads the table."""
    return keys.digest("import origin", f"{site}\n{kind}\n{source_id}")


def find(digests: Sequence[str]) -> dict[str, Known]:
    """Those of the digests that are known, and what they became."""
    found: dict[str, Known] = {}
    for start in range(0, len(digests), AT_ONCE):
        rows = db.session.execute(
            select(
                ImportOrigin.digest,
                ImportOrigin.post_id,
                ImportOrigin.reply_id,
                ImportOrigin.persona_id,
            ).where(ImportOrigin.digest.in_(digests[start : start + AT_ONCE]))
        )
        found.update({row[0]: Known(row[1], row[2], row[3]) for row in rows})
    return found


def remember(kind: str, ids: Iterable[tuple[str, int]]) -> None:
    """Keep what became of each digest; `kind` is post, reply or persona."""
    rows = [{"digest": name, f"{kind}_id": row_id} for name, row_id in ids]
    if rows:
        db.session.execute(insert(ImportOrigin), rows)


def arrived() -> Arrived:
    """Count the imported texts, so that what should have arrived can be compared with what did."""
    pieces, comments = db.session.execute(
        select(func.count(ImportOrigin.post_id), func.count(ImportOrigin.reply_id))
    ).one()
    return Arrived(pieces, comments)

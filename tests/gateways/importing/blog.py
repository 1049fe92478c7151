"""The blog of the tests: moving it in, and looking at what arrived."""

from pathlib import Path

from sqlalchemy import func, select

from forum.access import SYSTEM
from forum.discussion.models import Post, Reply
from forum.gateways.importing.actions import import_wordpress
from forum.gateways.importing.report import Report
from forum.lib.db import db

EXPORTS = Path(__file__).with_name("exports")
LONG_TABLE = EXPORTS / "long-table-1.2.xml"


def move_in(path: Path = LONG_TABLE, *, dry_run: bool = False) -> Report:
    """Import an export into the one space there is."""
    return import_wordpress(SYSTEM, path, "old-blog", dry_run=dry_run)


def article() -> Post:
    """The piece that has the conversation."""
    return db.session.scalars(select(Post).where(Post.title.startswith("A rule"))).one()


def conversation(post: Post) -> list[tuple[int, int | None, str, str]]:
    """Depth, number, name and words in reading order, as everybody sees them."""
    query = select(Reply).where(Reply.post_id == post.id, Reply.path.is_not(None)).order_by(Reply.path)
    return [(r.depth, r.ordinal, r.persona.pen_name, r.source) for r in db.session.scalars(query)]


def changed(tmp_path: Path, old: str, new: str, path: Path = LONG_TABLE) -> Path:
    """A copy of an export with something replaced."""
    text = path.read_text("utf-8")
    assert old in text
    copy = tmp_path / "changed.xml"
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def count(table: type) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(table)) or 0

"""What an archive holds of members' choices: whom they keep away, what they keep and have read."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Persona
from forum.discussion.models import Block, Bookmark, Visit, VisitorsKeptOut
from forum.discussion.queries.reach import digest_of
from forum.discussion.sitting import Seen
from forum.export.table.part import Column, Field, LeftOut, Part, pen_name, piece, texts
from forum.export.table.reasons import DERIVED, YOURS

_theirs = aliased(Persona)


def _of_theirs(column: Column) -> ColumnElement[Any]:
    known = (_theirs.id == Block.persona_id, _theirs.account_id.is_not(None))
    return select(column).where(*known).scalar_subquery()


def _chosen_name(name: str | None, key: str | None, digest: str) -> str | None:
    """The name that was chosen, if it is still theirs: a later one is not for the chooser to learn."""
    return name if key is not None and digest_of(key) == digest else None


def _numbers(through: int, beyond: bytes) -> str:
    seen = Seen.from_bytes(through, beyond)
    later = [str(number) for number in range(through + 1, seen.last + 1) if number in seen]
    return ", ".join([f"1-{through}", *later] if through else later)


OF_CHOICES: tuple[Part, ...] = (
    Part(
        "kept_away",
        _("Whom you block or mute"),
        Block,
        lambda owner: Block.account_id == owner.account_id,
        (
            Field(
                Block.persona_id,
                _("The name you chose, if they still go by it"),
                (
                    _of_theirs(_theirs.pen_name),
                    _of_theirs(_theirs.pen_name_key),
                    Block.name_digest.expression,
                ),
                _chosen_name,
            ),
            Field(Block.kind, _("How")),
        ),
    ),
    Part(
        "bookmarks",
        _("Bookmarks"),
        Bookmark,
        lambda owner: Bookmark.account_id == owner.account_id,
        texts(Bookmark.post_id, Bookmark.reply_id),
    ),
    Part(
        "kept_from_visitors",
        _("Names whose pieces are for members only"),
        VisitorsKeptOut,
        lambda owner: VisitorsKeptOut.persona_id.in_(owner.persona_ids),
        (pen_name(VisitorsKeptOut.persona_id, _("Pen name")),),
    ),
    Part(
        "read",
        _("What you have read"),
        Visit,
        lambda owner: Visit.account_id == owner.account_id,
        (
            piece(Visit.post_id, _("Piece")),
            Field(Visit.opened_on, _("Last opened")),
            Field(Visit.sitting_until, _("What was new then stays marked until")),
            Field(
                Visit.seen_through,
                _("Replies you have seen, by number"),
                (Visit.seen_through.expression, Visit.seen_beyond.expression),
                _numbers,
            ),
            Field(
                Visit.old_through,
                _("Replies that are not marked as new, by number"),
                (Visit.old_through.expression, Visit.old_beyond.expression),
                _numbers,
            ),
        ),
    ),
)

NOT_OF_CHOICES: tuple[LeftOut, ...] = (
    LeftOut("block", ("account_id",), _("Who blocks"), YOURS),
    LeftOut("block", ("name_digest",), _("The digest of the name that you chose"), DERIVED),
    LeftOut("bookmark", ("account_id",), _("Whose bookmark it is"), YOURS),
    LeftOut("visit", ("account_id",), _("Who read"), YOURS),
    LeftOut("visit", ("seen_beyond", "old_beyond"), _("The same numbers once more, as bits"), DERIVED),
)

"""What an entry of the table says: which rows are somebody's, and how each of their columns is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.accounts.models import Persona
from forum.discussion.models import Post, Reply
from forum.lib.db import Base
from forum.moderation.models import Case, Decision

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Owner:
    """Whose archive it is: an account, and the pen names under which it writes."""

    account_id: int
    persona_ids: tuple[int, ...]


class Address(str):
    """Where something stands on the site, from the slash on; the archive makes a whole address of it."""

    __slots__ = ()


class Look(StrEnum):
    """How a value is set on a page."""

    LINE = "line"
    HEADING = "heading"
    PROSE = "prose"  # rendered when it was written
    SOURCE = "source"  # as it was typed


@dataclass(frozen=True)
class Field:
    """One column in the archive: under what label, what is read for it, and what is shown of that."""

    column: Column
    label: LazyString
    reads: tuple[ColumnElement[Any], ...] = ()  # the column itself, unless something else tells more
    show: Callable[..., object] | None = None
    look: Look = Look.LINE

    @property
    def name(self) -> str:
        """What it is called in JSON, which is what the column is called."""
        return self.column.key

    @property
    def read(self) -> tuple[ColumnElement[Any], ...]:
        """What is selected for it."""
        return self.reads or (self.column.expression,)


@dataclass(frozen=True)
class Part:
    """Rows of one table: which of them are somebody's, and what of them is in their archive."""

    name: str
    title: LazyString
    model: type[Base]
    whose: Callable[[Owner], ColumnElement[bool]]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class LeftOut:
    """Columns that stay out of every archive, and why; the archive itself says so."""

    table: str
    columns: tuple[str, ...]
    what: LazyString
    why: LazyString


def piece(column: Column, label: LazyString) -> Field:
    """A piece, as its address: what stands there is for its reader to ask."""
    about = aliased(Post)
    found = select(literal("/p/") + about.public_id).where(about.id == column).scalar_subquery()
    return Field(column, label, (found,), Address)


def reply(column: Column, label: LazyString) -> Field:
    """The same for a reply."""
    about = aliased(Reply)
    found = select(literal("/r/") + about.public_id).where(about.id == column).scalar_subquery()
    return Field(column, label, (found,), Address)


def texts(post_id: Column, reply_id: Column) -> tuple[Field, Field]:
    """The piece or the reply that a row is about."""
    return piece(post_id, _("Piece")), reply(reply_id, _("Reply"))


def statement(column: Column, label: LazyString) -> Field:
    """A decision, as the address of its statement."""
    about = aliased(Decision)
    address = literal("/moderation/statements/") + about.public_id
    return Field(column, label, (select(address).where(about.id == column).scalar_subquery(),), Address)


def subject_of(column: Column, label: LazyString) -> Field:
    """The text that a case is about; nothing where it is about a person."""
    case, post, answer = aliased(Case), aliased(Post), aliased(Reply)
    address = func.coalesce(literal("/p/") + post.public_id, literal("/r/") + answer.public_id)
    found = (
        select(address)
        .select_from(case)
        .outerjoin(post, post.id == case.post_id)
        .outerjoin(answer, answer.id == case.reply_id)
        .where(case.id == column)
    )
    return Field(column, label, (found.scalar_subquery(),), Address)


def case_of(column: Column, label: LazyString) -> Field:
    """A case, as its address in the queue."""
    about = aliased(Case)
    address = literal("/moderation/cases/") + about.public_id
    return Field(column, label, (select(address).where(about.id == column).scalar_subquery(),), Address)


def pen_name(column: Column, label: LazyString) -> Field:
    """A persona, as its present pen name."""
    about = aliased(Persona)
    return Field(column, label, (select(about.pen_name).where(about.id == column).scalar_subquery(),))

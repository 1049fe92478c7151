"""A space: a section with its own rules, age level and who may start pieces."""

from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.access import AgeLevel
from forum.lib.db import Base
from forum.markup import RenderedHtml


class WhoMayStart(StrEnum):
    """Who may start a piece in a space."""

    MEMBERS = "members"
    MODERATORS = "moderators"


class Space(Base):
    """A section of the community."""

    __tablename__ = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(String(300))
    rules_source: Mapped[str] = mapped_column(Text, default="")
    rules_html: Mapped[Markup] = mapped_column(RenderedHtml)
    age_min: Mapped[int] = mapped_column(SmallInteger, default=AgeLevel.DECLARED)
    who_may_start: Mapped[str] = mapped_column(String(12), default=WhoMayStart.MEMBERS)
    position: Mapped[int] = mapped_column(default=0)

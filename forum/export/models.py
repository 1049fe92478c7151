"""An archive that somebody asked for, and its bytes, sealed and in parts, while it can be fetched."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id

RUNNING = text("state = 'running'")


class ArchiveState(StrEnum):
    """How far an archive is."""

    RUNNING = "running"  # asked for; a worker makes it, or will
    READY = "ready"
    FAILED = "failed"  # nothing was made; one can ask again


class Archive(Base):
    """One archive; of its link only a digest is kept, and one account has one in the making at most."""

    __tablename__ = "archive"
    __table_args__ = (
        Index(
            "uq_archive_running", "account_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
        ),
        Index("ix_archive_account_order", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default=ArchiveState.RUNNING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)  # then it is deleted, whatever its state
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    size: Mapped[int | None]  # in bytes


class ArchivePart(Base):
    """Some of an archive's bytes, encrypted with a key that is not in the database."""

    __tablename__ = "archive_part"

    archive_id: Mapped[int] = mapped_column(ForeignKey("archive.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

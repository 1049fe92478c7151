"""What has been imported already, so that a second run adds nothing."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base


class ImportOrigin(Base):
    """Where a text or a pen name came from.

    The digest is a keyed one of the old site, the kind and the old id (for a pen name, the old
    name): it can be found again, but the old site cannot be read from it. The row outlives its
    text, so that what was erased here does not come back with the next run.
    """

    __tablename__ = "import_origin"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN post_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN reply_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN persona_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="at_most_one",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="SET NULL"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id", ondelete="SET NULL"), index=True)

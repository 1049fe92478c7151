"""The moderators' queue in the order of its index."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.drop_index("ix_case_queue", "case")
    op.execute('ALTER TABLE "case" RENAME COLUMN score TO flag_rank')
    op.execute('UPDATE "case" SET flag_rank = -flag_rank')
    op.create_index("ix_case_queue", "case", ["state", "priority", "flag_rank", "opened_at", "id"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_case_queue", "case")
    op.execute('UPDATE "case" SET flag_rank = -flag_rank')
    op.execute('ALTER TABLE "case" RENAME COLUMN flag_rank TO score')
    op.create_index("ix_case_queue", "case", ["state", "priority", "score", "id"])

"""Each part of the moderators' queue in the order of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ORDER = ("priority", "score_rank", "opened_at", "id")
ESCALATED = sa.text("escalated_at IS NOT NULL")


def upgrade() -> None:
    """Apply the change."""
    op.create_index("ix_case_origin", "case", ["state", "origin", *ORDER])
    op.create_index("ix_case_decided", "case", ["state", "decided_at", "id"])
    op.create_index("ix_case_claimed", "case", ["claimed_by_id", "state", *ORDER])
    op.create_index(
        "ix_case_escalated",
        "case",
        ["state", *ORDER],
        sqlite_where=ESCALATED,
        postgresql_where=ESCALATED,
    )


def downgrade() -> None:
    """Take the change back."""
    for name in ("ix_case_escalated", "ix_case_claimed", "ix_case_decided", "ix_case_origin"):
        op.drop_index(name, "case")

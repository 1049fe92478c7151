"""Versions that visitors' pages are checked against."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BUCKETS = 17


def upgrade() -> None:
    """Apply the change."""
    versions = op.create_table(
        "page_version",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_page_version")),
    )
    op.bulk_insert(versions, [{"bucket": n, "version": 0, "changed_in": 0} for n in range(BUCKETS)])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("page_version")

"""The operator's own papers, as they were signed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "worksheet_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("signed_as", sa.String(length=80), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheet_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_worksheet_record_public_id")),
    )
    op.create_index(op.f("ix_worksheet_record_kind"), "worksheet_record", ["kind"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f("ix_worksheet_record_kind"), "worksheet_record")
    op.drop_table("worksheet_record")

"""Key rings: several pen names that one person's keys open."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "key_ring",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_accounts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_key_ring_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_key_ring")),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("key_ring")

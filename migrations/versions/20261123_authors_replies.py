"""Indexes to find the replies that wait for a piece's author, and those that they have hidden."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = {"ix_reply_awaiting": "awaiting", "ix_reply_set_aside": "set_aside"}


def upgrade() -> None:
    """Apply the change."""
    for name, state in STATES.items():
        where = sa.text(f"visibility = '{state}'")
        op.create_index(name, "reply", ["post_id", "id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take the change back."""
    for name in STATES:
        op.drop_index(name, "reply")

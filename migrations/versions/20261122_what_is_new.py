"""The order in which replies were shown, and what members have been shown of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_ORDER = """
    UPDATE reply SET sequence = numbered.sequence FROM (
        SELECT id, ROW_NUMBER() OVER (PARTITION BY post_id ORDER BY published_at, id) AS sequence
        FROM reply WHERE path IS NOT NULL
    ) AS numbered WHERE reply.id = numbered.id
"""
LAST = """
    UPDATE post SET last_sequence =
        COALESCE((SELECT MAX(sequence) FROM reply WHERE reply.post_id = post.id), 0)
"""


def upgrade() -> None:
    """Apply the change."""
    op.add_column("post", sa.Column("last_sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("reply", sa.Column("sequence", sa.Integer(), nullable=True))
    op.execute(IN_ORDER)
    numbered = sa.text("sequence IS NOT NULL")
    op.create_index(
        "ix_reply_sequence",
        "reply",
        ["post_id", "sequence"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )
    op.execute(LAST)
    op.add_column(
        "account", sa.Column("keeps_visits", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_table(
        "visit",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("sitting_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_through", sa.Integer(), nullable=False),
        sa.Column("seen_beyond", sa.LargeBinary(), nullable=False),
        sa.Column("old_through", sa.Integer(), nullable=False),
        sa.Column("old_beyond", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_visit_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_visit_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "post_id", name=op.f("pk_visit")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("visit")
    op.drop_index("ix_reply_sequence", "reply")
    for table, column in (("account", "keeps_visits"), ("reply", "sequence"), ("post", "last_sequence")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)

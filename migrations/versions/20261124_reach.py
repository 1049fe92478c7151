"""Whom members keep away, be it one person or all visitors; and what they keep for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_block_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_block_persona_id_persona"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("public_id", name=op.f("uq_block_public_id")),
        sa.UniqueConstraint("account_id", "persona_id", name=op.f("uq_block_account_id_persona_id")),
    )
    op.create_index(op.f("ix_block_persona_id"), "block", ["persona_id"])
    op.create_table(
        "visitors_kept_out",
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id"],
            ["persona.id"],
            name=op.f("fk_visitors_kept_out_persona_id_persona"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("persona_id", name=op.f("pk_visitors_kept_out")),
    )
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_bookmark_{table}_id_{table}"),
                ondelete="CASCADE",
            )
            for table in ("account", "post", "reply")
        ),
        sa.CheckConstraint("(post_id IS NULL) <> (reply_id IS NULL)", name=op.f("ck_bookmark_one_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bookmark_public_id")),
        sa.UniqueConstraint("account_id", "post_id", name=op.f("uq_bookmark_account_id_post_id")),
        sa.UniqueConstraint("account_id", "reply_id", name=op.f("uq_bookmark_account_id_reply_id")),
    )
    op.create_index("ix_bookmark_account_order", "bookmark", ["account_id", "id"])
    for column in ("post_id", "reply_id"):
        op.create_index(op.f(f"ix_bookmark_{column}"), "bookmark", [column])
    op.add_column("post", sa.Column("audience_else", sa.String(length=10), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("post", "audience_else")
    op.drop_table("bookmark")
    op.drop_table("visitors_kept_out")
    op.drop_table("block")

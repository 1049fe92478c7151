"""Other pen names, of which those given up are reserved for a while; and leaving."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("persona", sa.Column("renamed_on", sa.Date(), nullable=True))
    op.create_table(
        "name_reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.Column("skeleton_digest", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=True),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_name_reservation_persona_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_reservation")),
    )
    for column in ("name_digest", "skeleton_digest", "until", "persona_id"):
        op.create_index(op.f(f"ix_name_reservation_{column}"), "name_reservation", [column])
    op.create_table(
        "departure",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("keeps_texts", sa.Boolean(), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_departure_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_departure")),
    )
    op.create_index(op.f("ix_departure_leaves_at"), "departure", ["leaves_at"])
    op.create_table(
        "disowning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(post_id IS NULL) <> (reply_id IS NULL)", name=op.f("ck_disowning_one_text")),
        *(
            sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=op.f(f"fk_disowning_{to}_id_{to}"))
            for to in ("persona", "post", "reply")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disowning")),
        sa.UniqueConstraint("public_id", name=op.f("uq_disowning_public_id")),
    )
    for column in ("persona_id", "ends_at", "post_id", "reply_id"):
        op.create_index(op.f(f"ix_disowning_{column}"), "disowning", [column])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("disowning")
    op.drop_table("departure")
    op.drop_table("name_reservation")
    op.drop_column("persona", "renamed_on")

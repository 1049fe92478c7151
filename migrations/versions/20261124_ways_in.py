"""Passkeys, one-time codes, and sessions that know how well they were opened."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("account", sa.Column("passkey_handle", sa.LargeBinary(length=64), nullable=True))
    op.add_column("sign_in_session", sa.Column("confirmed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "sign_in_session",
        sa.Column("has_second_factor", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkey_public_id")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "one_time_codes",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("has_short_password", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_one_time_codes_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_one_time_codes")),
    )
    op.create_table(
        "spent_ticket",
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_spent_ticket")),
    )
    op.create_index(op.f("ix_spent_ticket_until"), "spent_ticket", ["until"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("spent_ticket")
    op.drop_table("one_time_codes")
    op.drop_table("passkey")
    for column in ("has_second_factor", "confirmed_until"):
        op.drop_column("sign_in_session", column)
    op.drop_column("account", "passkey_handle")

"""Attempts to prove one's age, for five minutes each, and whom the methods trust."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "age_ceremony",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_digest", sa.String(length=64), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("attempt_key", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("provider_key", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_age_ceremony")),
        sa.UniqueConstraint("state_digest", name=op.f("uq_age_ceremony_state_digest")),
    )
    op.create_index(op.f("ix_age_ceremony_begun_at"), "age_ceremony", ["begun_at"])
    op.create_table(
        "trust_list",
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("method", name=op.f("pk_trust_list")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("trust_list")
    op.drop_index(op.f("ix_age_ceremony_begun_at"), "age_ceremony")
    op.drop_table("age_ceremony")

"""Other pen names: those given up are reserved for a while."""

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


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("name_reservation")
    op.drop_column("persona", "renamed_on")

"""An index by which an empty address can tell whether anything here asks for a proof of age."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index("ix_post_age_min", "post", ["age_min"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_post_age_min", "post")

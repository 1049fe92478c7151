"""The words of published texts, for search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The tables hold words already made ready, so the database splits at blanks and does nothing more;
# how long a text is (columnsize) is not asked.
FULL_TEXT = "content='{table}', content_rowid='{key}', tokenize='ascii', columnsize=0"
FORGETS_AT_ONCE = (3, 42)  # the version of SQLite from which a word leaves the file with its text


def upgrade() -> None:
    """Apply the change."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    words = sa.Text() if sqlite else TSVECTOR()
    for text, columns in (("post", ("title", "words")), ("reply", ("words",))):
        table, key = f"{text}_words", f"{text}_id"
        op.create_table(
            table,
            sa.Column(key, sa.Integer(), autoincrement=False, nullable=False),
            *(sa.Column(column, words, nullable=True) for column in columns),
            sa.ForeignKeyConstraint(
                [key], [f"{text}.id"], name=op.f(f"fk_{table}_{key}_{text}"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        )
        waiting = sa.text("words IS NULL")
        op.create_index(f"ix_{table}_waiting", table, [key], sqlite_where=waiting, postgresql_where=waiting)
        if sqlite:
            _full_text(f"fts_{text}", table, key, columns)
        else:
            for column in columns:
                op.create_index(f"fts_{text}_{column}", table, [column], postgresql_using="gin")
        op.execute(f"INSERT INTO {table} ({key}) SELECT id FROM {text} WHERE visibility = 'published'")


def _full_text(name: str, table: str, key: str, columns: tuple[str, ...]) -> None:
    options = FULL_TEXT.format(table=table, key=key)
    op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, {options})")
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    if tuple(int(part) for part in version.split(".")[:2]) >= FORGETS_AT_ONCE:
        op.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1)")


def downgrade() -> None:
    """Take the change back."""
    for text in ("reply", "post"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE fts_{text}")
        op.drop_table(f"{text}_words")

"""How migrations run: in one transaction, with SQLite's foreign keys off while tables are rebuilt.

Batch mode rebuilds a table by copying and dropping it; with foreign keys on, SQLite would delete the
rows that point to the dropped one. The keys are checked again before the transaction ends.
"""

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from forum.lib import by_hand, triggers
from forum.lib.db import SealedText, UtcDateTime, metadata, writing


def render_item(kind: str, thing: object, _autogen: object) -> str | Literal[False]:
    """Write our column types into migrations as the plain types beneath them."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, SealedText):
        return "sa.LargeBinary()"
    if kind == "type" and type(thing).__name__ == "RenderedHtml":
        return "sa.Text()"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _heed_foreign_keys(connection, False)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        render_item=render_item,
        include_name=by_hand.include_name,
        compare_type=True,
    )
    with context.begin_transaction():
        triggers.drop_all(connection)
        context.run_migrations()
        triggers.create_all(connection)
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would break references: {broken[:5]}")
    if sqlite:
        connection.commit()
        _heed_foreign_keys(connection, True)


def _heed_foreign_keys(connection: Connection, yes: bool) -> None:
    """Past SQLAlchemy, which would begin a transaction first, and within one SQLite ignores this."""
    pragma = f"PRAGMA foreign_keys={'ON' if yes else 'OFF'}"
    connection.connection.driver_connection.execute(pragma).close()  # type: ignore[union-attr]  # it is open


given: Connection | None = context.config.attributes.get("connection")
with writing():
    if given is not None:  # whoever opened it ends its transaction
        migrate(given)
    else:
        with current_app.extensions["migrate"].db.engine.connect() as opened:
            migrate(opened)
            opened.commit()

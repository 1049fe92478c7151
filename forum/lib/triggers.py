"""Triggers: what the database itself does after rows change. They keep an index, never a rule.

A migration that rebuilds a table on SQLite drops its triggers without a word, so all of them are dropped
before migrations run and made anew afterwards. Names of triggers and functions begin with `alcove_`.
"""

from dataclasses import dataclass

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

PREFIX = "alcove_"


@dataclass(frozen=True)
class Trigger:
    """What happens after rows of a table change, as the statements that make it on each database.

    Every trigger and function that the statements make must begin with PREFIX; `tables` are those that
    the statements name, which must all exist for the trigger to be made.
    """

    tables: tuple[str, ...]
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


_declared: list[Trigger] = []


def declare(*triggers: Trigger) -> None:
    """Have triggers made at the end of each upgrade; called where a room's models are declared."""
    _declared.extend(triggers)


def create_all(connection: Connection) -> None:
    """Make every declared trigger whose tables exist; those that were there must have been dropped."""
    there = set(inspect(connection).get_table_names())
    for trigger in _declared:
        if there.issuperset(trigger.tables):
            for statement in _statements(trigger, connection):
                connection.exec_driver_sql(statement)


def drop_all(connection: Connection) -> None:
    """Drop every trigger and function of ours, also those that are declared no longer."""
    if connection.dialect.name == "sqlite":
        for name in names(connection):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    functions = text(
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
        "AND starts_with(proname, :prefix)"
    )
    for (name,) in connection.execute(functions, {"prefix": PREFIX}).fetchall():
        connection.exec_driver_sql(f'DROP FUNCTION "{name}" CASCADE')  # with the triggers that call it


def names(connection: Connection) -> set[str]:
    """The triggers of ours that the database has."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB :prefix || '*'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND starts_with(tgname, :prefix)"
    return {name for (name,) in connection.execute(text(query), {"prefix": PREFIX})}


def missing(connection: Connection) -> set[str]:
    """The declared triggers that the database has not; none unless somebody has tampered with it."""
    declared = {
        words[words.index("TRIGGER") + 1]
        for trigger in _declared
        for statement in _statements(trigger, connection)
        if "TRIGGER" in (words := statement.split()[:4])
    }
    return declared - names(connection)


def _statements(trigger: Trigger, connection: Connection) -> tuple[str, ...]:
    if connection.dialect.name == "sqlite":
        return trigger.sqlite
    return tuple(statement.replace("%", "%%") for statement in trigger.postgresql)  # the driver's escape

"""Copies rows between SQLite and PostgreSQL, table by table, within the transactions of both."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.engine import Connection

from forum.keeping import backup_file
from forum.keeping.backup_file import Counts
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Watch
from forum.lib.db import db

AT_ONCE = 1_000  # rows in memory
REVISION = "alembic_version"  # is written by the migrations that make the tables
LOOSE = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON oid = indrelid
WHERE relnamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def into_sqlite(source: Connection, target: Connection, watch: Watch, leave_out: Iterable[str]) -> Counts:
    """Copy every row of PostgreSQL's present snapshot into tables of the same revision."""
    source.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")  # SQLite keeps the digits and no zone
    names = _in_both(inspect(source).get_table_names(), backup_file.tables(driver(target)))
    old, new = _tables(source, names), _tables(target, names)
    counts = {name: _count(source, table) for name, table in old.items() if name not in leave_out}
    with watch(_("Copying"), sum(counts.values())) as step, _without_indexes(target):
        for name in new:
            target.execute(new[name].delete())
        for name in counts:
            there = [column.name for column in new[name].columns]
            _check_columns(old[name], there)
            columns = [old[name].c[key] for key in there]
            options = {"yield_per": AT_ONCE}
            with source.execute(select(*columns), execution_options=options) as rows:
                for some in rows.mappings().partitions():
                    target.execute(insert(new[name]), [dict(row) for row in some])
                    step(len(some))
    return {REVISION: 1, **counts}


def into_postgresql(source: sqlite3.Connection, target: Connection, watch: Watch) -> Counts:
    """Copy every row of an SQLite file into tables of the same revision, and compare the counts."""
    target.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    here = set(inspect(target).get_table_names())
    new = _tables(target, _in_both(backup_file.tables(source), here))
    there = backup_file.count(source)
    counts = {name: there[name] for name in new}
    to_empty = [*new, *sorted(here & backup_file.derived())]
    target.exec_driver_sql(f"TRUNCATE {', '.join(_quoted(name) for name in to_empty)}")
    with watch(_("Copying"), sum(counts.values())) as step, _without_indexes(target):
        for name, table in new.items():
            described = source.execute("SELECT name FROM pragma_table_info(?)", (name,))
            _check_columns(table, [column for (column,) in described])
            _stream(source, target, table, step)
            _advance_sequences(target, table)
    if counts != {name: _count(target, table) for name, table in new.items()}:
        raise NotDone(_("Not every row arrived, so nothing was changed; please try again."))
    return counts


def driver(connection: Connection) -> Any:
    """The driver's own connection, past SQLAlchemy."""
    return connection.connection.driver_connection


def _in_both(old: Iterable[str], new: Iterable[str]) -> set[str]:
    """The tables to copy; each database may have further ones for its own search index."""
    left_out = {REVISION, *backup_file.derived()}
    both = set(old) & set(new) - left_out
    left = set(old) & set(db.metadata.tables) - both - left_out
    if left:
        raise NotDone(_("There is no place for what is in %(tables)s.", tables=", ".join(sorted(left))))
    return both


def _tables(connection: Connection, names: Iterable[str]) -> dict[str, Table]:
    """Tables as the database describes them, each after those that it points to."""
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(names))
    return {table.name: table for table in metadata.sorted_tables}


def _check_columns(table: Table, there: Iterable[str]) -> None:
    """Both databases must have the same columns, but for those that one computes by itself."""
    own = {column.name for column in table.columns if column.computed is None}
    if own != set(there):
        raise NotDone(_("The columns of %(table)s are not the same on both sides.", table=table.name))


def _stream(source: sqlite3.Connection, target: Connection, table: Table, step: Any) -> None:
    """PostgreSQL reads what SQLite has stored as it would read it from a file: times, bytes and truths."""
    columns = ", ".join(_quoted(column.name) for column in table.columns if column.computed is None)
    name = _quoted(table.name)
    rows = source.execute(f"SELECT {columns} FROM {name}")  # nosec B608  # names that the database gave
    faults: Any = target.dialect.loaded_dbapi
    try:
        with driver(target).cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            while some := rows.fetchmany(AT_ONCE):
                for row in some:
                    copy.write_row(row)
                step(len(some))
    except faults.Error as error:
        why = str(error).partition("\n")[0]  # further lines would repeat what somebody wrote
        raise NotDone(_("PostgreSQL does not take %(table)s: %(why)s", table=name, why=why)) from error


def _advance_sequences(connection: Connection, table: Table) -> None:
    """Have the next row's number come after those that were copied."""
    for column in table.primary_key:
        name, key = _quoted(table.name), column.name
        sequence = connection.scalar(select(func.pg_get_serial_sequence(name, key)))
        if sequence is not None:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, highest, False)))


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Make a table's indexes after its rows: sorted once, they need a fraction of the time."""
    on_sqlite = connection.dialect.name == "sqlite"
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    made = connection.execute(text(query if on_sqlite else LOOSE)).all()
    for name, _sql in made:
        connection.exec_driver_sql(f"DROP INDEX {_quoted(name) if on_sqlite else name}")
    yield
    for _name, sql in made:
        connection.exec_driver_sql(sql)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

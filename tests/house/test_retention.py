"""Retention is a contract: each personal column has a lifetime, and the job that keeps it runs."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.orm import Session

import forum.app  # noqa: F401  # loads every room's tables
from forum import retention
from forum.lib.db import db
from tests.house.source import report


def _columns() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if table.name not in retention.IMPERSONAL_TABLES and column.name not in retention.IMPERSONAL_COLUMNS
    ]


def _promised() -> list[tuple[str, str]]:
    return [(entry.table, column) for entry in retention.RETENTION for column in entry.columns]


def _undeclared() -> list[str]:
    return [".".join(column) for column in sorted(set(_columns()) - set(_promised()))]


def test_every_personal_column_has_a_lifetime() -> None:
    instead = "Add it to forum/retention/table/: what it is, how long it stays, what ends it."
    assert not _undeclared(), report(_undeclared(), instead)


def test_a_column_that_nobody_declared_is_found() -> None:
    table = Table("diary", db.metadata, Column("id", Integer, primary_key=True), Column("secret", Text))
    try:
        assert _undeclared() == ["diary.secret"]
    finally:
        db.metadata.remove(table)
    assert not _undeclared()


def test_every_lifetime_is_of_a_column_that_is_there() -> None:
    faults = [".".join(column) for column in sorted(set(_promised()) - set(_columns()))]
    assert not faults, report(faults, "Take it out of RETENTION: /about/data must tell the truth.")


def test_no_column_has_two_lifetimes() -> None:
    faults = [".".join(column) for column, times in Counter(_promised()).items() if times > 1]
    assert not faults, report(faults, "Keep one entry: a reader can only be promised one lifetime.")


def test_no_column_holds_what_is_never_stored() -> None:
    never = {"birth", "birthday", "birth_date", "ip", "ip_address", "address", "email", "country"}
    faults = [f"{table}.{column}" for table, column in _columns() if column in never]
    assert not faults, report(faults, "Keep nothing of this, or only a digest or what the key encrypts.")


@pytest.mark.usefixtures("cast")
def test_the_job_that_keeps_the_promise_runs_on_an_ordinary_day(app: Flask, db_session: Session) -> None:
    assert retention.enforce() == 0, "nothing is old yet, so nothing may be erased"

"""The doctor finds nothing wrong in a living community, and everything that is made wrong."""

import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from forum.discussion.models import Post
from forum.keeping.doctor import checks, examine
from forum.keeping.jobs import examine as examine_at_night
from forum.lib import jobs, triggers
from forum.lib.db import db, writing
from tests.keeping.life import command
from tests.moderation.stage import Stage

ONE_LOCK = "SELECT id, 'author', created_at FROM post"
TWICE = " CROSS JOIN (SELECT 1 AS one UNION SELECT 2) AS twice"
# What is broken, whether the rows say how it was, and part of what the doctor says.
BROKEN = (
    ("UPDATE post SET reply_count = reply_count + 1", True, "counters"),
    ("UPDATE post SET last_reply_at = NULL", True, "counters"),
    ("UPDATE post SET last_ordinal = last_ordinal - 1", True, "counters"),
    ("UPDATE reply SET last_ordinal = 7 WHERE parent_id IS NULL", True, "counters"),
    ("UPDATE post SET last_sequence = last_sequence + 1", True, "counters"),
    ("UPDATE account SET approved_texts = 0", True, "approved"),
    ('UPDATE "case" SET score_rank = 9', True, "Cases"),
    ("UPDATE reply SET depth = depth + 1 WHERE parent_id IS NOT NULL", False, "stand beneath"),
    ("UPDATE reply SET branch_rank = -9 WHERE path IS NOT NULL", False, "stand beneath"),
    ("UPDATE reply SET ordinal = ordinal + 1 WHERE path IS NOT NULL", False, "stand beneath"),
    ("UPDATE reply SET published_at = NULL WHERE parent_id IS NULL", False, "stand beneath"),
    ("UPDATE reply SET visibility = 'published' WHERE visibility = 'removed'", False, "records"),
    ("UPDATE removal SET lifted_at = NULL", False, "records"),
    ("DELETE FROM withdrawal", False, "records"),
    ("DELETE FROM hold", False, "records"),
    (f"INSERT INTO conversation_lock (post_id, locked_by, at) {ONE_LOCK}", True, "counters"),
    (
        f"INSERT INTO conversation_lock (post_id, locked_by, at) {ONE_LOCK}{TWICE}",
        False,
        "the same place twice",
    ),
    (f"INSERT INTO set_aside (reply_id, at) SELECT id, created_at FROM reply{TWICE}", False, "noted wrongly"),
    ("UPDATE \"case\" SET state = 'decided' WHERE state = 'open'", False, "wait"),
    ("UPDATE flag SET outcome = NULL", False, "Flags"),
    ("DELETE FROM log_entry", False, "Decisions"),
    ("UPDATE alembic_version SET version_num = '0001'", False, "flask alcove prepare"),
)


def test_a_living_community_is_well(community: Stage) -> None:
    code, said = command(community.app, "doctor")
    assert "WRONG" not in said
    assert code == 0
    assert said.count("right ") == len(community.app.extensions["checks"])


def test_what_is_broken_is_found_and_counters_are_mended(community: Stage) -> None:
    for statement, is_mended, told in BROKEN:
        with community.app.app_context(), writing():
            db.session.execute(text(statement))
            faults = _faults(mend=False)
            assert any(told in fault for fault in faults), (statement, faults)
            _faults(mend=True)
            assert bool(_faults(mend=False)) != is_mended, statement
            db.session.rollback()


def test_what_is_mended_stays_mended(community: Stage) -> None:
    with community.work():
        db.session.execute(text("UPDATE post SET reply_count = 99"))
    code, said = command(community.app, "doctor")
    assert code == 1
    assert "WRONG   Texts whose counters are wrong: 1 (" in said
    code, said = command(community.app, "doctor", "--mend")
    assert code == 0
    assert "mended  The counters of pieces" in said
    assert command(community.app, "doctor")[0] == 0


def test_a_missing_trigger_and_a_missing_table_are_said(community: Stage) -> None:
    with community.app.app_context(), db.engine.begin() as connection:
        triggers.drop_all(connection)
        connection.exec_driver_sql("ALTER TABLE notice RENAME TO elsewhere")
    try:
        code, said = command(community.app, "doctor")
        assert code == 1
        assert "Triggers that are not there" in said
    finally:
        with community.app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO notice")
            triggers.create_all(connection)


def test_files_that_others_can_read_are_named(sqlite_app: Flask) -> None:
    key = Path(sqlite_app.config["DATA_DIR"]) / "secret_key"
    key.touch(mode=0o644)
    key.chmod(0o644)
    try:
        code, said = command(sqlite_app, "doctor")
        assert code == 1
        assert "chmod 600 it" in said
        assert str(key) in said
        key.chmod(stat.S_IRUSR)
        assert command(sqlite_app, "doctor")[0] == 0
    finally:
        key.unlink()


def test_rows_that_point_nowhere_are_found(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO withdrawal (reply_id, at) VALUES (999, '2026-01-01 00:00:00')")
        raw.execute("PRAGMA foreign_keys=ON")
    code, said = command(sqlite_app, "doctor")
    assert code == 1
    assert "withdrawal 1 → reply" in said


def test_another_secret_key_is_noticed(community: Stage) -> None:
    app = community.app
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "quite another secret, long enough to be one"
    try:
        code, said = command(app, "doctor")
    finally:
        app.config["SECRET_KEY"] = before
    assert code == 1
    assert "ALCOVE_SECRET_KEY" in said


def _faults(*, mend: bool) -> list[str]:
    return [fault for finding in examine(checks(), mend=mend) for fault in finding.faults]


def test_at_night_the_doctor_looks_by_the_way_and_logs_what_is_wrong_but_no_address(
    community: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with community.work():
        examine_at_night.later_once()
    assert sum(1 for _done in jobs.sweep(community.app)) == len(community.app.extensions["checks"])
    assert "flask alcove doctor" not in caplog.text
    with community.work():
        db.session.execute(text("UPDATE post SET reply_count = reply_count + 1"))
        ids = list(db.session.scalars(select(Post.public_id)))
        examine_at_night.later_once()
    assert sum(1 for _done in jobs.sweep(community.app)) > 3
    assert caplog.text.count("flask alcove doctor") == 1
    assert not [public_id for public_id in ids if public_id in caplog.text]

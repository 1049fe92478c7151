"""What people write stays between them and the house: not for the machine's other users, nor for its logs."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from forum.lib.db import db
from tests.fixtures.databases import install


def test_the_database_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    app = install(f"sqlite:///{tmp_path / 'alcove.db'}", tmp_path).app
    files = list(tmp_path.glob("alcove.db*"))
    assert tmp_path / "alcove.db" in files
    assert [file for file in files if file.stat().st_mode & 0o077] == []
    with app.app_context():
        db.engine.dispose()


def test_a_fault_of_the_database_repeats_no_words(tmp_path: Path) -> None:
    app = install(f"sqlite:///{tmp_path / 'alcove.db'}", tmp_path).app
    with app.app_context():
        with pytest.raises(SQLAlchemyError) as caught:
            db.session.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": "I am afraid"})
        assert "afraid" not in str(caught.value)
        db.session.rollback()
        db.engine.dispose()

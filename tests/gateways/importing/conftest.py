"""A database with one space to move into."""

import pytest
from sqlalchemy.orm import Session

from tests.stories import a_space


@pytest.fixture
def session(db_session: Session) -> Session:
    """A database with one space to move into."""
    a_space("old-blog")
    return db_session

"""How far something has come that is done again and again, the same for every process and machine."""

from sqlalchemy import BigInteger, String, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, db


class Milestone(Base):
    """The last point that something has reached: a version, or a moment in seconds."""

    __tablename__ = "milestone"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    reached: Mapped[int] = mapped_column(BigInteger)


def reached(name: str) -> int | None:
    """The point reached last, or None before the first."""
    return db.session.scalar(select(Milestone.reached).where(Milestone.name == name))


def advance(name: str, to: int) -> bool:
    """Move on to a later point; of several processes that try at once, only one hears True."""
    on_postgresql = db.session.connection().dialect.name == "postgresql"
    insert = (postgresql.insert if on_postgresql else sqlite.insert)(Milestone)
    statement = insert.values(name=name, reached=to).on_conflict_do_update(
        index_elements=[Milestone.name], set_={"reached": to}, where=Milestone.reached < to
    )
    return db.session.scalar(statement.returning(Milestone.reached)) is not None


def put(name: str, at: int) -> None:
    """Set a point, whichever it was before."""
    if not advance(name, at):
        db.session.execute(update(Milestone).where(Milestone.name == name).values(reached=at))

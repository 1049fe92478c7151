"""The rules as they are worded now, and as they were when a decision cited them."""

from sqlalchemy import select

from forum.lib.db import db
from forum.moderation.models import RuleVersion

HIGHEST_NUMBER = 32767  # of a small integer; PostgreSQL refuses to compare with more


def rules_in_force() -> list[RuleVersion]:
    """The community's rules, by their numbers; public."""
    query = select(RuleVersion).where(RuleVersion.retired_on.is_(None))
    return list(db.session.scalars(query.order_by(RuleVersion.number, RuleVersion.version)))


def rule_in_force(number: int) -> RuleVersion | None:
    """The present wording of one rule."""
    if not 0 < number <= HIGHEST_NUMBER:
        return None
    query = select(RuleVersion).where(RuleVersion.number == number, RuleVersion.retired_on.is_(None))
    return db.session.scalar(query.order_by(RuleVersion.version.desc()).limit(1))


def rule_of(number: int | None, version: int | None) -> RuleVersion | None:
    """The wording that a decision cited."""
    if number is None or version is None:
        return None
    query = select(RuleVersion).where(RuleVersion.number == number, RuleVersion.version == version)
    return db.session.scalar(query)

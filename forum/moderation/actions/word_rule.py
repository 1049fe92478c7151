"""Word a rule: a new one, a new wording of an old one, or retire it; old wordings stay citable."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import queries, rights
from forum.moderation.models import RuleVersion
from forum.moderation.refusals import StaleRule


@writing()
def add_rule(viewer: Viewer, title: str, text: str) -> RuleVersion:
    """A new rule after all others, the retired ones too: a number is never used again."""
    require(rights.can_edit_rules(viewer))
    highest = db.session.scalar(select(func.max(RuleVersion.number))) or 0
    return _store(highest + 1, 1, title, text)


@writing()
def reword_rule(viewer: Viewer, number: int, seen: int, title: str, text: str) -> RuleVersion:
    """Put a new wording into force; raises StaleRule where `seen` is not the newest version any more."""
    require(rights.can_edit_rules(viewer))
    newest = _newest(number, seen)
    if newest.retired_on is None and (newest.title, newest.text) == (title.strip(), text.strip()):
        return newest
    _retire(newest)
    return _store(number, newest.version + 1, title, text)


@writing()
def retire_rule(viewer: Viewer, number: int, seen: int) -> None:
    """Put a rule out of force; raises StaleRule where `seen` is not the newest version any more."""
    require(rights.can_edit_rules(viewer))
    _retire(_newest(number, seen))


def _newest(number: int, seen: int) -> RuleVersion:
    query = select(RuleVersion).where(RuleVersion.number == min(number, queries.HIGHEST_NUMBER))
    newest = db.session.scalar(query.order_by(RuleVersion.version.desc()).limit(1).with_for_update())
    if newest is None or newest.number != number:
        raise AccessRefused(Hidden())
    if newest.version != seen:
        raise StaleRule
    return newest


def _retire(rule: RuleVersion) -> None:
    if rule.retired_on is None:
        rule.retired_on = clock.today()
        db.session.flush()


def _store(number: int, version: int, title: str, text: str) -> RuleVersion:
    rule = RuleVersion(
        number=number, version=version, title=title.strip(), text=text.strip(), adopted_on=clock.today()
    )
    try:
        with db.session.begin_nested():
            db.session.add(rule)
    except IntegrityError as error:  # another administrator was quicker
        raise StaleRule from error
    return rule

"""The rules as they are worded now, and as they were when a decision cited them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, case, exists, func, select

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Account
from forum.lib.db import db
from forum.moderation import rights
from forum.moderation.models import RuleVersion

HIGHEST_NUMBER = 32767  # of a small integer; PostgreSQL refuses to compare with more
IN_FORCE = RuleVersion.retired_on.is_(None)


@dataclass(frozen=True)
class Change:
    """A wording that a member has not agreed to yet, beside the one that they know, if there was one."""

    new: RuleVersion
    old: RuleVersion | None


def rules_in_force() -> list[RuleVersion]:
    """The community's rules, by their numbers; public."""
    query = select(RuleVersion).where(IN_FORCE)
    return list(db.session.scalars(query.order_by(RuleVersion.number, RuleVersion.version)))


def rule_in_force(number: int) -> RuleVersion | None:
    """The present wording of one rule."""
    if not 0 < number <= HIGHEST_NUMBER:
        return None
    query = select(RuleVersion).where(RuleVersion.number == number, IN_FORCE)
    return db.session.scalar(query.order_by(RuleVersion.version.desc()).limit(1))


def rule_of(number: int | None, version: int | None) -> RuleVersion | None:
    """The wording that a decision cited."""
    if number is None or version is None:
        return None
    if not (0 < number <= HIGHEST_NUMBER and 0 < version <= HIGHEST_NUMBER):
        return None
    query = select(RuleVersion).where(RuleVersion.number == number, RuleVersion.version == version)
    return db.session.scalar(query)


def all_wordings() -> list[RuleVersion]:
    """Every wording there ever was, by number, the newest of each first; public."""
    query = select(RuleVersion).order_by(RuleVersion.number, RuleVersion.version.desc())
    return list(db.session.scalars(query))


def newest_wordings(viewer: Viewer) -> list[RuleVersion]:
    """The newest wording of every rule, of the retired ones too, for whoever edits them."""
    require(rights.can_edit_rules(viewer))
    newest = select(func.max(RuleVersion.id)).group_by(RuleVersion.number)
    query = select(RuleVersion).where(RuleVersion.id.in_(newest)).order_by(RuleVersion.number)
    return list(db.session.scalars(query))


def wordings_of(viewer: Viewer, number: int) -> list[RuleVersion]:
    """The wordings of one rule, the newest first, for whoever edits them; else AccessRefused."""
    require(rights.can_edit_rules(viewer))
    query = select(RuleVersion).where(RuleVersion.number == min(number, HIGHEST_NUMBER))
    found = list(db.session.scalars(query.order_by(RuleVersion.version.desc())))
    if not found or found[0].number != number:
        raise AccessRefused(Hidden())
    return found


def newest_wording() -> int:
    """What somebody agrees to who agrees now: the highest id of a wording; 0 before there is one."""
    return db.session.scalar(select(func.max(RuleVersion.id))) or 0


def is_behind(viewer: Viewer) -> bool:
    """Whether a member has not agreed to all that is in force; asked before they write."""
    if viewer.account_id is None:
        return False
    return bool(db.session.connection().execute(_BEHIND, {"account": viewer.account_id}).scalar_one())


def changes_for(viewer: Viewer) -> Sequence[Change]:
    """What a member has not agreed to yet, by number."""
    require(rights.can_agree_to_rules(viewer))
    agreed = db.session.scalar(_AGREED, {"account": viewer.account_id}) or 0
    news = db.session.scalars(_NEWS, {"account": viewer.account_id}).all()
    return [Change(new, _before(new, agreed)) for new in news]


def _before(new: RuleVersion, agreed: int) -> RuleVersion | None:
    """The newest wording of the same number that they knew; whose agreement is older knows the one before."""
    query = select(RuleVersion).where(RuleVersion.number == new.number, RuleVersion.version < new.version)
    known = query.where(RuleVersion.id <= agreed) if agreed else query
    return db.session.scalar(known.order_by(RuleVersion.version.desc()).limit(1))


def _news() -> Select[RuleVersion]:
    """Wordings in force that came after what an account has agreed to.

    Accounts from before this was kept agreed, by joining, to what was in force on that day.
    """
    account = Account.id == bindparam("account")
    is_new = case(
        (Account.rules_agreed_version > 0, RuleVersion.id > Account.rules_agreed_version),
        else_=RuleVersion.adopted_on > Account.joined_on,
    )
    return select(RuleVersion).join(Account, account).where(IN_FORCE, is_new)


# Asked whenever a member writes: made once.
_NEWS = _news().order_by(RuleVersion.number)
_BEHIND = select(exists(_news().with_only_columns(RuleVersion.id)))
_AGREED = select(Account.rules_agreed_version).where(Account.id == bindparam("account"))

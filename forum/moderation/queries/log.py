"""The public log: what was decided, by which role, under which rule; no text, no name but of the banned."""

from dataclasses import dataclass

from sqlalchemy import select, tuple_

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Account, Persona
from forum.accounts.policy import BANNED
from forum.lib.db import db
from forum.lib.ids import is_id
from forum.lib.pages import Page, cut
from forum.moderation import policy
from forum.moderation.models import Decision, LogEntry, RuleVersion

ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class LogPage:
    """A page of the log with the titles of the rules it cites."""

    entries: Page[LogEntry]
    titles: dict[tuple[int, int], str]
    statements: dict[int, str]  # for moderators only: the public ids of the decisions
    banned: frozenset[int]  # entries whose pen name is still that of somebody banned


def log_page(viewer: Viewer, after: str | None = None) -> LogPage:
    """Entries, newest first; `after` is the public id of the last one of the page before."""
    require(policy.can_read_log(viewer))
    query = select(LogEntry).order_by(LogEntry.id.desc()).limit(ENTRIES_A_PAGE + 1)
    if after is not None:
        query = query.where(LogEntry.id < _id_of(after))
    entries = cut(db.session.scalars(query).all(), ENTRIES_A_PAGE)
    items = entries.items
    return LogPage(entries, _titles(items), _statements(viewer, items), _still_banned(items))


def _id_of(public_id: str) -> int:
    query = select(LogEntry.id).where(LogEntry.public_id == public_id)
    found = db.session.scalar(query) if is_id(public_id) else None
    if found is None:
        raise AccessRefused(Hidden())
    return found


def _titles(entries: tuple[LogEntry, ...]) -> dict[tuple[int, int], str]:
    cited = {
        (entry.rule_number, entry.rule_version)
        for entry in entries
        if entry.rule_number is not None and entry.rule_version is not None
    }
    if not cited:
        return {}
    wanted = tuple_(RuleVersion.number, RuleVersion.version).in_(cited)
    rules = db.session.scalars(select(RuleVersion).where(wanted))
    return {(rule.number, rule.version): rule.title for rule in rules}


def _statements(viewer: Viewer, entries: tuple[LogEntry, ...]) -> dict[int, str]:
    if not viewer.is_moderator:
        return {}
    decided = [entry.decision_id for entry in entries if entry.decision_id is not None]
    rows = db.session.execute(select(Decision.id, Decision.public_id).where(Decision.id.in_(decided)))
    return {row.id: row.public_id for row in rows}


def _still_banned(entries: tuple[LogEntry, ...]) -> frozenset[int]:
    """Whoever was let back in, by an appeal or otherwise, is named no longer."""
    named = [entry.id for entry in entries if entry.pen_name is not None]
    if not named:
        return frozenset()
    query = (
        select(LogEntry.id)
        .join(Decision, Decision.id == LogEntry.decision_id)
        .join(Persona, Persona.id == Decision.subject_persona_id)
        .join(Persona.account)
        .where(LogEntry.id.in_(named), Account.suspended_until == BANNED)
    )
    return frozenset(db.session.scalars(query))

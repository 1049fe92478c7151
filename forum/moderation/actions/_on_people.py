"""Decisions on a person: a warning, less or nothing for a while, nothing any more, or everything again."""

from forum.access import Viewer
from forum.accounts import policy as accounts
from forum.accounts.actions import restrict
from forum.moderation.actions import _subject
from forum.moderation.models import Case, Decision


def warn(_viewer: Viewer, _case: Case, decision: Decision) -> None:
    """Say that a rule was broken; it changes nothing, and is forgotten when it ends."""
    decision.account_restriction = "warned"


def limit(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Have all that they write wait for a moderator."""
    restrict.limit(viewer, _subject.account_of(case), _subject.end_of(decision))
    decision.account_restriction = "limited"


def suspend(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Bar them from taking part for a while; they can still read it, appeal, and leave."""
    restrict.suspend(viewer, _subject.account_of(case), _subject.end_of(decision))
    decision.account_restriction = "suspended"


def ban(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Bar them from taking part for good; they can still read it, appeal, and leave."""
    restrict.suspend(viewer, _subject.account_of(case), accounts.BANNED)
    decision.account_restriction = "banned"


def lift(viewer: Viewer, case: Case, _decision: Decision) -> None:
    """End a limit, a suspension or a ban."""
    restrict.lift_restrictions(viewer, _subject.account_of(case))


def care(_viewer: Viewer, _case: Case, _decision: Decision) -> None:
    """Write them a kind word, and leave everything as it is."""


def dismiss(_viewer: Viewer, _case: Case, _decision: Decision) -> None:
    """Leave the person in peace."""

"""Who may flag, look into the queue, decide and read what was decided; pure functions."""

from dataclasses import replace
from datetime import datetime, timedelta

from forum.access import AgeLevel, Allowed, Decision, Deed, Hidden, Refused, Viewer, may
from forum.discussion import policy as discussion
from forum.discussion.models import Post, Reply, Visibility
from forum.moderation import models
from forum.moderation.models import Case, DecisionAction

FLAGS_A_DAY = 20  # more than that is a campaign, and the moderators' day
VISITORS_FLAGS_AN_HOUR = 5  # per network: a household, or a café
CLAIM_LAPSES_AFTER = timedelta(minutes=15)  # long enough to decide, and nobody keeps a case by leaving


def can_flag(viewer: Viewer, text: Post | Reply) -> Decision:
    """Whether a viewer may flag a text.

    The gate is not asked: the form shows nothing of the text, and who came by it elsewhere may tell
    us too. Cases: the table says no: that · could not read it past the gate: that · their own:
    refused · gone: refused · else allowed.
    """
    past_gate = replace(viewer, age_level=AgeLevel.VERIFIED)
    for earlier in (may(viewer, Deed.FLAG), discussion.can_read_text(past_gate, text)):
        if not isinstance(earlier, Allowed):
            return earlier
    if _wrote(viewer, text):
        return Refused("not_own")
    if text.visibility in {Visibility.REMOVED, Visibility.WITHDRAWN}:
        return Refused("gone")
    return Allowed()


def can_see_queue(viewer: Viewer) -> Decision:
    """Whether a viewer may see what waits: moderators."""
    return may(viewer, Deed.MODERATE)


def can_open_case(viewer: Viewer, case: Case) -> Decision:
    """Whether a viewer may read a case, with what flaggers wrote.

    Cases: the table says no: that · it is about the viewer or their text: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    text = case.text
    if text is not None and _wrote(viewer, text):
        return Refused("own_text")
    if case.persona_id is not None and case.persona_id == viewer.persona_id:
        return Refused("own_text")
    return Allowed()


def can_take_up(viewer: Viewer, text: Post | Reply) -> Decision:
    """Whether a viewer may open a case about a text without a flag: who may moderate it."""
    return discussion.can_moderate_text(viewer, text)


def can_decide(viewer: Viewer, case: Case, flagged_by_viewer: bool) -> Decision:
    """Whether a viewer may decide a case: the guard against conflicts of interest.

    Cases: may not open it: that · the viewer flagged it: refused · else allowed.
    """
    opened = can_open_case(viewer, case)
    if isinstance(opened, Allowed) and flagged_by_viewer:
        return Refused("own_flag")
    return opened


def can_read_statement(viewer: Viewer, decision: models.Decision) -> Decision:
    """Whether a viewer may read a statement of reasons.

    Cases: the table says no: that · whose text it was: allowed · moderators: allowed · else hidden.
    """
    allowed = may(viewer, Deed.READ_NOTICES)
    if not isinstance(allowed, Allowed):
        return allowed
    own = viewer.persona_id is not None and viewer.persona_id == decision.subject_persona_id
    return Allowed() if own or viewer.is_moderator else Hidden()


def can_read_log(viewer: Viewer) -> Decision:
    """Whether a viewer may read the public log: everybody who may read here."""
    return may(viewer, Deed.READ)


def can_read_my_moderation(viewer: Viewer) -> Decision:
    """Whether a viewer may read what concerns them: members, suspended ones too."""
    return may(viewer, Deed.READ_NOTICES)


def possible_actions(visibility: str) -> tuple[DecisionAction, ...]:
    """What can be decided about a text in a state; to put a removed text back is to restore it."""
    if visibility == Visibility.REMOVED:
        return (DecisionAction.RESTORE,)
    return (DecisionAction.APPROVE, DecisionAction.REMOVE)


def is_claimed(case: Case, now: datetime) -> bool:
    """Whether somebody is looking at a case; a claim lapses when they have been away."""
    if case.claimed_by_id is None or case.claimed_at is None:
        return False
    return now - case.claimed_at < CLAIM_LAPSES_AFTER


def _wrote(viewer: Viewer, text: Post | Reply) -> bool:
    return viewer.persona_id is not None and viewer.persona_id == text.persona_id

"""Who may flag, look into the queue, decide and read what was decided; pure functions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forum.access import AgeLevel, Allowed, Decision, Deed, Hidden, Refused, Viewer, may
from forum.accounts.models import Persona
from forum.discussion import policy as discussion
from forum.discussion.models import Audience, Post, Reply, Visibility
from forum.moderation import models
from forum.moderation.models import Case, ConflictOverride, Flag, Proposal, Reveal

FLAGS_A_DAY = 20  # more than that is a campaign, and the moderators' day
VISITORS_FLAGS_AN_HOUR = 5  # per network: a household, or a café
PART_LASTS = timedelta(days=7)  # after a week a conversation is read with other eyes
CLAIM_LAPSES_AFTER = timedelta(minutes=15)  # long enough to decide, and nobody keeps a case by leaving


def can_flag(viewer: Viewer, text: Post | Reply) -> Decision:
    """Whether a viewer may flag a text.

    The gate is not asked: the form shows nothing of the text, and who came by it elsewhere may tell
    us too. Cases: the table says no: that · could not read it past the gate, nor until flags hid it:
    that · their own: refused · gone: refused · else allowed.
    """
    past_gate = replace(viewer, age_level=AgeLevel.VERIFIED)
    for earlier in (may(viewer, Deed.FLAG), _could_read(past_gate, text)):
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


def can_take_up_person(viewer: Viewer, persona: Persona) -> Decision:
    """Whether a viewer may open a case about a person.

    Cases: the table says no: that · about themselves: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Refused("own_account") if persona.id == viewer.persona_id else Allowed()


@dataclass(frozen=True)
class Ties:
    """What ties a moderator to a case, looked up for the guard."""

    flagged: bool = False  # it, now or before
    answered_by_it: bool = False  # the text replies to the moderator's
    took_part: bool = False  # in that branch, within PART_LASTS
    blocks: bool = False  # the moderator blocks the author, or the author the moderator
    decided: bool = False  # what is appealed
    confirmed: bool = False  # what is appealed, with the second key
    overrides: bool = False  # a logged override for an emergency


def can_decide(viewer: Viewer, case: Case, ties: Ties) -> Decision:
    """Whether a viewer may decide a case: the guard against conflicts of interest.

    Cases: may not open it: that · they decided, with either key, what is appealed or was undone: refused ·
    an override is logged: allowed · the viewer flagged it: refused · it answers the viewer, they took part
    in that branch lately, or one of them and the author blocks the other: refused, in one word for all of
    these · else allowed.
    """
    opened = can_open_case(viewer, case)
    if not isinstance(opened, Allowed):
        return opened
    if ties.decided or ties.confirmed:
        return Refused("own_decision")
    if ties.overrides:
        return opened
    conflict = conflict_of(ties)
    return Allowed() if conflict is None else Refused(conflict)


def conflict_of(ties: Ties) -> str | None:
    """The first conflict of interest, as the code of its sentence; None where there is none.

    Whoever is blocked is never told, so a block has the code of whatever else lies near: what the page
    says, what an override notes and what its reviewer reads are the same for all of them.
    """
    is_near = ties.answered_by_it or ties.took_part or ties.blocks
    conflicts = (
        (ties.flagged, "own_flag"),
        (is_near, "near"),
        (ties.decided or ties.confirmed, "own_decision"),
    )
    return next((code for tied, code in conflicts if tied), None)


def can_override(viewer: Viewer, case: Case, ties: Ties) -> Decision:
    """Whether a viewer may decide in an emergency what the guard refuses.

    Cases: may not open the case, as it is about them or their text: that · nothing stands in the way, or
    it is overridden already: refused · an appeal against their own decision: refused, that is no
    emergency · else allowed.
    """
    opened = can_open_case(viewer, case)
    if not isinstance(opened, Allowed):
        return opened
    if ties.overrides or conflict_of(ties) is None:
        return Refused("no_conflict")
    return Refused("own_decision") if ties.decided or ties.confirmed else Allowed()


def can_review(viewer: Viewer, override: ConflictOverride) -> Decision:
    """Whether a viewer may review an override.

    Cases: the table says no: that · their own: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Refused("own_override") if override.account_id == viewer.account_id else Allowed()


def can_answer_proposal(viewer: Viewer, proposal: Proposal, ties: Ties) -> Decision:
    """Whether a viewer may turn the second key. Cases: may not decide the case: that · the first was theirs:
    refused · else allowed.
    """
    allowed = can_decide(viewer, proposal.case, ties)
    if isinstance(allowed, Allowed) and proposal.proposed_by_id == viewer.account_id:
        return Refused("own_proposal")
    return allowed


def can_reveal(viewer: Viewer, flag: Flag, ties: Ties) -> Decision:
    """Whether a viewer may ask who sent a flag.

    Cases: may not decide the case, so that nobody looks up who flagged themselves or theirs: that, and no
    override helps · it was a visitor, or the name has been erased: refused · else allowed.
    """
    allowed = can_decide(viewer, flag.case, replace(ties, overrides=False))
    if isinstance(allowed, Allowed) and flag.persona_id is None:
        return Refused("no_name")
    return allowed


def can_confirm_reveal(viewer: Viewer, reveal: Reveal, ties: Ties) -> Decision:
    """Whether a viewer may turn the second key of a reveal. Cases: may not ask: that · the first was
    theirs: refused · else allowed.
    """
    allowed = can_reveal(viewer, reveal.flag, ties)
    if isinstance(allowed, Allowed) and reveal.asked_by_id == viewer.account_id:
        return Refused("own_proposal")
    return allowed


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


def is_claimed(case: Case, now: datetime) -> bool:
    """Whether somebody is looking at a case; a claim lapses when they have been away."""
    if case.claimed_by_id is None or case.claimed_at is None:
        return False
    return now - case.claimed_at < CLAIM_LAPSES_AFTER


def _could_read(viewer: Viewer, text: Post | Reply) -> Decision:
    """As things are; or, where flags have hidden the text or its piece, as they were until then."""
    piece = text.post if isinstance(text, Reply) else text
    shown = {text.visibility, piece.visibility} <= {Visibility.PUBLISHED, Visibility.HIDDEN}
    if not shown or (text.is_published and piece.is_published):
        return discussion.can_read_text(viewer, text)
    members_only = piece.audience == Audience.MEMBERS and not viewer.is_signed_in
    return Hidden() if members_only else Allowed()


def _wrote(viewer: Viewer, text: Post | Reply) -> bool:
    return viewer.persona_id is not None and viewer.persona_id == text.persona_id

"""One case: the text in its conversation, all flags, what it said before, what was decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from forum.access import AccessRefused, Allowed, Hidden, Viewer, require
from forum.accounts.models import Account, Persona
from forum.discussion.models import Post, Reply, Revision
from forum.lib import clock
from forum.lib.db import by_public_id, db
from forum.moderation import policy, possible
from forum.moderation.models import Case, CaseOrigin, CaseState, Decision, DecisionAction, Flag, Proposal
from forum.moderation.queries.ties import ground_of, ties, waiting_proposal
from forum.moderation.reasons import REASONS, Reason, most_urgent

NEXT_REPLIES = 3  # enough to see how it was taken
EARLIER = 20  # versions and decisions; what came before them stays in the tables


@dataclass(frozen=True)
class FlagView:
    """A flag as moderators see it: a stable letter stands for whoever sent it."""

    letter: str
    by_member: bool
    reason: Reason
    words: str
    at: datetime
    seen_text: str | None  # where it differs from what the text says now
    seen_title: str | None


@dataclass(frozen=True)
class CaseView:
    """All that a moderator needs to decide."""

    case: Case
    text: Post | Reply | None  # None where the case is about a person
    piece: Post | None
    persona: Persona
    parent: Reply | None
    following: tuple[Reply, ...]
    flags: tuple[FlagView, ...]
    revisions: tuple[Revision, ...]
    decisions: tuple[Decision, ...]  # on this text, or on this person's account; the newest first
    on_person: tuple[Decision, ...]  # on anything of the same person
    removed_before: int  # texts of the same author, by decision
    reason: Reason | None
    claimed_by: str | None  # another moderator who is looking at it
    barred: str | None  # why this viewer may not decide, as a reason code
    may_override: bool
    actions: tuple[DecisionAction, ...]
    proposal: Proposal | None  # what waits for its second key

    @property
    def is_open(self) -> bool:
        """Whether the case still waits."""
        return self.case.state == CaseState.OPEN

    @property
    def words(self) -> int:
        """How much there is to read."""
        return len(self.text.source.split()) if self.text is not None else 0


def find_case(viewer: Viewer, public_id: str) -> Case:
    """A case that a viewer may open; raises AccessRefused for unknown ids and for their own texts."""
    require(policy.can_see_queue(viewer))
    case = by_public_id(Case, public_id)
    if case is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_case(viewer, case))
    return case


def view_case(viewer: Viewer, case: Case) -> CaseView:
    """A case with everything around it, in a number of queries that does not grow with it."""
    require(policy.can_open_case(viewer, case))
    text = case.text
    persona = text.persona if text is not None else case.persona
    if persona is None:
        raise AccessRefused(Hidden())
    tied = ties(viewer, case)
    decidable = policy.can_decide(viewer, case, tied)
    on_person = tuple(_on_person(persona))
    return CaseView(
        case=case,
        text=text,
        piece=text.post if isinstance(text, Reply) else text,
        persona=persona,
        parent=text.parent if isinstance(text, Reply) else None,
        following=tuple(_following(text)) if text is not None else (),
        flags=tuple(_flag_views(text, case.flags)),
        revisions=tuple(_revisions(text)) if text is not None else (),
        decisions=tuple(_decisions(case)),
        on_person=on_person,
        removed_before=_removed_before(case, on_person),
        reason=most_urgent([flag.reason for flag in case.flags]),
        claimed_by=_claimed_by(viewer, case),
        barred=None if isinstance(decidable, Allowed) else getattr(decidable, "reason", "role"),
        may_override=isinstance(policy.can_override(viewer, case, tied), Allowed),
        actions=possible.actions(viewer, case, ground_of(case)),
        proposal=waiting_proposal(case),
    )


def _removed_before(case: Case, on_person: Sequence[Decision]) -> int:
    """How many texts of a person were removed; what was undone, or is appealed here, does not count."""
    gone = {decision.overturns_id for decision in on_person}
    if case.origin == CaseOrigin.APPEAL and case.appeal is not None:
        gone.add(case.appeal.decision_id)
    removed = (each.id for each in on_person if each.action == DecisionAction.REMOVE)
    return sum(decision_id not in gone for decision_id in removed)


def _flag_views(text: Post | Reply | None, flags: Sequence[Flag]) -> list[FlagView]:
    """The flags in their order; the same member keeps the same letter, each visitor gets one."""
    letters: dict[str, str] = {}
    views = []
    for flag in flags:
        key = f"member {flag.persona_id}" if flag.persona_id is not None else f"visitor {flag.id}"
        letter = letters.setdefault(key, _letter(len(letters)))
        views.append(
            FlagView(
                letter=letter,
                by_member=flag.persona_id is not None,
                reason=REASONS.get(flag.reason, REASONS["other"]),
                words=flag.words,
                at=flag.flagged_at,
                seen_text=flag.seen_text if text and flag.seen_text not in {"", text.source} else None,
                seen_title=flag.seen_title
                if isinstance(text, Post) and flag.seen_title != text.title
                else None,
            )
        )
    return views


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    letters = ascii_uppercase[number % 26]
    return _letter(number // 26 - 1) + letters if number >= 26 else letters


def _following(text: Post | Reply) -> Sequence[Reply]:
    """The next replies in reading order, as the text's readers found them."""
    query = select(Reply).where(Reply.path.is_not(None)).order_by(Reply.path).limit(NEXT_REPLIES)
    if isinstance(text, Post):
        return db.session.scalars(query.where(Reply.post_id == text.id)).all()
    if text.path is None:
        return ()
    return db.session.scalars(query.where(Reply.post_id == text.post_id, Reply.path > text.path)).all()


def _revisions(text: Post | Reply) -> Sequence[Revision]:
    about = Revision.post_id == text.id if isinstance(text, Post) else Revision.reply_id == text.id
    return db.session.scalars(select(Revision).where(about).order_by(Revision.id.desc()).limit(EARLIER)).all()


def _decisions(case: Case) -> Sequence[Decision]:
    """On the same text, or on the same person where the case is about one."""
    same = (
        (Case.post_id, case.post_id),
        (Case.reply_id, case.reply_id),
        (Case.persona_id, case.persona_id),
    )
    about = next(column == value for column, value in same if value is not None)
    return db.session.scalars(_newest().join(Decision.case).where(about)).all()


def _on_person(persona: Persona) -> Sequence[Decision]:
    """On whatever the same person wrote, and on their account."""
    return db.session.scalars(_newest().where(Decision.subject_persona_id == persona.id)).all()


def _newest() -> Select[Decision]:
    decider = joinedload(Decision.decided_by).options(selectinload(Account.personas))
    about = joinedload(Decision.case).options(joinedload(Case.post), joinedload(Case.reply))
    return select(Decision).order_by(Decision.id.desc()).limit(EARLIER).options(decider, about)


def _claimed_by(viewer: Viewer, case: Case) -> str | None:
    """The pen name of another moderator who is looking at the case now."""
    if not policy.is_claimed(case, clock.now()) or case.claimed_by_id == viewer.account_id:
        return None
    personas = case.claimed_by.personas if case.claimed_by else []
    return personas[0].pen_name if personas else None

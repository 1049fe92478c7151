"""What the conflict guard and the two keys must know of a moderator and a case, each in one question."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from forum.access import Role, Viewer
from forum.accounts import policy as accounts
from forum.accounts.models import Account
from forum.discussion.models import Lock, LockedBy, Post, Reply
from forum.discussion.queries.reach import blocks_account_of
from forum.lib import clock
from forum.lib.db import db
from forum.moderation.models import (
    Appeal,
    Case,
    CaseState,
    ConflictOverride,
    Decision,
    Flag,
    Proposal,
    ProposalState,
)
from forum.moderation.policy import PART_LASTS, Ties
from forum.moderation.possible import Ground
from forum.moderation.reasons import REASONS

# Made once: an alias learns its columns as it is asked for them, which takes longer than the question itself.
_theirs, _mine = aliased(Reply), aliased(Reply)
_earlier, _waiting, _undoing = aliased(Case), aliased(Case), aliased(Decision)


def ties(viewer: Viewer, case: Case) -> Ties:
    """What ties a viewer to a case."""
    if viewer.persona_id is None:
        return Ties()
    found = db.session.execute(
        select(
            _flagged(viewer, case).label("flagged"),
            _took_part(viewer, case).label("took_part"),
            _blocks(viewer, case).label("blocks"),
            _decided(case, Decision.decided_by_id == viewer.account_id).label("decided"),
            _decided(case, Decision.confirmed_by_id == viewer.account_id).label("confirmed"),
            exists()
            .where(ConflictOverride.case_id == case.id, ConflictOverride.account_id == viewer.account_id)
            .label("overrides"),
        )
    ).one()
    return Ties(answered_by_it=_answers(viewer, case), **found._mapping)


def ground_of(case: Case) -> Ground:
    """What can be done depends on this of a case."""
    text = case.text
    persona = text.persona if text is not None else case.persona
    account = persona.account if persona is not None else None
    return Ground(
        text=text,
        account=account,
        is_restricted=account is not None and accounts.is_restricted(account, clock.now()),
        locked_by=_locks_on(text) if text is not None else frozenset(),
        is_worried_about=any(REASONS[flag.reason].is_care for flag in case.flags if flag.reason in REASONS),
    )


def moderator_count(besides: Collection[int] = ()) -> int:
    """How many people moderate, who are not suspended themselves; some accounts are not counted."""
    now = clock.now()
    active = or_(Account.suspended_until.is_(None), Account.suspended_until < now)
    others = (Account.role >= Role.MODERATOR, active, Account.id.not_in(besides))
    return db.session.scalar(select(func.count()).where(*others)) or 0


def can_never_decide(case: Case) -> list[int]:
    """The accounts that no override helps: whom a case is about, and both keys of what is appealed."""
    persona = case.text.persona if case.text is not None else case.persona
    appealed = case.appeal.decision if case.appeal is not None else None
    tied = [persona.account_id if persona is not None else None]
    tied += [appealed.decided_by_id, appealed.confirmed_by_id] if appealed is not None else []
    return [account_id for account_id in tied if account_id is not None]


def gravest_priority(case: Case) -> int:
    """The gravest priority of all cases on the same text; of a person, of what is open on them and theirs."""
    of = case.persona_id
    same = {
        "post": Case.post_id == case.post_id,
        "reply": Case.reply_id == case.reply_id,
        "person": (Case.state == CaseState.OPEN) & or_(Case.persona_id == of, _is_on_text_of(of)),
    }["post" if case.post_id is not None else "reply" if case.reply_id is not None else "person"]
    found = db.session.scalar(select(func.min(Case.priority)).where(same))
    return case.priority if found is None else min(case.priority, found)


def override_of(viewer: Viewer, case: Case) -> ConflictOverride | None:
    """The viewer's override of the guard in a case."""
    made = (ConflictOverride.case_id == case.id, ConflictOverride.account_id == viewer.account_id)
    return db.session.scalar(select(ConflictOverride).where(*made).limit(1))


def waiting_proposal(case: Case) -> Proposal | None:
    """What waits for its second key in a case."""
    waits = (Proposal.case_id == case.id, Proposal.state == ProposalState.WAITING)
    return db.session.scalar(select(Proposal).where(*waits))


def _flagged(viewer: Viewer, case: Case) -> ColumnElement[bool]:
    """In this case or in an earlier one about the same."""
    same = or_(
        Case.id == case.id,
        and_(Case.post_id == case.post_id, Case.post_id.is_not(None)),
        and_(Case.reply_id == case.reply_id, Case.reply_id.is_not(None)),
    )
    if case.persona_id is not None:
        same = or_(same, _is_on_text_of(case.persona_id))
    return exists().where(Flag.case_id == Case.id, Flag.persona_id == viewer.persona_id, same)


def _is_on_text_of(persona_id: int | None) -> ColumnElement[bool]:
    """Whether a case is about a text by a person."""
    return or_(
        Case.post_id.in_(select(Post.id).where(Post.persona_id == persona_id)),
        Case.reply_id.in_(select(Reply.id).where(Reply.persona_id == persona_id)),
    )


def _answers(viewer: Viewer, case: Case) -> bool:
    """Whether the text replies to the viewer's own."""
    text = case.text
    if not isinstance(text, Reply):
        return False
    above = text.parent if text.parent_id is not None else text.post
    return above is not None and above.persona_id == viewer.persona_id


def _took_part(viewer: Viewer, case: Case) -> ColumnElement[bool]:
    """Whether the viewer wrote in the same branch lately; of a piece, anywhere beneath it."""
    text = case.text
    if text is None:
        return _met_lately(viewer, case.persona_id)
    lately = (Reply.persona_id == viewer.persona_id, Reply.published_at > clock.now() - PART_LASTS)
    if isinstance(text, Post):
        return exists().where(Reply.post_id == text.id, *lately)
    rank = text.branch_rank
    if rank is None and text.parent is not None:  # it was never shown
        rank = text.parent.branch_rank
    return exists().where(Reply.post_id == text.post_id, Reply.branch_rank == rank, *lately)


def _met_lately(viewer: Viewer, persona_id: int | None) -> ColumnElement[bool]:
    """Whether a person wrote in a branch of the viewer's lately, or the viewer beneath the same piece's."""
    since = clock.now() - PART_LASTS
    written = (_theirs.persona_id == persona_id, _theirs.published_at > since)
    beneath_mine = exists().where(
        *written,
        _theirs.post_id == Post.id,
        _theirs.branch_rank.is_not(None),
        Post.persona_id == viewer.persona_id,
    )
    beneath_theirs = exists().where(
        _mine.persona_id == viewer.persona_id,
        _mine.published_at > since,
        _mine.post_id == Post.id,
        Post.persona_id == persona_id,
    )
    in_one_branch = exists().where(
        *written,
        _mine.post_id == _theirs.post_id,
        _mine.branch_rank == _theirs.branch_rank,
        _mine.persona_id == viewer.persona_id,
        _mine.published_at > since,
    )
    return or_(beneath_mine, beneath_theirs, in_one_branch)


def _blocks(viewer: Viewer, case: Case) -> ColumnElement[bool]:
    """Whether the viewer blocks the author, or the author the viewer, under whichever names."""
    text = case.text
    persona = text.persona if text is not None else case.persona
    if persona is None or persona.account_id is None:
        return false()
    return or_(
        blocks_account_of(persona.id, viewer.account_id),
        blocks_account_of(viewer.persona_id, persona.account_id),
    )


def _decided(case: Case, by_viewer: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the viewer decided what is appealed: here, or in another case on the same, unchanged text.

    Also what was undone on appeal, so that nobody does once more what another moderator found to be wrong.
    """
    here = exists().where(Appeal.case_id == case.id, Decision.id == Appeal.decision_id, by_viewer)
    text = case.text
    if text is None:
        return here
    same = (
        _earlier.post_id == case.post_id if case.post_id is not None else _earlier.reply_id == case.reply_id
    )
    undone = exists().where(_undoing.overturns_id == Decision.id)
    appealed = exists().where(
        Appeal.decision_id == Decision.id, Appeal.case_id == _waiting.id, _waiting.state == CaseState.OPEN
    )
    unchanged = Decision.text_revision == text.revision
    elsewhere = exists().where(
        Decision.case_id == _earlier.id, same, unchanged, by_viewer, or_(undone, appealed)
    )
    return or_(here, elsewhere)


def _locks_on(text: Post | Reply) -> frozenset[LockedBy]:
    """Whose locks stand over just this text."""
    post = text if isinstance(text, Post) else text.post
    if not post.locks:
        return frozenset()
    branch = Lock.reply_id == text.id if isinstance(text, Reply) else Lock.reply_id.is_(None)
    standing = (Lock.post_id == post.id, branch, Lock.lifted_at.is_(None))
    lasting = or_(Lock.until.is_(None), Lock.until > clock.now())
    return frozenset(
        LockedBy(by) for by in db.session.scalars(select(Lock.locked_by).where(*standing, lasting))
    )

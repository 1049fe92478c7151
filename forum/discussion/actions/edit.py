"""Change one's own text; what it said before is kept as a revision."""

from datetime import datetime

from forum.access import Viewer, require
from forum.discussion import composing, events, hold_rules, policy, states, visibility
from forum.discussion.actions import _awaiting, _visitors
from forum.discussion.actions._submission import author_of
from forum.discussion.actions.hold import hold
from forum.discussion.composing import Draft, PostDraft
from forum.discussion.models import Post, Reply, Revision
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.markup import Rendered


def edit(viewer: Viewer, text: Post | Reply, draft: Draft) -> None:
    """Give a text new words and, to a piece, new terms; a held text stays held.

    Changing nothing does nothing, so a form that is sent twice makes one revision.
    """
    require(policy.can_edit(viewer, text, clock.now()))
    if isinstance(draft, PostDraft):
        require(policy.can_ask_for_age(viewer, draft.age_min))
    rendered = composing.compose(draft)
    with writing():
        visibility.lock(text)
        now = clock.now()
        require(policy.can_edit(viewer, text, now))  # a moderator may have been faster
        _change(viewer, text, draft, rendered, now)


def _change(viewer: Viewer, text: Post | Reply, draft: Draft, rendered: Rendered, now: datetime) -> None:
    has_new_words = _words_of(text) != _words_of(draft)
    if has_new_words:
        _keep_revision(text, now)
    elif not _has_new_terms(text, draft):
        return
    composing.write_into(text, draft, rendered)
    _visitors.keep_out(text)
    if has_new_words and policy.is_marked_edit(text.published_at, now, answered=text.last_ordinal > 0):
        text.edited_at = now
    db.session.flush()
    emit(events.TextEdited(text))
    if has_new_words and text.is_published:
        _read_anew(viewer, text, draft, rendered, now)


def _read_anew(viewer: Viewer, text: Post | Reply, draft: Draft, rendered: Rendered, now: datetime) -> None:
    """Have new words wait for whom they would have waited as a new text."""
    awaits = _awaiting.is_wanted(viewer, text)
    context = hold_rules.Context(rendered.html, now.date())
    verdict = hold_rules.judge_edit(draft, author_of(viewer), context)
    if isinstance(verdict, hold_rules.Hold):
        hold(viewer, text, verdict.reason)
    if awaits:
        _awaiting.await_author(text)


def _keep_revision(text: Post | Reply, now: datetime) -> None:
    db.session.add(
        Revision(
            **states.about(text),
            number=text.revision,
            title=text.title if isinstance(text, Post) else None,
            source=text.source,
            replaced_at=now,
        )
    )
    text.revision += 1


def _words_of(text: Post | Reply | Draft) -> tuple[str, ...]:
    """All that readers are shown of the author's words: notes can hurt as much as a title."""
    notes = (text.title, text.content_notes) if isinstance(text, Post | PostDraft) else ()
    return (*notes, text.source)


def _has_new_terms(text: Post | Reply, draft: Draft) -> bool:
    if not isinstance(text, Post) or not isinstance(draft, PostDraft):
        return False
    return _terms_of(text) != _terms_of(draft) or draft.age_min > text.age_min


def _terms_of(text: Post | PostDraft) -> tuple[str, ...]:
    return (
        text.content_notes,
        text.replies_wanted,
        text.wished_audience,
        text.who_may_reply,
        text.approve_first,
    )

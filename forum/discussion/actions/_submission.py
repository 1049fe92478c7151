"""How a new text is stored: once, however often it is sent; not too fast; shown or held."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.access import AccessRefused, NeedsSignIn, Refused, Viewer
from forum.accounts.models import Account
from forum.discussion import composing, hold_rules, visibility
from forum.discussion.actions import hold
from forum.discussion.composing import Draft
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import clock, throttle
from forum.lib.db import db

Text = TypeVar("Text", Post, Reply)


@dataclass(frozen=True)
class Pace:
    """How many new texts of a kind one account may send in a window of time."""

    most: int
    window: timedelta
    refusal: str  # the code of the sentence for whoever is over it


def submit(viewer: Viewer, text: Text, place: str, draft: Draft, pace: Pace) -> Text:
    """Store a new text of the viewer's, show or hold it, and return it.

    The same words for the same place return the text that is there already, also when both arrive
    at the same moment. Raises AccessRefused when the account is too fast, UnfitText for the words.
    The policy was asked by the verb that calls this.
    """
    if viewer.account_id is None or viewer.persona_id is None:
        raise AccessRefused(NeedsSignIn())
    text.persona_id = viewer.persona_id
    text.submission_digest = composing.submission_digest(place, draft)
    earlier = _earlier(text)
    if earlier is not None:
        return earlier
    rendered = composing.compose(draft)
    composing.write_into(text, draft, rendered)
    verdict = hold_rules.judge(draft, author_of(viewer), hold_rules.Context(rendered.html, clock.today()))
    if isinstance(verdict, hold_rules.Refuse):
        raise AccessRefused(Refused(verdict.reason))
    stored = _store(text)
    if stored is not text:
        return stored
    if not throttle.allow(f"new {text.kind}", str(viewer.account_id), pace.most, pace.window):
        raise AccessRefused(Refused(pace.refusal))
    if isinstance(verdict, hold_rules.Hold):
        hold.hold(viewer, text, verdict.reason)
    else:
        visibility.show(text)
    return text


def _store(text: Text) -> Text:
    """Insert the text; where another request was faster with the same one, return that."""
    text.created_at = clock.now()
    text.visibility = Visibility.HELD  # until it is settled, a few lines on
    try:
        with db.session.begin_nested():
            db.session.add(text)
            db.session.flush()
    except IntegrityError:
        earlier = _earlier(text)
        if earlier is None:
            raise
        return earlier
    return text


def _earlier(text: Text) -> Text | None:
    table = type(text)
    return db.session.scalar(
        select(table).where(
            table.persona_id == text.persona_id, table.submission_digest == text.submission_digest
        )
    )


def author_of(viewer: Viewer) -> hold_rules.Author:
    """What the hold rules may know of the viewer."""
    account = db.session.get_one(Account, viewer.account_id)
    return hold_rules.Author(viewer.is_moderator, account.approved_texts, account.joined_on)

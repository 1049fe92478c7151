"""From what somebody typed to what is stored: bounds, rendering, excerpt, and telling a text again."""

import json
import re
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.access import AgeLevel
from forum.discussion.models import ApproveFirst, Audience, Post, RepliesWanted, Reply, WhoMayReply
from forum.lib import keys
from forum.markup import RefusedMarkup, Rendered, render
from forum.markup.plain import opening_of

TITLE_MOST = 200  # two lines of a heading; the column's width
NOTES_MOST = 200
PIECE_MOST = 100_000  # a long essay; about 17,000 words
REPLY_MOST = 20_000  # a very long letter; whoever needs more starts a piece
EXCERPT_MOST = 280  # three lines in a list; the column holds 400
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, UTF-8 no lone surrogate


@dataclass(frozen=True)
class PostDraft:
    """A piece as its author wants it."""

    title: str
    source: str
    content_notes: str = ""
    replies_wanted: RepliesWanted = RepliesWanted.ANY
    audience: Audience = Audience.EVERYONE
    who_may_reply: WhoMayReply = WhoMayReply.MEMBERS
    approve_first: ApproveFirst = ApproveFirst.OFF
    age_min: AgeLevel = AgeLevel.NONE  # asked beyond what the space asks

    @property
    def wished_audience(self) -> str:
        """For whom it is, as `Post.wished_audience`."""
        return self.audience


@dataclass(frozen=True)
class ReplyDraft:
    """A reply as its author wants it."""

    source: str


Draft = PostDraft | ReplyDraft


class UnfitText(Exception):
    """A text that cannot be taken as it is: which field (as forms name it), and what to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def compose(draft: Draft) -> Rendered:
    """Check a draft's bounds and render its source; raises UnfitText with what to change."""
    if isinstance(draft, PostDraft):
        _check("title", draft.title, TITLE_MOST)
        _check("content_notes", draft.content_notes, NOTES_MOST, may_be_empty=True)
    _check("body", draft.source, PIECE_MOST if isinstance(draft, PostDraft) else REPLY_MOST)
    try:
        return render(draft.source)
    except RefusedMarkup as error:
        raise UnfitText("body", str(error)) from error


def write_into(text: Post | Reply, draft: Draft, rendered: Rendered) -> None:
    """Put a draft's words, and what follows from them, into a text."""
    text.source = draft.source
    text.html = rendered.html
    text.markup_version = rendered.version
    if isinstance(text, Post) and isinstance(draft, PostDraft):
        text.title = draft.title
        text.excerpt = excerpt(opening_of(rendered.html))
        text.content_notes = draft.content_notes
        text.replies_wanted = draft.replies_wanted
        text.audience = draft.audience
        text.audience_else = None
        text.who_may_reply = draft.who_may_reply
        text.approve_first = draft.approve_first
        # Never lowered: it may have been moved from where more is asked.
        text.age_min = max(text.age_min or AgeLevel.NONE, draft.age_min)


def excerpt(plain: str) -> str:
    """The beginning of a text for lists, cut between words."""
    words = " ".join(plain.split())
    if len(words) <= EXCERPT_MOST:
        return words
    cut = words[: EXCERPT_MOST - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def submission_digest(place: str, draft: Draft) -> str:
    """What tells the same text sent to the same place twice; says nothing of the words by itself."""
    title = draft.title if isinstance(draft, PostDraft) else None
    return keys.digest("submission", json.dumps([place, title, draft.source]))


def _check(field: str, text: str, most: int, *, may_be_empty: bool = False) -> None:
    if len(text) > most:
        raise UnfitText(field, _("Please keep this to %(most)d characters.", most=most))
    if UNSTORABLE.search(text):
        raise UnfitText(field, _("This holds a character that cannot be shown. Please type it anew."))
    if not may_be_empty and not any(_is_ink(character) for character in text):
        raise UnfitText(field, _("Please write something here."))


def _is_ink(character: str) -> bool:
    """Whether a character shows: neither a blank nor a control nor an invisible joiner."""
    return unicodedata.category(character)[0] not in "ZC"

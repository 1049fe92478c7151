"""What is typed to start a piece, to reply and to edit."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from forum.discussion.composing import (
    NOTES_MOST,
    PIECE_MOST,
    REPLY_MOST,
    TITLE_MOST,
    PostDraft,
    ReplyDraft,
)
from forum.discussion.models import Audience, Post, RepliesWanted
from forum.web.forms import Form, line, prose

# What authors may ask for: value, what it is called, and what that means to whoever replies.
WISHES: tuple[tuple[str, Any, Any], ...] = (
    (RepliesWanted.ANY, _l("Any reply"), _l("Whatever people have to say.")),
    (RepliesWanted.SUPPORT, _l("Support only"), _l("Please no advice and no debate.")),
    (RepliesWanted.ADVICE, _l("Advice is welcome"), _l("You would like to hear what others would do.")),
    (RepliesWanted.DEBATE, _l("Debate is welcome"), _l("You would like to hear disagreement too.")),
    (RepliesWanted.NONE, _l("No replies"), _l("Nobody can reply until you choose something else.")),
)
READERS: tuple[tuple[str, Any, Any], ...] = (
    (Audience.EVERYONE, _l("Everyone"), _l("Visitors without an account too.")),
    (Audience.MEMBERS, _l("Members"), _l("Only people who have signed in.")),
)


class PostForm(Form):
    """A piece and its terms."""

    title = line(_l("Title"), TITLE_MOST, 1, empty=_l("Please give it a title."))
    body = prose(_l("Text"), PIECE_MOST, 1)
    content_notes = line(_l("Content notes"), NOTES_MOST)
    replies_wanted = StringField(_l("What replies do you ask for?"), default=RepliesWanted.ANY)
    audience = StringField(_l("Who may read this?"), default=Audience.EVERYONE)

    def validate_replies_wanted(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, RepliesWanted)

    def validate_audience(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, Audience)

    def draft(self) -> PostDraft:
        """The draft that a valid form holds."""
        return PostDraft(
            title=self.title.data or "",
            source=self.body.data or "",
            content_notes=self.content_notes.data or "",
            replies_wanted=RepliesWanted(self.replies_wanted.data or ""),
            audience=Audience(self.audience.data or ""),
        )

    @staticmethod
    def of(post: Post) -> "PostForm":
        """The form with a piece in it, to be edited."""
        return PostForm(
            data={
                "title": post.title,
                "body": post.source,
                "content_notes": post.content_notes,
                "replies_wanted": post.replies_wanted,
                "audience": post.audience,
            }
        )


class ReplyForm(Form):
    """A reply, and which reply it answers (its public id; empty: the piece itself)."""

    body = prose(_l("Your reply"), REPLY_MOST, 1)
    parent = HiddenField()

    def draft(self) -> ReplyDraft:
        """The draft that a valid form holds."""
        return ReplyDraft(self.body.data or "")


def _check_choice(field: Field, choices: type[StrEnum]) -> None:
    if field.data not in list(choices):
        raise ValidationError(_("Please choose one of these."))

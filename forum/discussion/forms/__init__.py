"""What is typed to start a piece, to reply and to edit."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from forum.access import AgeLevel
from forum.discussion.composing import (
    NOTES_MOST,
    PIECE_MOST,
    REPLY_MOST,
    TITLE_MOST,
    PostDraft,
    ReplyDraft,
)
from forum.discussion.models import ApproveFirst, Audience, Post, RepliesWanted, WhoMayReply
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
REPLIERS: tuple[tuple[str, Any, Any], ...] = (
    (WhoMayReply.MEMBERS, _l("Members"), _l("Everybody who has an account.")),
    (
        WhoMayReply.ANSWERED,
        _l("People I have replied to"),
        _l("Under this piece or anywhere else. Everybody can read it."),
    ),
    (WhoMayReply.NOBODY, _l("Nobody"), _l("What was said stays.")),
)
FIRST: tuple[tuple[str, Any, Any], ...] = (
    (ApproveFirst.OFF, _l("No"), _l("Replies are shown at once.")),
    (
        ApproveFirst.FIRST,
        _l("Each person’s first reply"),
        _l("Later ones by the same person are shown at once."),
    ),
    (ApproveFirst.ALL, _l("Every reply"), _l("Each waits until you let it through or hide it.")),
)
# Offered to those who have proved their age themselves; nobody else could read their own piece then.
AGES: tuple[tuple[str, Any, Any], ...] = (
    ("", _l("No"), _l("Whoever may read the space may read it.")),
    (
        "verified",
        _l("A proof of age"),
        _l("Only people who have proved to be 18. It cannot be undone."),
    ),
)
CHOICES = {"ages": AGES, "wishes": WISHES, "readers": READERS, "repliers": REPLIERS, "first": FIRST}


class PostForm(Form):
    """A piece and its terms."""

    title = line(_l("Title"), TITLE_MOST, 1, empty=_l("Please give it a title."))
    body = prose(_l("Text"), PIECE_MOST, 1)
    content_notes = line(_l("Content notes"), NOTES_MOST)
    replies_wanted = StringField(_l("What replies do you ask for?"), default=RepliesWanted.ANY)
    audience = StringField(_l("Who may read this?"), default=Audience.EVERYONE)
    who_may_reply = StringField(_l("Who may reply?"), default=WhoMayReply.MEMBERS)
    approve_first = StringField(_l("Do you want to read replies first?"), default=ApproveFirst.OFF)
    age = StringField(_l("Do you want more asked of readers than the space asks?"), default="")

    def validate_replies_wanted(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, RepliesWanted)

    def validate_audience(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, Audience)

    def validate_who_may_reply(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, WhoMayReply)

    def validate_approve_first(self, field: Field) -> None:
        """Refuse what is not offered."""
        _check_choice(field, ApproveFirst)

    def validate_age(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in {"", None, *(value for value, _label, _hint in AGES)}:
            raise ValidationError(_("Please choose one of these."))

    def draft(self) -> PostDraft:
        """The draft that a valid form holds."""
        return PostDraft(
            title=self.title.data or "",
            source=self.body.data or "",
            content_notes=self.content_notes.data or "",
            replies_wanted=RepliesWanted(self.replies_wanted.data or ""),
            audience=Audience(self.audience.data or ""),
            who_may_reply=WhoMayReply(self.who_may_reply.data or ""),
            approve_first=ApproveFirst(self.approve_first.data or ""),
            age_min=AgeLevel.VERIFIED if self.age.data else AgeLevel.NONE,
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
                "audience": post.wished_audience,
                "who_may_reply": post.who_may_reply,
                "approve_first": post.approve_first,
                "age": "verified" if post.age_min == AgeLevel.VERIFIED else "",
            }
        )


# How long an author may close a conversation for: hours as the form sends them, and what they are called.
PAUSES: tuple[tuple[str, Any], ...] = (
    ("", _l("until I open it again")),
    ("1", _l("for an hour")),
    ("24", _l("for a day")),
    ("72", _l("for three days")),
    ("168", _l("for a week")),
)


class LockForm(Form):
    """For how many hours a conversation or a branch takes no replies; empty: until it is opened again."""

    hours = StringField(_l("For how long?"), default="")

    def validate_hours(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in {hours for hours, _label in PAUSES}:
            raise ValidationError(_("Please choose one of these."))

    def length(self) -> timedelta | None:
        """How long it lasts; None until it is lifted."""
        return timedelta(hours=int(self.hours.data)) if self.hours.data else None


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

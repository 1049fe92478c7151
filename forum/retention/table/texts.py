"""What is kept of texts: the words, their states and versions, and who was shown them."""

from flask_babel import lazy_gettext as _

from forum.retention import cleaning
from forum.retention.table.entry import WITH_TEXT, Kept

TEXT = (
    "persona_id",
    "source",
    "html",
    "markup_version",
    "visibility",
    "created_at",
    "published_at",
    "edited_at",
    "revision",
    "submission_digest",
)

OF_TEXTS: tuple[Kept, ...] = (
    Kept(
        "post",
        (
            *TEXT,
            "space_id",
            "title",
            "excerpt",
            "content_notes",
            "replies_wanted",
            "audience",
            "audience_else",
            "age_min",
            "required_notes",
            "who_may_reply",
            "approve_first",
            "locks",
            "slow_minutes",
            "slow_until",
            "reply_count",
            "last_ordinal",
            "last_sequence",
            "last_reply_at",
        ),
        _("Your pieces"),
        _(
            "until you withdraw them; the words are erased 30 days later, or 190 days after a removal, when "
            "the time for an appeal is over"
        ),
        cleaning.old_texts,
    ),
    Kept(
        "reply",
        (
            *TEXT,
            "post_id",
            "parent_id",
            "path",
            "ordinal",
            "sequence",
            "branch_rank",
            "depth",
            "last_ordinal",
        ),
        _("Your replies"),
        _(
            "until you withdraw them or the author of the piece hides them; the words are erased 30 days "
            "later, or 190 days after a removal, when the time for an appeal is over"
        ),
    ),
    Kept(
        "visit",
        (
            "account_id",
            "post_id",
            "opened_on",
            "sitting_until",
            "seen_through",
            "seen_beyond",
            "old_through",
            "old_beyond",
        ),
        _("Which pieces you opened as a member, the day, and how far you have read; shown to nobody but you"),
        _("30 days without opening the piece, the moment of opening one day; or until you turn it off"),
        cleaning.old_visits,
    ),
    Kept(
        "post_words",
        ("post_id", "title", "words"),
        _("The words of your pieces, for search"),
        _("as long as the piece is published; they go when it is withdrawn, removed or changed"),
    ),
    Kept(
        "reply_words",
        ("reply_id", "words"),
        _("The words of your replies, for search"),
        _("as long as the reply is published; they go when it is withdrawn, removed or changed"),
    ),
    Kept(
        "hold",
        ("post_id", "reply_id", "waits_for", "reason", "at", "released_at"),
        _("That a text waited"),
        WITH_TEXT,
    ),
    Kept("set_aside", ("reply_id", "at", "lifted_at"), _("That an author hid a reply"), WITH_TEXT),
    Kept(
        "conversation_lock",
        ("post_id", "reply_id", "locked_by", "at", "until", "lifted_at"),
        _("That a conversation or a branch took no more replies"),
        WITH_TEXT,
    ),
    Kept(
        "removal",
        ("post_id", "reply_id", "by_account_id", "rule_number", "at", "lifted_at"),
        _("That a text was removed"),
        WITH_TEXT,
    ),
    Kept("withdrawal", ("post_id", "reply_id", "at"), _("That a text was withdrawn"), WITH_TEXT),
    Kept(
        "disowning",
        ("post_id", "reply_id", "persona_id", "ends_at"),
        _("That you took your name off a text, so that you can put it on again"),
        _("24 hours"),
    ),
    Kept(
        "revision",
        ("post_id", "reply_id", "number", "title", "source", "replaced_at"),
        _("Earlier versions of your texts, which only moderators see"),
        _("180 days, or until the words of the text are erased"),
        cleaning.old_versions,
    ),
)

"""What an archive holds of texts: the words, their earlier versions and what became of them."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, or_, select

from forum.access import AgeLevel
from forum.discussion.models import (
    Disowning,
    Hold,
    Lock,
    Post,
    Removal,
    Reply,
    Revision,
    SetAside,
    Space,
    Withdrawal,
)
from forum.export.table.part import Field, LeftOut, Look, Owner, Part, pen_name, piece, reply, texts
from forum.export.table.reasons import COLLEAGUES, DERIVED, LINK, ORDER
from forum.lib import clock


def own(kind: type[Post] | type[Reply], owner: Owner) -> ColumnElement[bool]:
    """Texts under one's own names, and those disowned that one can still put the name on again."""
    disowned = Disowning.post_id if kind is Post else Disowning.reply_id
    still = (Disowning.persona_id.in_(owner.persona_ids), Disowning.ends_at > clock.now())
    given_away = select(disowned).where(disowned.is_not(None), *still)
    return or_(kind.persona_id.in_(owner.persona_ids), kind.id.in_(given_away))


def _about_own(table: type[Revision | Hold | Removal | Withdrawal]) -> Callable[[Owner], ColumnElement[bool]]:
    """The rows of a table about exactly one text whose text is one's own."""

    def whose(owner: Owner) -> ColumnElement[bool]:
        posts = select(Post.id).where(own(Post, owner))
        replies = select(Reply.id).where(own(Reply, owner))
        return or_(table.post_id.in_(posts), table.reply_id.in_(replies))

    return whose


def _level(value: int) -> str:
    return AgeLevel(value).name.lower()


def _of_text(kind: type[Post] | type[Reply]) -> tuple[Field, ...]:
    return (
        pen_name(kind.persona_id, _("Under the name")),
        Field(kind.visibility, _("State")),
        Field(kind.created_at, _("Written")),
        Field(kind.published_at, _("First shown")),
        Field(kind.edited_at, _("Last changed")),
        Field(kind.revision, _("Version")),
        Field(kind.html, _("Text"), look=Look.PROSE),
        Field(kind.source, _("As you typed it"), look=Look.SOURCE),
    )


OF_TEXTS: tuple[Part, ...] = (
    Part(
        "pieces",
        _("Your pieces"),
        Post,
        lambda owner: own(Post, owner),
        (
            Field(Post.title, _("Title"), look=Look.HEADING),
            piece(Post.id, _("Stands at")),
            Field(
                Post.space_id,
                _("Space"),
                (select(Space.name).where(Space.id == Post.space_id).scalar_subquery(),),
            ),
            *_of_text(Post),
            Field(Post.excerpt, _("First words, as lists show them")),
            Field(Post.content_notes, _("Content notes")),
            Field(Post.required_notes, _("Content notes that a moderator asked for")),
            Field(Post.replies_wanted, _("Replies you ask for")),
            Field(Post.who_may_reply, _("Who may reply")),
            Field(Post.approve_first, _("Replies you want to read first")),
            Field(Post.audience, _("For")),
            Field(Post.audience_else, _("For, once you hide your pieces from visitors no more")),
            Field(Post.age_min, _("Age"), show=_level),
            Field(Post.locks, _("Locks that stand")),
            Field(Post.slow_minutes, _("Minutes between two replies of one person")),
            Field(Post.slow_until, _("Slow until")),
            Field(Post.reply_count, _("Replies beneath it")),
        ),
    ),
    Part(
        "replies",
        _("Your replies"),
        Reply,
        lambda owner: own(Reply, owner),
        (
            reply(Reply.id, _("Stands at")),
            piece(Reply.post_id, _("Beneath the piece")),
            reply(Reply.parent_id, _("In answer to")),
            *_of_text(Reply),
        ),
    ),
    Part(
        "earlier_versions",
        _("Earlier versions of your texts"),
        Revision,
        _about_own(Revision),
        (
            Field(Revision.title, _("Title"), look=Look.HEADING),
            *texts(Revision.post_id, Revision.reply_id),
            Field(Revision.number, _("Version")),
            Field(Revision.replaced_at, _("Replaced")),
            Field(Revision.source, _("As you typed it"), look=Look.SOURCE),
        ),
    ),
    Part(
        "disowned",
        _("Texts you took your name off"),
        Disowning,
        lambda owner: Disowning.persona_id.in_(owner.persona_ids) & (Disowning.ends_at > clock.now()),
        (
            *texts(Disowning.post_id, Disowning.reply_id),
            pen_name(Disowning.persona_id, _("Yours again under")),
            Field(Disowning.ends_at, _("Yours again until")),
        ),
    ),
    Part(
        "waits",
        _("When your texts waited"),
        Hold,
        _about_own(Hold),
        (
            *texts(Hold.post_id, Hold.reply_id),
            Field(Hold.waits_for, _("For")),
            Field(Hold.reason, _("Why")),
            Field(Hold.at, _("From")),
            Field(Hold.released_at, _("Until")),
        ),
    ),
    Part(
        "hidden_by_authors",
        _("Replies of yours that an author hid"),
        SetAside,
        lambda owner: SetAside.reply_id.in_(select(Reply.id).where(own(Reply, owner))),
        (
            reply(SetAside.reply_id, _("Reply")),
            Field(SetAside.at, _("From")),
            Field(SetAside.lifted_at, _("Until")),
        ),
    ),
    Part(
        "removals",
        _("Texts of yours that moderators removed"),
        Removal,
        _about_own(Removal),
        (
            *texts(Removal.post_id, Removal.reply_id),
            Field(Removal.rule_number, _("Rule")),
            Field(Removal.at, _("From")),
            Field(Removal.lifted_at, _("Until")),
        ),
    ),
    Part(
        "withdrawals",
        _("Texts you took back"),
        Withdrawal,
        _about_own(Withdrawal),
        (*texts(Withdrawal.post_id, Withdrawal.reply_id), Field(Withdrawal.at, _("When"))),
    ),
    Part(
        "locks",
        _("Locks beneath your pieces"),
        Lock,
        lambda owner: Lock.post_id.in_(select(Post.id).where(own(Post, owner))),
        (
            *texts(Lock.post_id, Lock.reply_id),
            Field(Lock.locked_by, _("By")),
            Field(Lock.at, _("From")),
            Field(Lock.until, _("Planned until")),
            Field(Lock.lifted_at, _("Lifted")),
        ),
    ),
)

NOT_OF_TEXTS: tuple[LeftOut, ...] = (
    LeftOut("post", ("markup_version",), _("Which version of the software made the HTML"), LINK),
    LeftOut("reply", ("markup_version",), _("The same for replies"), LINK),
    LeftOut("post", ("submission_digest",), _("A digest of what you sent, so that it comes once"), DERIVED),
    LeftOut("reply", ("submission_digest",), _("The same for replies"), DERIVED),
    LeftOut(
        "post", ("last_ordinal", "last_sequence", "last_reply_at"), _("The numbers of what answers it"), ORDER
    ),
    LeftOut(
        "reply",
        ("path", "ordinal", "sequence", "branch_rank", "depth", "last_ordinal"),
        _("The place of a reply"),
        ORDER,
    ),
    LeftOut("post_words", ("post_id", "title", "words"), _("The words for search"), DERIVED),
    LeftOut("reply_words", ("reply_id", "words"), _("The words of replies for search"), DERIVED),
    LeftOut("removal", ("by_account_id",), _("Who removed a text"), COLLEAGUES),
    LeftOut(
        "import_origin",
        ("digest", "post_id", "reply_id", "persona_id"),
        _("The digest by which a text from an earlier home is not brought twice"),
        LINK,
    ),
)

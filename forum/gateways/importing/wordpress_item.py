"""What one `<item>` and one `<wp:comment>` of a WordPress export mean to us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html import unescape
from xml.etree.ElementTree import Element

from forum.gateways.importing.pieces import (
    ImportedComment,
    ImportedPiece,
    LeftOut,
    Mended,
    State,
    Tally,
)
from forum.gateways.importing.threads import arrange

NAMESPACE = re.compile(r"\{https?://(?:www\.)?wordpress\.org/export/[0-9.]+/\}(\w+)")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
TAG = re.compile(r"<[^<>]*>")
BLANKS = re.compile(r"[ \t\r\n]+")  # not \s: a non-breaking space is meant
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # an older date is a fault of the clock
NOBODY = "Anonymous"  # what WordPress shows where no name was given
STATES = {"1": State.APPROVED, "approve": State.APPROVED, "approved": State.APPROVED}
NOT_KEPT = {"spam": LeftOut.SPAM, "trash": LeftOut.TRASH, "post-trashed": LeftOut.TRASH}
PINGS = {"pingback", "trackback"}


@dataclass
class Blog:
    """What the channel says of the blog."""

    version: str = ""
    link: str = ""
    base: str = ""
    names_by_login: dict[str, str] = field(default_factory=dict)
    names_by_id: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the blog stood, which tells its ids from those of another blog."""
        return self.base or self.link

    def learn(self, name: str, element: Element) -> None:
        """Take one of WordPress's own elements of the channel."""
        text = (element.text or "").strip()
        if name == "wxr_version":
            self.version = text
        elif name == "base_blog_url":
            self.base = text
        elif name == "author":
            fields = _fields(element)
            login = fields.get("author_login", "").strip()
            shown = _line(fields.get("author_display_name", "")) or login
            self.names_by_login[login] = shown
            self.names_by_id[fields.get("author_id", "").strip()] = shown


@dataclass
class Item:
    """An `<item>` while it is read: its comments first, one by one, its own fields at its end."""

    comments: list[Mapping[str, str]] = field(default_factory=list)
    fields: Mapping[str, str] = field(default_factory=dict)

    def add_comment(self, element: Element) -> None:
        """Keep of a comment what we want; the rest ends with its element."""
        self.comments.append(
            {name: text for name, text in _fields(element).items() if name in COMMENT_FIELDS}
        )

    def finished(self, element: Element) -> "Item":
        """Take the item's own fields."""
        fields = _fields(element)
        for name in ("title", "link", "guid", "pubDate"):
            fields[name] = element.findtext(name) or ""
        fields["body"] = element.findtext(CONTENT) or ""
        fields["creator"] = element.findtext(CREATOR) or ""
        self.fields = fields
        return self


# Addresses of people (e-mail, IP, web) are not on this list, so they end with their element.
COMMENT_FIELDS = frozenset(
    {
        "comment_id",
        "comment_author",
        "comment_date",
        "comment_date_gmt",
        "comment_content",
        "comment_approved",
        "comment_type",
        "comment_parent",
        "comment_user_id",
    }
)


class ItemReader:
    """Turns items into pieces and counts what it leaves out."""

    def __init__(self, blog: Blog, tally: Tally, max_depth: int) -> None:
        self._blog = blog
        self._tally = tally
        self._max_depth = max_depth
        self._seen: set[str] = set()

    def piece(self, item: Item) -> ImportedPiece | None:
        """The piece of an item, or None when it stays behind; both are counted."""
        fields = item.fields
        self._tally.pieces += 1
        self._tally.comments += len(item.comments)
        source_id = fields.get("post_id", "").strip() or fields["guid"].strip() or _digest(fields)
        reason = self._reason_to_leave_out(fields, source_id)
        if reason is not None:
            self._tally.leave_out(reason, len(item.comments))
            return None
        self._seen.add(source_id)
        published_at = _date(fields, "post_date") or _rss_date(fields["pubDate"])
        comments, mended = arrange(self._comments(item), self._max_depth)
        self._tally.mended.update(mended)
        return ImportedPiece(
            source_id=source_id,
            title=_line(TAG.sub("", fields["title"])),
            author=self._author(fields["creator"]),
            body_html=fields["body"],
            link=fields["link"].strip(),
            published_at=published_at,
            comments=comments,
        )

    def _reason_to_leave_out(self, fields: Mapping[str, str], source_id: str) -> LeftOut | None:
        """Cases, in order: no piece · never public · behind a password · met before · no text."""
        if fields.get("post_type", "post").strip() != "post":
            return LeftOut.NO_PIECE
        if fields.get("status", "").strip() != "publish":
            return LeftOut.NEVER_PUBLIC
        if fields.get("post_password", "").strip():
            return LeftOut.PASSWORD
        if source_id in self._seen:
            return LeftOut.TWICE
        if not fields["body"].strip() and not fields["title"].strip():
            return LeftOut.EMPTY
        return None

    def _author(self, creator: str) -> str:
        return self._blog.names_by_login.get(creator.strip()) or _line(creator) or NOBODY

    def _comments(self, item: Item) -> list[ImportedComment]:
        by_id: dict[str, ImportedComment] = {}
        for fields in item.comments:
            reason = _reason_to_leave_out_comment(fields)
            if reason is None:
                comment = self._comment(fields)
                reason = self._keep(comment, by_id)
                if comment.written_at is None:
                    self._tally.mended[Mended.NO_DATE] += 1
            if reason is not None:
                self._tally.left_out_comments[reason] += 1
        return list(by_id.values())

    def _keep(self, comment: ImportedComment, by_id: dict[str, ImportedComment]) -> LeftOut | None:
        """Add a comment; of two with one id the second keeps its text under an id of its own."""
        wanted, number = comment.source_id, 1
        while comment.source_id in by_id:
            if by_id[comment.source_id] == comment:
                return LeftOut.TWICE
            number += 1
            comment = replace(comment, source_id=f"{wanted}~{number}")
        if number > 1:
            self._tally.mended[Mended.SAME_ID] += 1
        by_id[comment.source_id] = comment
        return None

    def _comment(self, fields: Mapping[str, str]) -> ImportedComment:
        parent = fields.get("comment_parent", "").strip()
        registered = self._blog.names_by_id.get(fields.get("comment_user_id", "").strip() or "0")
        return ImportedComment(
            source_id=fields.get("comment_id", "").strip() or _digest(fields),
            parent_source_id=None if parent in ("", "0") else parent,
            author=registered or _line(fields.get("comment_author", "")) or NOBODY,
            body=fields.get("comment_content", ""),
            written_at=_date(fields, "comment_date"),
            state=STATES.get(fields.get("comment_approved", "").strip(), State.HELD),
        )


def is_wordpress(tag: str) -> bool:
    """Whether an element is one of WordPress's own."""
    return NAMESPACE.fullmatch(tag) is not None


def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _fields(element: Element) -> dict[str, str]:
    return {local_name(child.tag): child.text or "" for child in element if is_wordpress(child.tag)}


def _reason_to_leave_out_comment(fields: Mapping[str, str]) -> LeftOut | None:
    """Cases, in order: a ping · a kind of some plug-in · spam · trash · no words."""
    kind = fields.get("comment_type", "").strip()
    if kind in PINGS:
        return LeftOut.PINGBACK
    if kind not in ("", "comment"):
        return LeftOut.OTHER_KIND
    approved = fields.get("comment_approved", "").strip()
    if approved in NOT_KEPT:
        return NOT_KEPT[approved]
    return None if fields.get("comment_content", "").strip() else LeftOut.EMPTY


def _line(text: str) -> str:
    """A name or title as the blog showed it: entities decoded, on one line."""
    return BLANKS.sub(" ", unescape(text)).strip(" ")


def _date(fields: Mapping[str, str], name: str) -> datetime | None:
    """The moment in UTC; a blog's local time serves where the other is missing or zero."""
    for text in (fields.get(f"{name}_gmt", ""), fields.get(name, "")):
        try:
            moment = datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
        except ValueError:
            continue
        if moment >= EARLIEST:
            return moment
    return None


def _rss_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment >= EARLIEST else None


def _digest(fields: Mapping[str, str]) -> str:
    """A stand-in for a missing id, the same in every export of the same text."""
    return sha256(repr(sorted(fields.items())).encode("utf-8", "surrogatepass")).hexdigest()[:32]

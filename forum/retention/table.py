"""The table of what is kept, for how long, and what ends it; /about/data shows it word for word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import Executable

from forum.retention import cleaning

IMPERSONAL_TABLES = frozenset({"space", "rule_version", "page_version", "milestone", "alembic_version"})
IMPERSONAL_COLUMNS = frozenset({"id", "public_id"})

Cleaner = Callable[[datetime], list[Executable]]


@dataclass(frozen=True)
class Kept:
    """Some columns of one table: what they are, how long they stay, and what ends them."""

    table: str
    columns: tuple[str, ...]
    what: LazyString
    how_long: LazyString
    clean: Cleaner | None = None


WHILE_MEMBER = _("as long as your account exists")
WITH_TEXT = _("as long as the text stands")

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

RETENTION: tuple[Kept, ...] = (
    Kept(
        "account",
        ("sign_in_digest", "password_hash", "recovery_digest"),
        _("Your sign-in name, password and recovery code, each only as a digest"),
        WHILE_MEMBER,
    ),
    Kept(
        "account",
        ("role", "joined_on", "approved_texts", "suspended_until", "rules_agreed_version", "keeps_visits"),
        _("What your account may do and remember, and the day you joined"),
        WHILE_MEMBER,
    ),
    Kept(
        "age_answer",
        (
            "account_id",
            "level",
            "method",
            "provider_key",
            "answered_on",
            "policy_version",
            "expires_on",
            "revoked_reason",
        ),
        _("Your answer to the question of age: level, method and day"),
        _("as long as your account exists, or until it expires"),
        cleaning.old_answers,
    ),
    Kept(
        "persona",
        ("account_id", "pen_name", "pen_name_key", "skeleton", "identicon_seed", "created_on"),
        _("Your pen name and its ornament"),
        WHILE_MEMBER,
    ),
    Kept(
        "sign_in_session",
        ("account_id", "persona_id", "token_digest", "name", "created_at", "last_used_at", "expires_at"),
        _("The devices you are signed in on, with the hour of their last use"),
        _("14 days at most, 7 without use"),
        cleaning.old_sessions,
    ),
    Kept(
        "daily_salt",
        ("day", "salt"),
        _("The random salt under which attempts are counted"),
        _("24 hours"),
        cleaning.old_salts,
    ),
    Kept(
        "throttle_hit",
        ("key", "at"),
        _("How often something was tried, under a key that cannot be traced back"),
        _("24 hours"),
    ),
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
            "age_min",
            "reply_count",
            "last_ordinal",
            "last_sequence",
            "last_reply_at",
        ),
        _("Your pieces"),
        _("until you withdraw them; the words are erased 30 days later, or 180 days after a removal"),
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
        _("until you withdraw them; the words are erased 30 days later, or 180 days after a removal"),
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
    Kept("hold", ("post_id", "reply_id", "reason", "at", "released_at"), _("That a text waited"), WITH_TEXT),
    Kept(
        "removal",
        ("post_id", "reply_id", "by_account_id", "rule_number", "at", "lifted_at"),
        _("That a text was removed"),
        WITH_TEXT,
    ),
    Kept("withdrawal", ("post_id", "reply_id", "at"), _("That a text was withdrawn"), WITH_TEXT),
    Kept(
        "revision",
        ("post_id", "reply_id", "number", "title", "source", "replaced_at"),
        _("Earlier versions of your texts, which only moderators see"),
        _("180 days"),
        cleaning.old_versions,
    ),
    Kept(
        "case",
        (
            "post_id",
            "reply_id",
            "persona_id",
            "origin",
            "state",
            "priority",
            "score",
            "version",
            "opened_at",
            "decided_at",
            "claimed_by_id",
            "claimed_at",
        ),
        _("That moderators looked at a text"),
        WITH_TEXT,
    ),
    Kept(
        "flag",
        (
            "case_id",
            "persona_id",
            "reason",
            "words",
            "seen_title",
            "seen_text",
            "seen_parent",
            "seen_revision",
            "flagged_at",
            "outcome",
            "decision_id",
        ),
        _("Flags: who flagged, their words, and the text as they saw it"),
        _("180 days after the decision; then only the reason and the outcome stay"),
        cleaning.old_evidence,
    ),
    Kept(
        "decision",
        (
            "case_id",
            "subject_persona_id",
            "decided_by_id",
            "decided_as",
            "decided_at",
            "action",
            "text_revision",
            "visibility",
            "account_restriction",
            "service_restriction",
            "in_force_from",
            "in_force_until",
            "facts",
            "source",
            "automated_detection",
            "automated_decision",
            "rule_number",
            "rule_version",
            "law",
            "reasons",
            "redress",
            "redress_until",
        ),
        _("Decisions with their reasons"),
        _("24 months"),
        cleaning.old_decisions,
    ),
    Kept(
        "import_origin",
        ("digest", "post_id", "reply_id", "persona_id"),
        _("That a text came from an earlier home, as a digest, so that it is not brought twice"),
        _("as long as the site exists"),
    ),
    Kept(
        "outbox",
        ("kind", "key", "payload", "created_at", "due_at", "attempts", "fault"),
        _("What the site still has to do, such as telling you of a decision, without words or names"),
        _("until it is done, usually within a second"),
    ),
    Kept(
        "log_entry",
        ("decision_id", "on", "role", "action", "kind", "rule_number", "rule_version"),
        _("The public log, without names or words"),
        _("24 months"),
    ),
    Kept(
        "notice",
        (
            "account_id",
            "kind",
            "post_id",
            "reply_id",
            "decision_id",
            "flag_id",
            "at",
            "read_at",
        ),
        _("Your notices, which hold no copy of any text"),
        _("180 days"),
        cleaning.old_notices,
    ),
)

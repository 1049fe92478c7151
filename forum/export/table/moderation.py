"""What an archive holds of moderation: one's flags, decisions about one, and appeals."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, select

from forum.export.table.part import Field, LeftOut, Owner, Part, pen_name, statement, subject_of
from forum.export.table.reasons import COLLEAGUES, LINK, SOMEBODY_ELSES, WEIGHT
from forum.moderation.models import (
    Appeal,
    Decision,
    DecisionAction,
    Flag,
    LogEntry,
    Reveal,
)


def _about(owner: Owner) -> ColumnElement[bool]:
    """Decisions that one was told of: that a case about a person needed nothing, nobody was."""
    return Decision.subject_persona_id.in_(owner.persona_ids) & (Decision.action != DecisionAction.DISMISS)


def _logged(owner: Owner) -> ColumnElement[bool]:
    return LogEntry.decision_id.in_(select(Decision.id).where(_about(owner)))


def _appealed(owner: Owner) -> ColumnElement[bool]:
    return Appeal.decision_id.in_(select(Decision.id).where(_about(owner)))


def _own_flags_revealed(owner: Owner) -> ColumnElement[bool]:
    mine = select(Flag.id).where(Flag.persona_id.in_(owner.persona_ids))
    return Reveal.told_at.is_not(None) & Reveal.flag_id.in_(mine)


OF_MEMBERS: tuple[Part, ...] = (
    Part(
        "flags",
        _("Flags you made"),
        Flag,
        lambda owner: Flag.persona_id.in_(owner.persona_ids),
        (
            subject_of(Flag.case_id, _("On")),
            pen_name(Flag.persona_id, _("Flagged as")),
            Field(Flag.reason, _("Why")),
            Field(Flag.words, _("Your words")),
            Field(Flag.flagged_at, _("When")),
            Field(Flag.seen_revision, _("The version you saw")),
            Field(Flag.outcome, _("What came of it")),
        ),
    ),
    Part(
        "flags_looked_up",
        _("That moderators looked up who had sent a flag of yours"),
        Reveal,
        _own_flags_revealed,
        (
            Field(Reveal.asked_at, _("Asked")),
            Field(Reveal.confirmed_at, _("Confirmed by another moderator")),
            Field(Reveal.told_at, _("You were told")),
        ),
    ),
    Part(
        "decisions",
        _("Decisions about you and your texts"),
        Decision,
        _about,
        (
            statement(Decision.id, _("Statement")),
            subject_of(Decision.case_id, _("On")),
            pen_name(Decision.subject_persona_id, _("About")),
            Field(Decision.action, _("What was done")),
            Field(Decision.decided_as, _("Decided by")),
            Field(Decision.decided_at, _("When")),
            Field(Decision.text_revision, _("The version that was read")),
            Field(Decision.visibility, _("What became of the text")),
            Field(Decision.account_restriction, _("What it means for your account")),
            Field(Decision.service_restriction, _("What it means for the service")),
            Field(Decision.in_force_from, _("From")),
            Field(Decision.in_force_until, _("Until")),
            Field(Decision.facts, _("Facts")),
            Field(Decision.reasons, _("Reasons")),
            Field(Decision.rule_number, _("Rule")),
            Field(Decision.rule_version, _("Its wording, by number")),
            Field(Decision.law, _("Law")),
            Field(Decision.source, _("What made us look")),
            Field(Decision.automated_detection, _("Found by software")),
            Field(Decision.automated_decision, _("Decided by software")),
            Field(Decision.details, _("Details")),
            Field(Decision.redress, _("What you can do")),
            Field(Decision.redress_until, _("You can do it until")),
            statement(Decision.overturns_id, _("The decision it undoes")),
        ),
    ),
    Part(
        "appeals",
        _("Your appeals"),
        Appeal,
        _appealed,
        (
            statement(Appeal.decision_id, _("Against")),
            Field(Appeal.words, _("Your words")),
            Field(Appeal.made_at, _("When")),
            Field(Appeal.due_on, _("Answered by")),
            Field(Appeal.question, _("What you were asked")),
            Field(Appeal.asked_at, _("Asked")),
            Field(Appeal.answer, _("Your answer")),
            Field(Appeal.answered_at, _("Answered")),
        ),
    ),
    Part(
        "public_log",
        _("What the public log says of it"),
        LogEntry,
        _logged,
        (
            statement(LogEntry.decision_id, _("Decision")),
            Field(LogEntry.on, _("Day")),
            Field(LogEntry.role, _("Role")),
            Field(LogEntry.action, _("Action")),
            Field(LogEntry.kind, _("On")),
            Field(LogEntry.pen_name, _("Name, where somebody was banned")),
            Field(LogEntry.rule_number, _("Rule")),
            Field(LogEntry.rule_version, _("Its wording, by number")),
        ),
    ),
)

NOT_OF_MEMBERS: tuple[LeftOut, ...] = (
    LeftOut(
        "case",
        ("post_id", "reply_id", "persona_id", "origin", "opened_at", "decided_at"),
        _("That moderators looked at something of yours, beyond what they decided"),
        WEIGHT,
    ),
    LeftOut(
        "case",
        ("priority", "score_rank", "is_watched", "version", "escalated_at", "reminded_at"),
        _("How a case is sorted"),
        WEIGHT,
    ),
    LeftOut("case", ("claimed_by_id",), _("Who reads a case"), COLLEAGUES),
    LeftOut(
        "flag",
        ("seen_title", "seen_text", "seen_parent"),
        _("The text that you flagged, as you saw it"),
        SOMEBODY_ELSES,
    ),
    LeftOut("flag", ("score", "counts_from"), _("How much a flag weighs"), WEIGHT),
    LeftOut("flag", ("decision_id",), _("The decision that answered a flag"), SOMEBODY_ELSES),
    LeftOut("decision", ("decided_by_id", "confirmed_by_id"), _("Who made and confirmed it"), COLLEAGUES),
    LeftOut("decision", ("override_id",), _("Which emergency a decision was made in"), LINK),
    LeftOut("appeal", ("case_id",), _("The case of an appeal"), LINK),
    LeftOut("appeal", ("asked_by_id",), _("Who asked"), COLLEAGUES),
)

"""What an archive holds of what somebody did as a moderator: that they did it, without words about others."""

from flask_babel import lazy_gettext as _

from forum.export.table.part import Field, LeftOut, Part, case_of
from forum.export.table.reasons import SOMEBODY_ELSES, YOURS
from forum.moderation.models import (
    Case,
    CasePass,
    ConflictOverride,
    DailyCap,
    Decision,
    Proposal,
    Reveal,
    SparedReason,
)

OF_MODERATORS: tuple[Part, ...] = (
    Part(
        "moderation_decided",
        _("What you decided as a moderator"),
        Decision,
        lambda owner: (
            (Decision.decided_by_id == owner.account_id) | (Decision.confirmed_by_id == owner.account_id)
        ),
        (
            case_of(Decision.case_id, _("Case")),
            Field(Decision.action, _("What was done")),
            Field(Decision.decided_at, _("When")),
            Field(Decision.rule_number, _("Rule")),
            Field(Decision.rule_version, _("Its wording, by number")),
        ),
    ),
    Part(
        "moderation_claimed",
        _("Cases you have before you"),
        Case,
        lambda owner: Case.claimed_by_id == owner.account_id,
        (
            case_of(Case.id, _("Case")),
            Field(Case.claimed_at, _("Since")),
            Field(Case.state, _("State")),
        ),
    ),
    Part(
        "moderation_proposed",
        _("What you proposed to another moderator, or answered"),
        Proposal,
        lambda owner: (
            (Proposal.proposed_by_id == owner.account_id) | (Proposal.answered_by_id == owner.account_id)
        ),
        (
            case_of(Proposal.case_id, _("Case")),
            Field(Proposal.case_version, _("Version of the case")),
            Field(Proposal.state, _("State")),
            Field(Proposal.proposed_at, _("Proposed")),
            Field(Proposal.answered_at, _("Answered")),
        ),
    ),
    Part(
        "moderation_emergencies",
        _("What you decided in an emergency, or reviewed"),
        ConflictOverride,
        lambda owner: (
            (ConflictOverride.account_id == owner.account_id)
            | (ConflictOverride.reviewed_by_id == owner.account_id)
        ),
        (
            case_of(ConflictOverride.case_id, _("Case")),
            Field(ConflictOverride.conflict, _("What stood against it")),
            Field(ConflictOverride.at, _("When")),
            Field(ConflictOverride.reviewed_at, _("Reviewed")),
        ),
    ),
    Part(
        "moderation_looked_up",
        _("Flags whose sender you looked up, or let be looked up"),
        Reveal,
        lambda owner: (Reveal.asked_by_id == owner.account_id) | (Reveal.confirmed_by_id == owner.account_id),
        (Field(Reveal.asked_at, _("Asked")), Field(Reveal.confirmed_at, _("Confirmed"))),
    ),
    Part(
        "moderation_left_to_others",
        _("Cases you left to the others"),
        CasePass,
        lambda owner: CasePass.account_id == owner.account_id,
        (case_of(CasePass.case_id, _("Case")), Field(CasePass.at, _("When"))),
    ),
    Part(
        "moderation_not_for_me",
        _("What you would rather not read"),
        SparedReason,
        lambda owner: SparedReason.account_id == owner.account_id,
        (Field(SparedReason.reason, _("Reason")),),
    ),
    Part(
        "moderation_a_day",
        _("How much a day"),
        DailyCap,
        lambda owner: DailyCap.account_id == owner.account_id,
        (Field(DailyCap.cases, _("Cases")),),
    ),
)

NOT_OF_MODERATORS: tuple[LeftOut, ...] = (
    LeftOut(
        "proposal",
        ("verdict", "proposed_by_id", "answered_by_id"),
        _("What a moderator proposed, and who it was"),
        SOMEBODY_ELSES,
    ),
    LeftOut(
        "conflict_override",
        ("account_id", "reason", "reviewed_by_id", "review"),
        _("Why a moderator decided in an emergency, and what another said"),
        SOMEBODY_ELSES,
    ),
    LeftOut(
        "reveal",
        ("flag_id", "asked_by_id", "reason", "confirmed_by_id"),
        _("Whose flag was looked up, by whom and why"),
        SOMEBODY_ELSES,
    ),
    LeftOut("case_pass", ("account_id",), _("Who left a case to the others"), YOURS),
    LeftOut("spared_reason", ("account_id",), _("Who would rather not read it"), YOURS),
    LeftOut("daily_cap", ("account_id",), _("Whose measure it is"), YOURS),
)

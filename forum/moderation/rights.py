"""Who may word the rules and agree to them, and who may appeal, ask and answer; pure, beside `policy`."""

from datetime import date

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Role, Viewer, may
from forum.moderation import models
from forum.moderation.models import Appeal, CaseState, DecisionAction

# What takes something from somebody. To approve, to put back and to lift take nothing, and an appeal is
# decided once.
APPEALABLE = frozenset(
    (
        DecisionAction.REMOVE,
        DecisionAction.LOCK,
        DecisionAction.SLOW,
        DecisionAction.MOVE,
        DecisionAction.REQUIRE_NOTE,
        DecisionAction.WARN,
        DecisionAction.LIMIT,
        DecisionAction.SUSPEND,
        DecisionAction.BAN,
    )
)


def can_edit_rules(viewer: Viewer) -> Decision:
    """Whether a viewer may word the rules: administrators, and the operator by a command.

    Cases: the table says no to moderating: that · no administrator: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("administrators")


def can_edit_watch_list(viewer: Viewer) -> Decision:
    """Whether a viewer may say what is watched: who words the rules."""
    return can_edit_rules(viewer)


def can_agree_to_rules(viewer: Viewer) -> Decision:
    """Whether a viewer has rules to agree to: members, suspended ones too."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_export_decisions(viewer: Viewer) -> Decision:
    """Whether a viewer may take all decisions away as a file: who words the rules."""
    return can_edit_rules(viewer)


def can_appeal(viewer: Viewer, decision: models.Decision, appeal: Appeal | None, today: date) -> Decision:
    """Whether a viewer may ask another moderator to look at a decision; suspended and banned people too.

    Cases: the table says no: that · it concerns somebody else: hidden · it took nothing from them:
    refused · appealed already: refused · its time is over: refused · else allowed.
    """
    allowed = may(viewer, Deed.READ_NOTICES)
    if not isinstance(allowed, Allowed):
        return allowed
    if viewer.persona_id is None or viewer.persona_id != decision.subject_persona_id:
        return Hidden()
    if decision.action not in APPEALABLE:
        return Refused("no_appeal")
    if appeal is not None:
        return Refused("appealed")
    if decision.redress_until is None or today > decision.redress_until:
        return Refused("appeal_over")
    return Allowed()


def appealable_until(decision: models.Decision, appeal: Appeal | None, today: date) -> date | None:
    """Until when whom it concerns may appeal; None where they may not, as above."""
    if decision.action not in APPEALABLE or appeal is not None or decision.redress_until is None:
        return None
    return decision.redress_until if today <= decision.redress_until else None


def can_answer(viewer: Viewer, appeal: Appeal) -> Decision:
    """Whether a viewer may answer the question of an appeal: whoever appealed, once, while it is open.

    Cases: the table says no: that · it is somebody else's: hidden · no question, answered, or decided:
    refused · else allowed.
    """
    allowed = may(viewer, Deed.READ_NOTICES)
    if not isinstance(allowed, Allowed):
        return allowed
    if viewer.persona_id is None or viewer.persona_id != appeal.decision.subject_persona_id:
        return Hidden()
    open_question = appeal.question is not None and appeal.answer is None
    return Allowed() if open_question and appeal.case.state == CaseState.OPEN else Refused("no_question")


def can_ask(appeal: Appeal, decide: Decision) -> Decision:
    """Whether somebody may ask the question of an appeal.

    Cases: they may not decide it: that · one was asked, or it is decided: refused · else allowed.
    """
    if not isinstance(decide, Allowed):
        return decide
    asked = appeal.question is not None or appeal.case.state != CaseState.OPEN
    return Refused("asked") if asked else Allowed()

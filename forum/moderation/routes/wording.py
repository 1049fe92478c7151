"""The words for cases, flags and texts as moderators and flaggers read them."""

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.discussion.models import Post, Reply, Visibility
from forum.moderation.models import Case, CaseOrigin, Decision, DecisionAction, Flag, FlagOutcome
from forum.moderation.queries import Tab
from forum.moderation.reasons import Reason
from forum.moderation.routes import verdicts


def title(case: Case, reason: Reason | None) -> str:
    """What a case is about, before anything of it is read."""
    if reason is not None:
        return str(reason.label)
    if case.origin == CaseOrigin.APPEAL:
        return _("Appeal")
    if case.origin == CaseOrigin.HELD:
        return _("Waits to be read")
    return _("Opened by a moderator")


def kind(text: Post | Reply | None) -> str:
    """A piece, a reply, or a person."""
    if text is None:
        return _("person")
    return _("piece") if isinstance(text, Post) else _("reply")


def state(text: Post | Reply | None) -> str | None:
    """How a text stands, for moderators; None where everybody can read it."""
    if text is None:
        return None
    return {
        Visibility.HELD: _("Waits to be read. Only its author sees it."),
        Visibility.HIDDEN: _("Hidden until it is decided."),
        Visibility.REMOVED: _("Removed by a moderator."),
        Visibility.WITHDRAWN: _("Withdrawn by its author."),
        Visibility.AWAITING: _("Waits for the author of the piece."),
        Visibility.SET_ASIDE: _("Hidden by the author of the piece."),
    }.get(Visibility(text.visibility))


def badge(text: Post | Reply | None) -> str | None:
    """One word on a text that not everybody can read."""
    if text is None:
        return None
    return {
        Visibility.HELD: _("held"),
        Visibility.HIDDEN: _("hidden meanwhile"),
        Visibility.REMOVED: _("removed"),
        Visibility.WITHDRAWN: _("withdrawn"),
    }.get(Visibility(text.visibility))


def rule(number: int | None, title: str | None) -> str | None:
    """A rule by its number, and its title where it is known."""
    if number is None:
        return None
    if title is None:
        return _("Rule %(number)s", number=number)
    return _("Rule %(number)s: %(title)s", number=number, title=title)


def outcome(flag: Flag) -> str:
    """What came of a flag, said to whoever sent it."""
    if flag.outcome is None:
        return _("Waits for a moderator.")
    return {
        FlagOutcome.AGREED: _("A moderator removed it. Thank you."),
        FlagOutcome.DISAGREED: _("A moderator read it and left it in place. Thank you for looking out."),
        FlagOutcome.READ: _("A moderator has read what you wrote. Thank you for caring."),
    }[FlagOutcome(flag.outcome)]


def barred(reason: str) -> str:
    """Why a moderator who may read a case may not decide it."""
    return {
        "own_flag": _("You flagged this, so another moderator decides."),
        "near": _(
            "You are too near to this: you wrote in its branch within the last week, it answers you, or "
            "something else lies between you and its author. Another moderator decides."
        ),
        "own_decision": _("You made the decision that this is about, so another moderator decides."),
    }.get(reason, _("Another moderator decides this one."))


def role(decided_as: str) -> str:
    """Who decided, as a role."""
    return {"administrator": _("an administrator"), "moderator": _("a moderator")}.get(
        decided_as, _("the moderators")
    )


def overtaken(decision: Decision | None) -> str:
    """Why a decision was not carried out: by whom the case was decided meanwhile, and how."""
    if decision is None:
        return _(
            "The text or the case changed while you were reading, so nothing was done. Please look again."
        )
    names = [persona.pen_name for persona in decision.decided_by.personas] if decision.decided_by else []
    name = names[0] if names else _("Another moderator")
    words = {"name": name, "rule": decision.rule_number}
    if decision.action == DecisionAction.REMOVE:
        return _("%(name)s was faster and removed this under rule %(rule)s. Nothing more was done.", **words)
    if decision.action == DecisionAction.RESTORE:
        return _("%(name)s was faster and put this back. Nothing more was done.", **words)
    if decision.action == DecisionAction.APPROVE:
        return _("%(name)s was faster and approved this. Nothing more was done.", **words)
    return _(
        "%(name)s was faster and decided: %(done)s. Nothing more was done.",
        name=name,
        done=verdicts.logged(decision.action),
    )


def span(hours: int) -> str:
    """So many hours, in the unit that people would use."""
    if hours < 48:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)


def pace(minutes: int) -> str:
    """How long one waits between two replies."""
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return span(minutes // 60)


def about_the(what: str) -> str:
    """What a group of choices is about."""
    return {
        "appeal": _("The appeal"),
        "care": _("Care"),
        "text": _("The text"),
        "conversation": _("The conversation"),
        "person": _("The person"),
    }[what]


def tab(tab: Tab) -> str:
    """A part of the queue."""
    return {
        Tab.OPEN: _("Open"),
        Tab.HELD: _("Held"),
        Tab.APPEALS: _("Appeals"),
        Tab.SECOND: _("Second key"),
        Tab.ESCALATED: _("Escalated"),
        Tab.MINE: _("Mine"),
        Tab.DECIDED: _("Decided"),
    }[tab]

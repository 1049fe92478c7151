"""The statement of reasons as a letter, and as it will be read before it is sent."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from forum.discussion.models import Post, Reply
from forum.moderation import possible, queries, rights
from forum.moderation.models import Decision, DecisionAction, DecisionSource
from forum.moderation.routes import effects, verdicts, wording


@dataclass(frozen=True)
class Letter:
    """What stands in a statement of reasons."""

    title: str
    date: str
    effect: str
    facts: tuple[tuple[str, str], ...]  # (what, the answer), in the order of Article 17(3)
    rule: str | None
    rule_text: str | None
    reasons: str
    redress: str
    html: Markup | None
    is_care: bool = False  # a kind word, which decides nothing


def write(decision: Decision, text: Post | Reply | None) -> Letter:
    """The letter about a decision; it names neither moderator nor flagger."""
    if decision.action == DecisionAction.CARE:
        return _care(decision)
    rule = queries.rule_of(decision.rule_number, decision.rule_version)
    return Letter(
        title=verdicts.done(decision, text),
        date=format_date(decision.decided_at, "d MMMM yyyy"),
        effect=effects.effect(decision, text),
        facts=tuple(_facts(decision, text)),
        rule=_(
            "Rule %(number)s: %(title)s (version %(version)s)",
            number=rule.number,
            title=rule.title,
            version=rule.version,
        )
        if rule
        else None,
        rule_text=rule.text if rule else None,
        reasons=decision.reasons,
        redress=_redress(decision),
        html=text.html if text is not None else None,
    )


def _care(decision: Decision) -> Letter:
    """A kind word is no statement of reasons: it says that nothing was decided, and where help is."""
    return Letter(
        title=verdicts.done(decision, None),
        date=format_date(decision.decided_at, "d MMMM yyyy"),
        effect=_("A moderator writes you this because somebody thought of you. Nothing was decided."),
        facts=(),
        rule=None,
        rule_text=None,
        reasons=decision.reasons,
        redress=_("You need not answer. People who can help, at any hour, stand on the page about safety."),
        html=None,
        is_care=True,
    )


def _facts(decision: Decision, text: Post | Reply | None) -> list[tuple[str, str]]:
    """Letters (a) to (f) of Article 17(3); what does not apply is said where one would wonder."""
    facts = [
        (_("What it is about"), decision.facts),
        (_("Your text"), effects.on_text(decision, text)),
        (_("The conversation"), effects.on_conversation(decision)),
        (_("Your account"), effects.on_account(decision)),
        (_("In force"), _force(decision)),
        (_("How we came to look"), _source(decision)),
        (_("What software did"), _automation(decision)),
        (_("The law it rests on"), decision.law or ""),
        (_("Who decided"), wording.role(decision.decided_as)),
    ]
    return [(what, said) for what, said in facts if said]


def _force(decision: Decision) -> str:
    since = format_date(decision.in_force_from, "d MMMM yyyy")
    if decision.in_force_until is None:
        return _("Everywhere, from %(date)s, until it is decided otherwise.", date=since)
    until = format_date(decision.in_force_until, "d MMMM yyyy")
    return _("Everywhere, from %(date)s until %(until)s.", date=since, until=until)


def _source(decision: Decision) -> str:
    if decision.action in possible.APPEALS:
        return _("You appealed.")
    if decision.automated_detection and decision.source != DecisionSource.FLAG:
        return _(
            "Some texts are read by a moderator before they appear, such as the first ones of a new member."
        )
    return {
        DecisionSource.FLAG: _("Somebody asked us to look at it."),
        DecisionSource.OWN_INITIATIVE: _("A moderator looked at it unasked."),
        DecisionSource.ORDER: _("An authority ordered it."),
    }[DecisionSource(decision.source)]


def _automation(decision: Decision) -> str:
    if decision.automated_decision:
        return _("Software decided.")
    if decision.automated_detection:
        return _("Software kept it back until it was read. A person decided.")
    return _("Nothing. A person read it and decided.")


def _redress(decision: Decision) -> str:
    """What somebody can do about it, and no more than there is."""
    court = _("You can also turn to a court.")
    if decision.action == DecisionAction.REVERSE:
        return ""  # it went as they wished
    if decision.action in possible.APPEALS:
        return _("This was the appeal, and there is no second one here. You can still turn to a court.")
    if decision.action not in rights.APPEALABLE or decision.redress_until is None:
        words = _("If you think this is wrong, please tell the people who run this place.")
        return f"{words} {court}"
    words = _(
        "If you think this is wrong, you can appeal until %(date)s. A moderator who did not make this "
        "decision reads it anew and answers within 7 days; if it was wrong, it is undone.",
        date=format_date(decision.redress_until, "d MMMM yyyy"),
    )
    return f"{words} {court}"

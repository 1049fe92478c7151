"""The statement of reasons as a letter, and as it will be read before it is sent."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from forum.discussion.models import Post, Reply
from forum.moderation import queries
from forum.moderation.models import Decision, DecisionAction, DecisionSource
from forum.moderation.routes import wording


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
    html: Markup


def write(decision: Decision, text: Post | Reply) -> Letter:
    """The letter about a decision; it names neither moderator nor flagger."""
    rule = queries.rule_of(decision.rule_number, decision.rule_version)
    return Letter(
        title=wording.done(decision, text),
        date=format_date(decision.decided_at, "d MMMM yyyy"),
        effect=_effect(decision, text),
        facts=(
            (_("What it is about"), decision.facts),
            (_("In force"), _force(decision)),
            (_("How we came to look"), _source(decision)),
            (_("What software did"), _automation(decision)),
            (_("Who decided"), wording.role(decision.decided_as)),
            (_("Your account"), _("Nothing changes for your account.")),
        ),
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
        html=text.html,
    )


def _effect(decision: Decision, text: Post | Reply) -> str:
    if decision.action == DecisionAction.REMOVE and not wording.was_public(decision, text):
        return _("Nobody but you and the moderators can read it.")
    if decision.action == DecisionAction.REMOVE:
        return _(
            "Nobody but you and the moderators can read it any more. Its place in the conversation stays, "
            "and the answers beneath it too."
        )
    if decision.action == DecisionAction.RESTORE:
        return _("Everybody who could read it before can read it again, in its old place.")
    return _("Everybody can read it.")


def _force(decision: Decision) -> str:
    since = format_date(decision.in_force_from, "d MMMM yyyy")
    if decision.in_force_until is None:
        return _("From %(date)s, until it is decided otherwise.", date=since)
    until = format_date(decision.in_force_until, "d MMMM yyyy")
    return _("From %(date)s until %(until)s.", date=since, until=until)


def _source(decision: Decision) -> str:
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
    words = _(
        "If you think this is wrong, tell the people who run this place the date of this letter: another "
        "moderator can open it again and put things right. There is no form for that here yet. You can also "
        "turn to a court."
    )
    if decision.redress_until is None:
        return words
    until = format_date(decision.redress_until, "d MMMM yyyy")
    return words + " " + _("We look at it again if you ask before %(date)s.", date=until)

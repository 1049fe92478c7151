"""Why somebody may flag a text, how soon each reason must be read, and the words for it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Priority(IntEnum):
    """How soon a case is read, the smallest first; each names the time in which it should be."""

    DANGER = 0  # child safety, threat to life: before all else
    EXPOSURE = 1  # outing, stalking: within 4 hours
    LAW = 2  # other illegal content: within 24 hours
    RULES = 3  # the community's own rules, and first texts: within 72 hours


# How long a case may wait before it is overdue.
READ_WITHIN = {
    Priority.DANGER: timedelta(hours=1),
    Priority.EXPOSURE: timedelta(hours=4),
    Priority.LAW: timedelta(hours=24),
    Priority.RULES: timedelta(hours=72),
}


# What a reason adds to the score of a flag; with it, fewer flags of a more serious kind hide a text.
WEIGHTS = {
    Priority.DANGER: 5.0,
    Priority.EXPOSURE: 3.0,
    Priority.LAW: 2.0,
    Priority.RULES: 0.0,
}


@dataclass(frozen=True)
class Reason:
    """One reason: `label` names it in lists, `sentence` is what the form offers."""

    code: str
    priority: Priority
    label: LazyString
    sentence: LazyString
    is_care: bool = False  # a worry about a person: no breach, so it never counts against a text


_ALL = (
    Reason(
        "harassment",
        Priority.RULES,
        _l("Harassment"),
        _l("It is unkind to somebody: insults, mockery, pressure."),
    ),
    Reason(
        "ignores_wishes",
        Priority.RULES,
        _l("Ignores what the author asked for"),
        _l("It ignores what the author asked for, such as support only."),
    ),
    Reason(
        "content_note",
        Priority.RULES,
        _l("Missing content note"),
        _l("It should carry a content note and does not."),
    ),
    Reason("hate", Priority.RULES, _l("Hate"), _l("It attacks people for who they are.")),
    Reason("spam", Priority.RULES, _l("Spam"), _l("It is an advertisement, or the same thing again.")),
    Reason(
        "identifies",
        Priority.EXPOSURE,
        _l("Outs or identifies someone"),
        _l("It says, or hints at, who somebody is."),
    ),
    Reason(
        "stalking",
        Priority.EXPOSURE,
        _l("Stalking"),
        _l("Somebody is following, watching or looking for a person."),
    ),
    Reason(
        "child_safety",
        Priority.DANGER,
        _l("Child safety"),
        _l("It involves somebody under 18 in a sexual way, or puts a child in danger."),
    ),
    Reason(
        "threat_to_life",
        Priority.DANGER,
        _l("Threat to life"),
        _l("It threatens or plans to hurt somebody."),
    ),
    Reason(
        "illegal",
        Priority.LAW,
        _l("Against the law"),
        _l("It is against the law in another way."),
    ),
    Reason("other", Priority.RULES, _l("Something else"), _l("Something else that a moderator should see.")),
    Reason(
        "worried",
        Priority.EXPOSURE,
        _l("Worried about a person"),
        _l("I am worried about this person. Nothing is wrong with the text."),
        is_care=True,
    ),
)

REASONS: dict[str, Reason] = {reason.code: reason for reason in _ALL}


def most_urgent(codes: list[str]) -> Reason | None:
    """The reason among those given that must be read first; None where none was given."""
    known = [REASONS[code] for code in codes if code in REASONS]
    return min(known, key=lambda reason: (reason.priority, reason.is_care), default=None)

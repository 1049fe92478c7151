"""Beginnings of reasons, which a moderator takes and makes true of the text at hand."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from forum.moderation.forms import DecisionForm

# By the number of the rule that each goes with in its first wording, if any: (rule, name, words).
OFFERED: tuple[tuple[int | None, LazyString, LazyString], ...] = (
    (
        None,
        _l("Care"),
        _l(
            "Somebody here read what you wrote and hopes that you are not alone with it. So do we. You need "
            "not explain anything. If it is too much now, please talk to somebody: the page about safety "
            "says who listens, day and night."
        ),
    ),
    (
        1,
        _l("Speaks of a person"),
        _l(
            "It speaks of the person and not of what they wrote. You wrote: “____”. Saying the same of the "
            "text would have been welcome."
        ),
    ),
    (
        2,
        _l("Says who somebody is"),
        _l("It names ____ of somebody who has not said it here. Whether it is right does not matter."),
    ),
    (3, _l("Advertises"), _l("It is there to bring people elsewhere, and not part of the conversation.")),
    (
        4,
        _l("Goes against what was asked for"),
        _l("The author asked for ____, above the piece and above the reply box. Your reply is ____"),
    ),
    (5, _l("Does not take a no"), _l("____ had said no, and it goes on. A no needs no reason here.")),
    (8, _l("Needs a content note"), _l("It describes ____ in detail, and nothing above it says so.")),
)


def put_into(form: DecisionForm) -> DecisionForm:
    """The form with the chosen template behind what was typed so far, and its rule where none was chosen."""
    chosen = form.template.data or ""
    if chosen.isdecimal() and int(chosen) < len(OFFERED):
        number, _name, words = OFFERED[int(chosen)]
        form.reasons.data = "\n\n".join(part for part in (form.reasons.data, str(words)) if part)
        form.rule.data = form.rule.data or (str(number) if number is not None else "")
    return form

"""What is typed to flag a text and to decide a case."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from forum.moderation.models import DecisionAction
from forum.moderation.reasons import REASONS
from forum.web.forms import Form, line, prose

LONGEST_WORDS = 2000
LONGEST_REASONS = 5000
LONGEST_ADDRESS = 300
LONGEST_CODE = 20


class FlagForm(Form):
    """Which text, why, and in one's own words."""

    on = line(_l("Which text?"), LONGEST_ADDRESS)
    reason = line(_l("What is it about?"), LONGEST_CODE)
    words = prose(_l("In your own words"), LONGEST_WORDS)

    def validate_reason(self, field: Field) -> None:
        """One of the reasons must be chosen."""
        if field.data not in REASONS:
            raise ValidationError(_("Please choose what it is about."))

    def validate_words(self, field: Field) -> None:
        """Something else has to be said; the other reasons speak for themselves."""
        if self.reason.data == "other" and not (field.data or "").strip():
            raise ValidationError(_("Please say in a few words what it is."))


class DecisionForm(Form):
    """What to do, by which rule, why, and which version of the case was seen."""

    action = line(_l("Decision"), LONGEST_CODE)
    rule = line(_l("Rule"), LONGEST_CODE)
    reasons = prose(_l("Why"), LONGEST_REASONS)
    facts = prose(_l("What the text does"), LONGEST_WORDS)
    version = line(_l("Version"), LONGEST_CODE)

    def validate_action(self, field: Field) -> None:
        """One of the actions must be chosen."""
        if field.data not in set(DecisionAction):
            raise ValidationError(_("Please choose what to do."))

    def validate_rule(self, field: Field) -> None:
        """Empty, or a number."""
        if field.data and self.rule_number is None:
            raise ValidationError(_("Please choose the rule that the text breaks."))

    @property
    def rule_number(self) -> int | None:
        """The rule's number, or None where none was chosen."""
        return _number(self.rule.data)

    @property
    def seen_version(self) -> int:
        """The version of the case that was seen; 0, which none has, where it cannot be read."""
        return _number(self.version.data) or 0


def _number(text: str | None) -> int | None:
    """A small whole number as people and forms write it, else None."""
    if text and text.isascii() and text.isdigit() and len(text) < 9:
        return int(text)
    return None

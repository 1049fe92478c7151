"""What is typed to flag a text and to decide a case."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from forum.moderation.models import DecisionAction
from forum.moderation.possible import LONGEST_NOTE, PEOPLE
from forum.moderation.reasons import REASONS
from forum.moderation.refusals import OverrideUnexplained
from forum.web.forms import Form, line, prose

LONGEST_WORDS = 2000
LONGEST_REASONS = 5000
LONGEST_ADDRESS = 300
LONGEST_CODE = 20
LONGEST_TITLE = 80  # of a rule: its column
LONGEST_RULE = 2000  # a rule that is longer is not read
LONGEST_SLUG = 40
GAP = "____"  # what the templates leave for the moderator to say
MOST_CHOSEN = 25  # a page of the queue


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


def fit_words(form: Form, name: str) -> str:
    """What was written into a form's one field; raises OverrideUnexplained where it cannot be taken."""
    if not form.validate():
        raise OverrideUnexplained
    return str(form[name].data)


class DecisionForm(Form):
    """What to do, by which rule, why, and which version of the case was seen."""

    action = line(_l("Decision"), LONGEST_CODE)
    rule = line(_l("Rule"), LONGEST_CODE)
    reasons = prose(_l("Why"), LONGEST_REASONS)
    template = line(_l("Template"), LONGEST_CODE)
    facts = prose(_l("What the text does"), LONGEST_WORDS)
    version = line(_l("Version"), LONGEST_CODE)
    hours = line(_l("For how long"), LONGEST_CODE)
    hours_person = line(_l("For how long"), LONGEST_CODE)  # a page has one for the talk and one for people
    minutes = line(_l("Wait between two replies"), LONGEST_CODE)
    space = line(_l("To which space"), LONGEST_SLUG)
    note = line(_l("Note"), LONGEST_NOTE)

    def validate_reasons(self, field: Field) -> None:
        """Nobody reads a sentence with a gap in it."""
        if GAP in (field.data or ""):
            raise ValidationError(_("A template left a gap here (%(gap)s). Please fill it in.", gap=GAP))

    def validate_action(self, field: Field) -> None:
        """One of the actions must be chosen."""
        if field.data not in set(DecisionAction):
            raise ValidationError(_("Please choose what to do."))

    def validate_rule(self, field: Field) -> None:
        """Empty, or a number."""
        if field.data and self.rule_number is None:
            raise ValidationError(_("Please choose the rule that the text breaks."))

    @property
    def details(self) -> dict[str, str]:
        """What an action may need besides: how long, how slowly, where to, which note."""
        of_person = self.action.data in set(PEOPLE)
        given = {
            "hours": self.hours_person.data or self.hours.data if of_person else self.hours.data,
            "minutes": self.minutes.data,
            "space": self.space.data,
            "note": self.note.data,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def rule_number(self) -> int | None:
        """The rule's number, or None where none was chosen."""
        return _number(self.rule.data)

    @property
    def seen_version(self) -> int:
        """The version of the case that was seen; 0, which none has, where it cannot be read."""
        return _number(self.version.data) or 0


class ReasonForm(Form):
    """Why somebody goes past the guard, or must know who flagged; nothing of it may be left out."""

    reason = prose(_l("Why"), LONGEST_WORDS, least=1)


class ReviewForm(Form):
    """What somebody thinks of another moderator's override."""

    review = prose(_l("Your review"), LONGEST_WORDS, least=1)


class RemovalForm(Form):
    """Which cases are plainly the same, by which rule their texts go, and why."""

    rule = line(_l("Rule"), LONGEST_CODE)
    reasons = prose(_l("Why"), LONGEST_REASONS)

    def validate_reasons(self, field: Field) -> None:
        """At least one case must be chosen."""
        if not self.seen:
            raise ValidationError(_("Please choose which texts to remove."))

    @property
    def rule_number(self) -> int | None:
        """The rule's number, or None where none was chosen."""
        return _number(self.rule.data)

    @property
    def seen(self) -> list[tuple[str, int]]:
        """The cases with the versions that were seen, as `id:version`."""
        named = (str(each).partition(":") for each in request.form.getlist("chosen"))
        return [(public_id, _number(version) or 0) for public_id, _colon, version in named][:MOST_CHOSEN]


def _number(text: str | None) -> int | None:
    """A small whole number as people and forms write it, else None."""
    if text and text.isascii() and text.isdigit() and len(text) < 9:
        return int(text)
    return None


class RuleForm(Form):
    """A rule's wording, and which version was in force when the form was opened."""

    title = line(_l("Title"), LONGEST_TITLE, least=1)
    text = prose(_l("Wording"), LONGEST_RULE, least=1)
    version = line(_l("Version"), LONGEST_CODE)

    @property
    def seen_version(self) -> int:
        """The version that was seen; 0, which none has, where it cannot be read."""
        return _number(self.version.data) or 0


class AgreementForm(Form):
    """The newest wording that was shown, and where to go on to."""

    shown = line(_l("Version"), LONGEST_CODE)
    next = line(_l("Page"), LONGEST_WORDS)

    @property
    def newest_shown(self) -> int:
        """The highest wording on the page; 0 where it cannot be read."""
        return _number(self.shown.data) or 0


class AppealForm(Form):
    """Why a decision should be looked at again, and later the one question or its answer."""

    words = prose(_l("Your words"), LONGEST_WORDS, least=1)

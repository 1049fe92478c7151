"""What can stand in the way of a flag or a decision, each with a sentence that helps."""

from flask_babel import lazy_gettext as _l

from forum.lib.refusal import Refusal
from forum.moderation.models import Decision


class TooManyFlags(Refusal):
    """A limit was reached; waiting helps, and danger has a shorter way."""

    said = _l(
        "That was a lot of flags in a short time, so this one was not sent. Please try again later. If "
        "somebody is in danger now, please call the emergency services where they are."
    )


class UnknownRule(Refusal):
    """A removal needs a rule that is in force."""

    field = "rule"
    said = _l("Please choose the rule that the text breaks.")


class ReasonsMissing(Refusal):
    """The author is owed a reason."""

    field = "reasons"
    said = _l("Please say why. The author reads these words.")


class UnknownAction(Refusal):
    """Nothing that can be done about this text as it is now."""

    field = "action"
    said = _l("Please choose what to do.")


class StaleCase(Refusal):
    """The case is not what the moderator saw: somebody decided it, or the text changed."""

    said = _l("This case changed while you were reading, so nothing was done. Please look at it again.")

    def __init__(self, decision: Decision | None = None) -> None:
        super().__init__()
        self.decision = decision

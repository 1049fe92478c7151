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


class DetailMissing(Refusal):
    """What has to be done needs one more thing: how long, where to, which note."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        self.said = {
            "hours": _l("Please choose for how long."),
            "minutes": _l("Please choose how long people wait between two replies."),
            "space": _l("Please choose another space."),
            "note": _l("Please write the note."),
        }[field]


class UnknownAction(Refusal):
    """Nothing that can be done about this text as it is now."""

    field = "action"
    said = _l("Please choose what to do.")


class AlreadyProposed(Refusal):
    """A proposal waits for its second key; it is answered first."""

    said = _l("Somebody has proposed a decision already. Please confirm or decline that one first.")


class OverrideUnexplained(Refusal):
    """Whoever goes past the guard, or reviews it, says why."""

    field = "reason"
    said = _l("Please say why. Another moderator reads these words.")


class StaleRule(Refusal):
    """Another administrator has worded the rule meanwhile."""

    said = _l("Somebody else has changed this rule meanwhile. Please look at its present wording first.")


class WatchListTooLong(Refusal):
    """Every text before a moderator is compared with every phrase."""

    field = "phrases"
    said = _l("Please keep to 200 phrases of at most 80 characters each.")


class StaleCase(Refusal):
    """The case is not what the moderator saw: somebody decided it, or the text changed."""

    said = _l("This case changed while you were reading, so nothing was done. Please look at it again.")

    def __init__(self, decision: Decision | None = None) -> None:
        super().__init__()
        self.decision = decision

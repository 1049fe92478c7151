"""Why something of the keeping room was not done; nothing has changed then."""

from forum.lib.refusal import Refusal


class NotDone(Refusal):
    """What was asked for was not done; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.why = sentence

    @property
    def sentence(self) -> str:
        """Why, and what to do."""
        return self.why

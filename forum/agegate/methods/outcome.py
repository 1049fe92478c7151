"""How an attempt to prove one's age can end without a proof."""


class NotProved(Exception):
    """The answer proves nothing; the reason is a constant, for tests and never for a page or a log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Exception):
    """The one who vouches did not answer: nothing is held against whoever asked."""

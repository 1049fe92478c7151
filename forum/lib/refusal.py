"""Something that was asked for and cannot be done as it was asked, with a sentence that helps."""

from flask_babel import lazy_gettext as _l


class Refusal(Exception):
    """The base of every room's refusals; `field` names what to mend, if anything."""

    field: str | None = None
    said = _l("That is not possible.")

    @property
    def sentence(self) -> str:
        """What happened and what to do, in the reader's language."""
        return str(self.said)

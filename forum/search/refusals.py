"""What can stand in the way of a search, each with a sentence that helps."""

from flask_babel import lazy_gettext as _l

from forum.lib.refusal import Refusal


class TooManySearches(Refusal):
    """A limit was reached; waiting helps."""

    said = _l("That were a great many searches within ten minutes. Please try again a little later.")


class TookTooLong(Refusal):
    """The words are so common that the search was broken off."""

    field = "words"
    said = _l("This took too long. Please add a rarer word, or leave out the most common ones.")

"""What is typed to search."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from forum.search import asked
from forum.search.queries import Kind
from forum.web.forms import Form, line

LONGEST_CHOICE = 60


class SearchForm(Form):
    """The words, what to look through, and after which text a further page begins."""

    words = line(_l("Words"), asked.MOST_CHARACTERS, least=1, empty=_l("Please write what to look for."))
    kind = line(_l("Among"), LONGEST_CHOICE, default=Kind.ALL)
    space = line(_l("In"), LONGEST_CHOICE)
    page = line(_l("Page"), LONGEST_CHOICE)

    def validate_words(self, field: Field) -> None:
        """Few enough words, or words in a row, to look for all of them."""
        if asked.read(field.data or "").is_too_much:
            raise ValidationError(_("Please look for %(most)d words at most.", most=asked.MOST_WORDS))

    @property
    def chosen_kind(self) -> Kind:
        """What to look through; everything where what was sent is no choice."""
        given = str(self.kind.data)
        return Kind(given) if given in set(Kind) else Kind.ALL

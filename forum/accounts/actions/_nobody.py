"""The step that leaving and taking one's name off a text share: a persona that is nobody's."""

from forum.accounts import names
from forum.accounts.models import Persona
from forum.lib import clock
from forum.lib.ids import new_id


def make_nobody(persona: Persona) -> Persona:
    """Make a persona nobody's: nothing in its row tells who it was, and no name can ever be its."""
    persona.pen_name = names.NOBODY
    persona.pen_name_key = persona.skeleton = f" {new_id()}"  # names hold no blank
    persona.identicon_seed = names.NOBODYS_SEED
    persona.public_id = new_id()
    persona.created_on = clock.today().replace(month=1, day=1)
    persona.renamed_on = persona.account_id = None
    return persona

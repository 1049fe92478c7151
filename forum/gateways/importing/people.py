"""The pen names under which imported texts stand: nobody's account, until somebody claims them."""

from datetime import datetime

from forum.accounts import queries as accounts
from forum.accounts.models import Persona
from forum.gateways.importing import origins
from forum.gateways.importing.names import NO_NAME, possible_names
from forum.lib.db import db


class People:
    """One pen name for each name of the old blog; a name that an account has here is never taken."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._ids: dict[str, int] = {}
        self._nameless: int | None = None
        self.renamed: dict[str, str] = {}

    def id_of(self, author: str, written_at: datetime) -> int:
        """The persona for a name of the old blog, made when it is first met."""
        if author not in self._ids:
            self._ids[author] = self._find(author, written_at)
        return self._ids[author]

    def _find(self, author: str, written_at: datetime) -> int:
        digest = origins.digest(self._site, "persona", author)
        known = origins.find([digest]).get(digest)
        if known is None:
            persona = _make(author, written_at)
            if persona.pen_name != author:
                self.renamed[author] = persona.pen_name
            origins.remember("persona", [(digest, persona.id)])
            return persona.id
        if known.persona_id is not None:
            return known.persona_id
        if self._nameless is None:  # the name was erased here, and does not come back
            self._nameless = _make(NO_NAME, written_at).id
        return self._nameless


def _make(author: str, written_at: datetime) -> Persona:
    for name in possible_names(author):
        if accounts.is_pen_name_free(name.key, name.skeleton):
            break
    persona = Persona(
        pen_name=name.shown,
        pen_name_key=name.key,
        skeleton=name.skeleton,
        created_on=written_at.date(),
    )
    db.session.add(persona)
    db.session.flush()
    return persona

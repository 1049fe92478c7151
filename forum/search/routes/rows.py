"""What the page shows of each text that was found: nothing that its reader may not know."""

from dataclasses import dataclass

from forum.discussion.models import Post, Reply
from forum.discussion.routes.rows import person_url
from forum.markup.plain import words_of
from forum.search.asked import Asked
from forum.search.excerpts import Part, excerpt, mark
from forum.search.queries import Results
from forum.web.templating import coarse_time


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One text that was found; templates/search/_result.html says what each attribute is for."""

    is_reply: bool
    url: str
    title: list[Part] | None
    author: str
    author_url: str
    seed: str
    space: str
    space_url: str
    when: str
    notes: str
    words: list[Part]


def result_rows(found: Results, asked: Asked) -> list[ResultRow]:
    """The texts that were found, in their order."""
    return [_row(text, asked) for text in found.texts]


def _row(text: Post | Reply, asked: Asked) -> ResultRow:
    is_reply = isinstance(text, Reply)
    piece = text.post if isinstance(text, Reply) else text
    return ResultRow(
        is_reply=is_reply,
        url=f"/{'r' if is_reply else 'p'}/{text.public_id}",
        title=_title(piece, asked, is_reply=is_reply),
        author=text.persona.pen_name,
        author_url=person_url(text.persona.pen_name),
        seed=text.persona.identicon_seed,
        space=piece.space.name,
        space_url=f"/s/{piece.space.slug}",
        when=coarse_time(text.published_at or text.created_at),
        notes="" if is_reply else piece.notes,
        words=excerpt(words_of(text.html), asked),
    )


def _title(piece: Post, asked: Asked, *, is_reply: bool) -> list[Part] | None:
    """A piece's title, marked in its own row; none above a reply to a piece that is gone."""
    if not piece.is_published:
        return None
    return [Part(piece.title, False)] if is_reply else mark(piece.title, asked)

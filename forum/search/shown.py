"""Which words of a text are found: those that its readers see, neither its Markdown nor its HTML."""

from forum.markup.plain import words_of
from forum.search.words import words


def words_of_post(title: str, html: str) -> tuple[list[str], list[str]]:
    """The words of a piece's title, and all of its words."""
    in_title = words(title)
    return in_title, in_title + words_of_reply(html)


def words_of_reply(html: str) -> list[str]:
    """The words of a reply."""
    return words(words_of(html))

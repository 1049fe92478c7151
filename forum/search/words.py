"""What counts as a word, the same on both databases: of a text, of its title, and of what is looked for.

A database's own idea of a word depends on its version and its locale, and none of them finds a word
inside a Chinese sentence. So words are made here, and the databases only keep them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 64  # of a word's characters; what is longer is an address or noise, and found by its beginning

# Scripts that put no blanks between words, and Hangul, which puts particles behind them: each character
# is a word there, and what somebody looks for is the words in a row. Thai to Burmese, Khmer, kana,
# bopomofo, Chinese characters, Hangul.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff"
_ALONE += "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
# Signs that people write as words: arrows, hearts, stars, emoji; not the skin tones that follow them.
_SIGNS = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
# What is written or left out at will: accents, Hebrew points, Arabic vowels.
_AT_WILL = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
# Marks that belong to the letter before them: these, and the vowels of Indic scripts.
_MARKS = _AT_WILL + "\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0963\u0981-\u0dff\u3099\u309a"
_WORD = re.compile(rf"[{_ALONE}][\u3099\u309a]?|[{_SIGNS}]|(?:[^\W_{_ALONE}]|[{_MARKS}])+")
_PLAIN_WORD = re.compile("[a-z0-9]+")
_LEFT_OUT = re.compile(rf"[{_AT_WILL}]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A word in a text as it is shown: how it is kept, and where it stands."""

    word: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The words of a text in their order: without case, accents and marks between them."""
    folded = fold(text)
    found = (_PLAIN_WORD if folded.isascii() else _WORD).findall(folded)
    return [word[:LONGEST] for word in found]


def spots(text: str) -> Iterator[Spot]:
    """The words of a text with their places, to mark them in it."""
    for found in _WORD.finditer(text):
        for word in words(found[0]):
            yield Spot(word, found.start(), found.end())


def fold(text: str) -> str:
    """A text without what people write differently and mean alike."""
    if text.isascii():
        return text.lower()
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", taken_apart)).casefold()

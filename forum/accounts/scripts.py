"""Which writing systems a name uses, and what it looks like when look-alikes are one (UTS 39)."""

import unicodedata
from collections import defaultdict
from functools import cache
from itertools import groupby

from confusable_homoglyphs.utils import load

SEPARATORS = "-_."
LEFT_TO_RIGHT = "\u200e"  # stands around right-to-left letters in the confusables data
NEUTRAL = frozenset({"COMMON", "INHERITED"})
# What UTS 39, 5.2 calls "highly restrictive": the scripts that belong to one language's writing.
TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
MAX_MARKS = 3  # pointed Hebrew and Vietnamese need two; towers of marks spill over other lines
MAX_ROUNDS = 8  # every character of Unicode 15 is still after three; a bound, should data change


def scripts(text: str) -> set[str]:
    """The scripts a text uses, apart from the neutral ones; unassigned characters are "Unknown"."""
    from confusable_homoglyphs.categories import alias  # loads its data, once somebody chooses a name

    return {alias(character) for character in text} - NEUTRAL


def is_one_script(text: str) -> bool:
    """Whether a text keeps to one script, or to those that one language writes together."""
    used = scripts(text)
    return len(used) <= 1 or any(used <= together for together in TOGETHER)


def is_one_number_system(text: str) -> bool:
    """Whether all digits come from the same ten: a Bengali four looks like an eight."""
    return len({ord(c) - unicodedata.decimal(c) for c in text if c.isdecimal()}) <= 1


def has_piled_marks(text: str) -> bool:
    """Whether combining marks stand without a letter, are doubled, or are piled up."""
    decomposed = unicodedata.normalize("NFD", text)
    runs = [
        (piled, list(run))
        for piled, run in groupby(decomposed, lambda c: unicodedata.category(c) in ("Mn", "Me"))
    ]
    if runs and runs[0][0]:
        return True
    return any(piled and (len(run) > MAX_MARKS or len(set(run)) < len(run)) for piled, run in runs)


def skeleton(text: str) -> str:
    """What a text looks like: two names with the same skeleton could be taken for each other.

    Case, separators and look-alikes are taken away until nothing changes any more. The letters
    are replaced before and after folding case, because capitals of two scripts may be alike where
    their small letters are not; "i" and "l" become one, because capital "I" looks like the latter.
    """
    for _ in range(MAX_ROUNDS):
        plain = _without_separators(unicodedata.normalize("NFD", text))
        plain = unicodedata.normalize("NFD", _replaced(plain).casefold())
        plain = unicodedata.normalize("NFD", _replaced(plain)).replace("i", "l")
        plain = _without_separators(plain)
        if plain == text:
            break
        text = plain
    return text


def _without_separators(text: str) -> str:
    return "".join(character for character in text if character not in SEPARATORS)


def _replaced(text: str) -> str:
    prototypes = _prototypes()
    return "".join(prototypes.get(character, character) for character in text)


@cache
def _prototypes() -> dict[str, str]:
    """Each confusable character and the text it stands for.

    The library's data joins every character with its prototype in both directions. A prototype is
    the one with several look-alikes; where two have only each other, the longer, else the lower.
    """
    twins: dict[str, set[str]] = defaultdict(set)
    for source, entries in load("confusables.json").items():  # 6 MB that are dropped again
        for entry in entries:
            one, other = source.replace(LEFT_TO_RIGHT, ""), entry["c"].replace(LEFT_TO_RIGHT, "")
            twins[one].add(other)
            twins[other].add(one)
    return {
        source: max(others, key=lambda text: (len(twins[text]), len(text), -ord(text[0])))
        for source, others in twins.items()
        if len(source) == 1 and _is_source(source, others, twins)
    }


def _is_source(source: str, others: set[str], twins: dict[str, set[str]]) -> bool:
    if len(others) > 1:
        return False
    (other,) = others
    return (len(twins[other]), len(other), -ord(other[0])) > (1, 1, -ord(source))

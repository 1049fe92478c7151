"""What a single line is: a fence, a heading, a rule, a quote, a list item, a table's second row.

Every pattern here is anchored and reads its line once, so a line of any length costs its length.
"""

import re
from dataclasses import dataclass

FENCE = re.compile(r" *(`{3,}(?=[^`]*$)|~{3,})")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+([^ \t].*)")
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})")
QUOTE = re.compile(r" {0,3}> ?")
MARKER = re.compile(r"( *)(?:([-*+])|([0-9]{1,9})[.)])(?:([ \t]+)(.*)|$)")
DELIMITER_ROW = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *")
STRUCTURE = re.compile(r"(?:[-*+](?=[ \t]|$)|>|#{1,6}(?= )|([0-9]+)\.(?=[ \t]|$))")

CODE_INDENT = 4
LAST_NUMBER = 999  # "1986. What a year" is a sentence; no list of ours begins at a thousand


@dataclass(frozen=True, slots=True)
class Marker:
    """What opens a list item, where, and the text that follows it on its line."""

    indent: int
    sign: str
    number: int | None
    column: int
    text: str


def indent_of(line: str) -> int:
    """Return by how many spaces a line is indented."""
    return len(line) - len(line.lstrip(" "))


def dedent(line: str, width: int) -> str:
    """Return the line without at most that many leading spaces."""
    return line[min(width, indent_of(line)) :]


def marker_of(line: str) -> Marker | None:
    """Return the list marker that opens the line, if one does; "1)" counts as "1."."""
    found = MARKER.match(line)
    if found is None or RULE.fullmatch(line):
        return None
    lead, bullet, digits, gap, text = found.groups(default="")
    if digits and int(digits) > LAST_NUMBER:
        return None
    sign = bullet or f"{int(digits)}."
    after = len(lead) + len(bullet or digits + ".")
    wide = len(gap) > CODE_INDENT  # the item begins with indented code
    column = after + (1 if wide or not gap else len(gap))
    text = gap[1:] + text if wide else text
    return Marker(len(lead), sign, int(digits) if digits else None, column, text)


def starts_block(line: str, *, in_item: bool) -> bool:
    """Say whether a line ends the paragraph before it, as people mean it when they type it.

    An ordered list does so only from 1, so that a sentence may begin with a number.
    """
    if indent_of(line) >= CODE_INDENT and not in_item:
        return False
    if any(pattern.match(line) for pattern in (FENCE, HEADING, QUOTE)) or RULE.fullmatch(line):
        return True
    marker = marker_of(line)
    return marker is not None and bool(marker.text) and marker.number in {None, 1}


def starts_table(lines: list[str], at: int) -> bool:
    """Say whether a table's header and the row of dashes beneath it stand here."""
    if at + 1 >= len(lines) or "|" not in lines[at]:
        return False
    return DELIMITER_ROW.fullmatch(lines[at + 1]) is not None


def fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after this line, where `fence` was open before it."""
    if fence:
        return "" if closes(fence, line) else fence
    found = FENCE.match(line)
    return found.group(1) if found else ""


def closes(fence: str, line: str) -> bool:
    """Say whether a line closes the code that this fence opened."""
    bare = line.strip(" \t")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def heading_of(line: str) -> tuple[int, str] | None:
    """Return level and words of a heading; "#hashtag" and a lone "#" are none."""
    found = HEADING.fullmatch(line)
    if found is None:
        return None
    words = found.group(2).rstrip(" \t")
    bare = words.rstrip("#")
    if not bare or bare[-1] in " \t":
        words = bare.rstrip(" \t")  # the closing "##" of "## words ##"
    return (len(found.group(1)), words) if words else None


def as_text(line: str) -> str:
    """Return a line of a paragraph such that the parser takes no part of it for structure."""
    line = line.lstrip(" ")
    found = STRUCTURE.match(line)
    if found is None:
        return line
    at = found.end(1) if found.group(1) else 0
    return line[:at] + "\\" + line[at:]


def kept_space(line: str) -> str:
    """Return a paragraph's first line such that the parser does not strip a space of its script.

    Japanese paragraphs begin with U+3000 and verse with no-break spaces; as an escape it survives.
    """
    if line[:1].isspace():
        return f"\x02{ord(line[0])}\x03{line[1:]}"
    return line

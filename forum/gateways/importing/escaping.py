"""Writes plain text so that our Markdown shows it as it is, and changes no more of it than it must."""

import re

# Where our renderer reads an escape, see forum/markup; a backslash before other characters is one.
_BACKSLASH = re.compile(r"\\(?=[\\`*_{}\[\]()>#+\-.!|~]|\Z)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What means something wherever it stands. An underscore within a word means nothing, nor do marks
# within a web address.
_MARK = re.compile(
    r"(?P<address>https?://[^\s<>\"`“”«»\[\]\\*~]*[\w/])"
    r"|[*`\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~|\Z)|(?:(?<=~)|\A)~"
)
_ANGLE = re.compile(r"<https?://[^\s<]+")
# What begins a heading, a list, a quotation, a rule or a table's row of dashes.
_LINE_START = re.compile(r"^([ \t]*)(?=#{1,6}(?:[ \t]|$)|[-+](?:[-+ \t]|$)|>|\|)", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*[0-9]{1,9})(?=[.)](?:[ \t]|$))", re.MULTILINE)
_DASHES = re.compile(r"^([ \t]*:)(?=-)", re.MULTILINE)


def escape(text: str) -> str:
    """Markdown source that shows exactly this text, at the start of a line or within one."""
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ENTITY.sub("&#38;", text)
    text = _ANGLE.sub(lambda found: found[0].replace(">", "\\>"), text)
    text = _MARK.sub(lambda found: found["address"] or "\\" + found[0], text)
    for pattern in (_LINE_START, _NUMBER, _DASHES):
        text = pattern.sub(r"\1\\", text)
    return text

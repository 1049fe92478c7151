"""Writes plain text so that Markdown shows it as it is, and changes no more of it than it must."""

import re

# Characters that mean something wherever they stand. A word's inner underscore means nothing.
_ANYWHERE = re.compile(r"[*`\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])")
_BACKSLASH = re.compile(r"\\(?=[^\w\s]|_|$)", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What begins a heading, a list, a quotation, a rule, a fence, a table or a definition.
_LINE_START = re.compile(
    r"^([ \t]*)(#{1,6}(?=[ \t]|#|$)|[-+](?=[-+ \t]|$)|>|=(?==|$)|:(?=[ \t])|\|)", re.MULTILINE
)
_NUMBER = re.compile(r"^([ \t]*\d{1,9})([.)])(?=[ \t]|$)", re.MULTILINE)
_LAST_HASH = re.compile(r"#([ \t]*)$", re.MULTILINE)
_RULED = re.compile(r"^(?=[-:| \t]*\|)[-:| \t]+$", re.MULTILINE)
# Spaces that a parser would strip at an end, or take for the end of a line.
_EDGE = re.compile(r"(?:(?<=[ \t\r\n])|^)[^\S \t\r\n]|[^\S \t\r\n](?=[ \t\r\n]|$)|[\x85\u2028\u2029]")
_NAMES = {"\u00a0": "&nbsp;", "\u2003": "&emsp;", "\u2002": "&ensp;", "\u2009": "&thinsp;"}


def escape(text: str) -> str:
    """Markdown source that shows exactly this text, at the start of a line or within one."""
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _ENTITY.sub("&amp;", text)
    text = _ANYWHERE.sub(lambda found: "&lt;" if found[0] == "<" else "\\" + found[0], text)
    text = _LINE_START.sub(r"\1\\\2", text)
    text = _NUMBER.sub(r"\1\\\2", text)
    text = _LAST_HASH.sub(r"\\#\1", text)
    text = _RULED.sub(lambda found: found[0].replace("|", "&#124;"), text)
    return _EDGE.sub(lambda found: _NAMES.get(found[0]) or f"&#{ord(found[0])};", text)

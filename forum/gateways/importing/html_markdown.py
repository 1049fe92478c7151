"""Turns HTML into the Markdown that our own renderer shows in the same way."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from forum.gateways.importing.escaping import escape

RUN = re.compile(r"[ \t\r\n]+")
LINE_END = re.compile(r"[ \t\r]*\n[ \t\r]*")
PARAGRAPH_END = re.compile(r"\n{2,}")
BAR = re.compile(r"(\\*)\|")
BACKTICKS = re.compile(r"`+")
BLANKS = " \t\r\n"  # not the non-breaking space, which str.strip() takes with it
SURROUNDINGS = {"[document]", "p", "div", "blockquote", "li", "ul", "ol"}
MAX_COLUMNS = 20  # a table wider than that cannot be read here
MAX_DEPTH = 10  # of quotations and lists within each other: what our renderer reads


class HtmlToMarkdown(MarkdownConverter):
    """Converts the tree of one text.

    `keep_lines` says that line ends are meant, as WordPress takes them; without `marks` the words
    are neither stressed nor linked, which is for texts whose marks touch in ways Markdown misreads.
    """

    def __init__(self, *, keep_lines: bool, marks: bool = True) -> None:
        super().__init__()
        self._keep_lines = keep_lines
        self._marks = marks
        self._items: dict[int, int] = {}

    def source(self, soup: BeautifulSoup) -> str:
        """The Markdown source of a tree."""
        text: str = self.convert_soup(soup)
        return text.strip("\n")

    # Text ---------------------------------------------------------------------------------------

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """The text as Markdown: blanks run together, line ends kept where they are meant."""
        inside = parent_tags or set()
        text = str(el)
        if "pre" in inside:
            return text.replace("\r\n", "\n")
        if self._keep_lines or inside <= {"[document]"}:
            lines = LINE_END.sub("\n", RUN.sub(_run, text))
            text = PARAGRAPH_END.sub("\n\n", lines)
            if _follows_break(el) and not text.startswith("\n\n"):
                text = text.removeprefix("\n")  # the break has ended the line already
        else:
            text = RUN.sub(" ", text)
        if "_noformat" in inside:
            return text
        text = escape(text)
        if text.endswith("!") and el.next_sibling is not None:
            text = text[:-1] + "\\!"  # before a link it would make a picture of it
        return BAR.sub(_escaped_bar, text) if inside & {"td", "th"} else text

    # Within a line ------------------------------------------------------------------------------

    def _wrap(self, text: str, mark: str, inside: set[str]) -> str:
        """Put marks around each paragraph of a text, close to its words."""
        if "_noformat" in inside or not self._marks:
            return text
        return "\n\n".join(_marked(part, mark) for part in text.split("\n\n"))

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Strong words; within strong ones nothing is stronger."""
        return text if "b" in parent_tags else self._wrap(text, "**", parent_tags)

    def convert_i(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Stressed words; by asterisks where they are part of a word, else by underscores."""
        if "i" in parent_tags:
            return text
        return self._wrap(text, "*" if _is_in_word(el) else "_", parent_tags)

    def convert_s(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Words struck out."""
        plain = "s" in parent_tags or _is_in_word(el)  # within a word the renderer reads no such mark
        return text if plain else self._wrap(text, "~~", parent_tags)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link; one that leads nowhere we would follow is only its words."""
        address = str(el.get("href"))
        words = text.strip()
        if not words or parent_tags & {"a", "_noformat"} or "\n\n" in words or not self._marks:
            return text
        lead, tail = _outside(text)
        return f"{lead}[{words}]({address}){tail}"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A line end."""
        return " " if "_inline" in parent_tags else "\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code within a line, or a block where it has several lines."""
        words = text.strip()
        if "_noformat" in parent_tags or not words:
            return text
        if "\n" in words and parent_tags <= SURROUNDINGS:
            return _fenced(text)
        if not self._marks:
            return escape(text)
        lead, tail = _outside(text)
        marks = "`" * (_longest(words) + 1)
        pad = " " if words.startswith("`") or words.endswith("`") else ""
        return f"{lead}{marks}{pad}{words}{pad}{marks}{tail}"

    # Blocks -------------------------------------------------------------------------------------

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A paragraph."""
        words = text.strip(BLANKS)
        return f" {words} " if "_inline" in parent_tags else f"\n\n{words}\n\n" if words else ""

    convert_div = convert_p

    def convert_hN(  # noqa: N802  # markdownify's name
        self, n: int, el: Tag, text: str, parent_tags: set[str]
    ) -> str:
        """A heading, on one line; a sign at its end belongs to its words."""
        words = RUN.sub(" ", text).strip(BLANKS)
        if "_inline" in parent_tags or not words:
            return f" {words} "
        words = f"{words[:-1]}\\#" if words.endswith("#") else words
        return f"\n\n{'#' * min(max(n, 1), 6)} {words}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A quotation."""
        words = text.strip(BLANKS)
        if "_inline" in parent_tags or not words:
            return f" {words} "
        if _nesting(el) >= MAX_DEPTH:
            return f"\n\n{words}\n\n"
        return "\n\n" + "\n".join(f"> {line}".rstrip(" ") for line in words.split("\n")) + "\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code, exactly; a verse keeps its lines and needs no code."""
        if not text.strip():
            return ""
        if "wp-block-verse" in el.get_attribute_list("class"):
            return f"\n\n{escape(text).strip(BLANKS)}\n\n"
        return _fenced(text.removeprefix("\n")) if "_inline" not in parent_tags else text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item of a list, what belongs to it indented below."""
        words = text.strip(BLANKS)
        if not words:
            return "\n"
        mark = "-"
        if el.parent is not None and el.parent.name == "ol":
            start = str(el.parent.get("start") or "1")
            first = int(start) if start.isdecimal() and len(start) < 7 else 1
            before = self._items.get(id(el.parent), 0)
            self._items[id(el.parent)] = before + 1
            mark = f"{first + before}."
        if _nesting(el) >= MAX_DEPTH:
            return f"{words}\n\n"
        first_line, *others = words.split("\n")
        indent = " " * (len(mark) + 1)
        indented = [f"{indent}{line}" if line else "" for line in others]
        return "\n".join([f"{mark} {first_line}", *indented]) + "\n"

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A list; within an item it follows without a gap."""
        gap = "\n" if "li" in parent_tags else "\n\n"
        return gap + text.strip("\n") + gap

    convert_ul = convert_ol = convert_list

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A cell of a table, on one line."""
        columns = str(el.get("colspan") or "")
        wide = min(int(columns), MAX_COLUMNS) if columns.isdecimal() and len(columns) < 4 else 1
        words = RUN.sub(" ", text).strip(BLANKS)
        return f" {words} |" + " |" * (wide - 1)

    convert_th = convert_td


def _run(found: re.Match[str]) -> str:
    run = found[0].replace("\r\n", "\n").replace("\r", "\n")
    return "\n" * run.count("\n") or " "


def _escaped_bar(found: re.Match[str]) -> str:
    return found[0] if len(found[1]) % 2 else f"{found[1]}\\|"


def _outside(text: str) -> tuple[str, str]:
    """The blanks before and after the words of a text, which stay outside of its marks."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _marked(text: str, mark: str) -> str:
    words = text.strip()
    lead, tail = _outside(text)
    return f"{lead}{mark}{words}{mark}{tail}" if words else text


def _is_in_word(el: Tag) -> bool:
    before, after = el.previous_sibling, el.next_sibling
    return bool(
        (isinstance(before, NavigableString) and str(before)[-1:].isalnum())
        or (isinstance(after, NavigableString) and str(after)[:1].isalnum())
    )


def _nesting(el: Tag) -> int:
    return sum(parent.name in ("li", "blockquote") for parent in el.parents)


def _follows_break(el: NavigableString) -> bool:
    before = el.previous_sibling
    return isinstance(before, Tag) and before.name == "br"


def _longest(text: str) -> int:
    return max((len(run) for run in BACKTICKS.findall(text)), default=0)


def _fenced(text: str) -> str:
    fence = "`" * max(3, _longest(text) + 1)
    return f"\n\n{fence}\n{text.rstrip(BLANKS)}\n{fence}\n\n"

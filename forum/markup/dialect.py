"""The dialect: Python-Markdown set up for this place, one parser for each thread.

Making a parser takes longer than most texts do, so it is used again; what it keeps of a text is named in
`Stateful` and forgotten before the next one. A parser that a text broke off is thrown away.

Left out on purpose: raw HTML and entities' own stash, underlined headings, pictures, mail links,
anything that writes an id (it could clobber the page's own). What is not markup is shown as typed.
"""

import re
import threading
from html import escape
from typing import Protocol
from xml.etree.ElementTree import Element  # nosec B405 - builds, parses nothing

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from forum.markup import emphasis, guards
from forum.markup.lines import marker_of
from forum.markup.links import AngleLinkProcessor, BareAddressProcessor, Definitions, LinkProcessor
from forum.markup.repairs import Repairer

HEADING = re.compile(r"h[1-6]")
HIGHEST = 2  # the page owns h1
BATCH = 100  # blocks that are sanitized at once; the cost grows with the square of it
SEAM = "\x02seam\x03"  # cannot be typed: the guards take these two characters out
TABLE_CLASS = "table-scroll"
ALIGNMENTS = frozenset({"align-left", "align-center", "align-right"})

NOT_OURS_INLINE = (
    *("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"),
    *("autolink", "automail", "html", "entity"),
)


def to_html(text: str) -> list[str]:
    """Return the HTML of a text in batches of whole blocks, not yet fit to be shown to anybody."""
    md = getattr(_mine, "parser", None) or new_parser()
    _mine.parser = None
    html = md.convert(text)
    md.reset()
    _mine.parser = md
    return html.split(SEAM)


def new_parser() -> Markdown:
    """Return a parser that has read nothing yet."""
    return Markdown(
        extensions=["nl2br", "sane_lists", "pymdownx.saneheaders", _Dialect(), "pymdownx.tilde"],
        extension_configs={"pymdownx.tilde": {"subscript": False}},
        output_format="html",
    )


class Stateful(Protocol):
    """A part of the parser that keeps something of the text it reads."""

    def reset(self) -> None:
        """Forget the text."""


_mine = threading.local()


def code_block(code: str) -> str:
    """Return a code block; it can be focused, so that a keyboard can scroll it."""
    return f'<pre tabindex="0"><code>{escape(code, quote=False)}\n</code></pre>'


class _Dialect(Extension):
    """Takes out what is not ours and puts in what is."""

    def __init__(self) -> None:
        super().__init__()
        self._stateful: tuple[Stateful, ...] = ()

    def reset(self) -> None:
        """Forget what the parts of ours have kept of a text; the library asks for it."""
        for part in self._stateful:
            part.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's hook
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        for name in ("setextheader", "reference"):
            md.parser.blockprocessors.deregister(name)
        for name in NOT_OURS_INLINE:
            md.inlinePatterns.deregister(name)
        md.treeprocessors.deregister("prettify")  # drops no-break spaces alone on their line
        definitions = Definitions()
        links, addresses = LinkProcessor(md, definitions), BareAddressProcessor(md)
        table = _Table(md.parser)
        md.ESCAPED_CHARS.append("|")
        md.preprocessors.register(_Repairs(md, definitions), "repairs", 30)
        md.parser.blockprocessors.register(table, "table", 75)
        md.inlinePatterns.register(AngleLinkProcessor(md), "angle_link", 170)
        md.inlinePatterns.register(links, "link", 160)
        md.inlinePatterns.register(addresses, "bare_address", 150)
        md.treeprocessors.register(_Measure(md), "measure", 30)  # before "inline", at 20
        md.treeprocessors.register(_Shape(md), "shape", 10)
        self._stateful = (definitions, links, addresses, table, emphasis.register(md))
        md.registerExtension(self)


class _Repairs(Preprocessor):
    """Hands the lines to the repairs, with the parser's stash to keep code in."""

    def __init__(self, md: Markdown, definitions: Definitions) -> None:
        super().__init__(md)
        self._stash = md.htmlStash
        self._definitions = definitions

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines in the strict dialect that the parser understands."""
        repairer = Repairer(
            lambda code: self._stash.store(code_block(code)),
            define=self._definitions.define,
            nothing=self._stash.store("<!---->"),  # no paragraph is made of a comment
        )
        repaired = repairer.repair(guards.lines_of("\n".join(lines)))
        guards.check_lines(repaired)
        return repaired


class _Table(TableProcessor):
    """Tables within bounds; one that is mostly missing cells is none (padding made 800 kB of 2)."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser, {"use_align_attribute": True})
        self._cells = 0

    def reset(self) -> None:
        """Forget the cells of the text before."""
        self._cells = 0

    def test(self, parent: Element, block: str) -> bool:
        """Say whether the block is a table that may be shown as one."""
        rows = block.split("\n")
        if len(rows) < 2 or "-" not in rows[1] or max(map(len, rows)) > guards.MAX_ROW:
            return False
        if marker_of(rows[0]):  # two items of a list, and the second looks like dashes
            return False
        if not super().test(parent, block):
            return False
        columns = len(self.separator)
        cells = columns * len(rows)
        self._cells += cells
        if columns > guards.MAX_COLUMNS or self._cells > guards.MAX_CELLS:
            return False
        if cells > 2 * (block.count("|") + columns):
            return False
        return all(self._cells_of(row) <= columns for row in rows[2:])  # the parser drops the rest

    def _cells_of(self, row: str) -> int:
        return len(self._split_row(row.strip(" ")))  # type: ignore[attr-defined]  # not in the stubs


class _Measure(Treeprocessor):
    """Stops what would take too long, between the blocks and what stands in them."""

    def run(self, root: Element) -> None:
        """Read the tree, change nothing."""
        guards.check_marks(root)


class _Shape(Treeprocessor):
    """Fits headings below the page's own, and gives tables room to scroll in."""

    def run(self, root: Element) -> None:
        """Change the finished tree in place."""
        guards.check_tree(root)
        above: list[int] = []
        for element in list(root.iter()):
            if HEADING.fullmatch(element.tag):
                self._fit(element, above)
            elif element.tag in {"th", "td"} and (align := element.attrib.pop("align", None)):
                element.set("class", f"align-{align}")
        for parent in list(root.iter()):
            for at, child in enumerate(parent):
                if child.tag == "table":
                    parent[at] = _wrapped(child)
        for block in list(root)[BATCH - 1 : -1 : BATCH]:
            block.tail = SEAM

    def _fit(self, heading: Element, above: list[int]) -> None:
        """Keep the order of headings but leave no gap, whatever level people begin with."""
        level = int(heading.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{min(HIGHEST + len(above) - 1, 6)}"


def _wrapped(table: Element) -> Element:
    frame = Element("div", {"class": TABLE_CLASS, "tabindex": "0"})
    frame.tail, table.tail = table.tail, None
    frame.append(table)
    return frame

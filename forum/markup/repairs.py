"""Repairs: what people type is rewritten, block by block, into what the parser understands.

The parser wants a blank line before every list, quote and table, four spaces for what belongs to a
list item, and fences only at the margin. People do none of that. So the text is read here as they
meant it, container within container, and written out in the parser's own strict dialect. Code
never reaches the parser: it is stashed, and only its placeholder goes through.
"""

from collections.abc import Callable
from dataclasses import dataclass

from forum.markup.guards import MAX_DEPTH
from forum.markup.lines import (
    CODE_INDENT,
    FENCE,
    QUOTE,
    RULE,
    Marker,
    as_text,
    closes,
    dedent,
    fence_after,
    heading_of,
    indent_of,
    kept_space,
    marker_of,
    starts_block,
    starts_table,
)

INDENT = " " * 4


@dataclass(slots=True)
class Block:
    """One finished block, and whether a blank line stood before it in the source."""

    kind: str
    lines: list[str]
    after_blank: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of lines stands: how deep, and whether directly in a list item."""

    depth: int = 0
    in_item: bool = False

    @property
    def may_nest(self) -> bool:
        """Say whether a quote or a list may still open here."""
        return self.depth < MAX_DEPTH


Reader = Callable[[list[str], int, Place], "tuple[Block, int] | None"]


class Repairer:
    """Rewrites lines; `stash` keeps code and returns its placeholder, `define` a link's name.

    `nothing` is a placeholder for no text at all, where the parser needs some.
    """

    def __init__(self, stash: Callable[[str], str], define: Callable[[str], bool], nothing: str = "") -> None:
        self._stash = stash
        self._define = define
        self._nothing = nothing
        self._readers: tuple[Reader, ...] = (
            self._fenced,
            self._indented,
            self._rule,
            self._heading,
            self._quote,
            self._list,
            self._table,
            self._definition,
        )

    def repair(self, lines: list[str]) -> list[str]:
        """Return the same text in the strict dialect."""
        return _apart(self._blocks(lines, Place()))

    def _blocks(self, lines: list[str], place: Place) -> list[Block]:
        blocks: list[Block] = []
        at, after_blank = 0, False
        while at < len(lines):
            if not lines[at]:
                at, after_blank = at + 1, True
                continue
            block, at = self._block(lines, at, place)
            block.after_blank, after_blank = after_blank, False
            if block.lines:
                blocks.append(block)
        return blocks

    def _block(self, lines: list[str], at: int, place: Place) -> tuple[Block, int]:
        for reader in self._readers:
            if (found := reader(lines, at, place)) is not None:
                return found
        return self._paragraph(lines, at, place)

    def _fenced(self, lines: list[str], at: int, place: Place) -> tuple[Block, int] | None:
        found = FENCE.match(lines[at])
        width = indent_of(lines[at])
        if found is None or (width >= CODE_INDENT and not place.in_item):
            return None
        code: list[str] = []
        at += 1
        while at < len(lines) and not closes(found.group(1), lines[at]):
            code.append(dedent(lines[at], width))
            at += 1
        return Block("code", [self._stash("\n".join(code))]), at + 1  # unclosed: to the end

    def _indented(self, lines: list[str], at: int, place: Place) -> tuple[Block, int] | None:
        if indent_of(lines[at]) < CODE_INDENT or (place.in_item and marker_of(lines[at])):
            return None
        code: list[str] = []
        while at < len(lines) and (not lines[at] or indent_of(lines[at]) >= CODE_INDENT):
            code.append(dedent(lines[at], CODE_INDENT))
            at += 1
        return Block("code", [self._stash("\n".join(code).rstrip("\n"))]), at

    def _rule(self, lines: list[str], at: int, _place: Place) -> tuple[Block, int] | None:
        return (Block("rule", ["***"]), at + 1) if RULE.fullmatch(lines[at]) else None

    def _heading(self, lines: list[str], at: int, _place: Place) -> tuple[Block, int] | None:
        found = heading_of(lines[at])
        if found is None:
            return None
        level, words = found
        if words.endswith("#") and not words.endswith("\\#"):
            words = words[:-1] + "\\#"  # the parser would drop it: "# C#"
        return Block("heading", ["#" * level + " " + words]), at + 1

    def _quote(self, lines: list[str], at: int, place: Place) -> tuple[Block, int] | None:
        if not place.may_nest or not QUOTE.match(lines[at]):
            return None
        inner: list[str] = []
        fence = ""
        while at < len(lines) and lines[at]:
            found = QUOTE.match(lines[at])
            if found is None and not _is_lazy(inner[-1], fence, lines[at]):
                break
            line = lines[at][found.end() :] if found else lines[at]
            inner.append(line if line.strip(" \t") else "")
            fence = fence_after(fence, inner[-1])
            at += 1
        body = _apart(self._blocks(inner, Place(place.depth + 1)))
        return Block("quote", [f"> {line}" if line else ">" for line in body]), at

    def _list(self, lines: list[str], at: int, place: Place) -> tuple[Block, int] | None:
        item = marker_of(lines[at])
        if item is None or not item.text or not place.may_nest:
            return None
        ordered = item.number is not None
        out: list[str] = []
        loose = False
        while item is not None and (item.number is not None) == ordered:
            body, end = _item_body(lines, at, item)
            made = self._item(item, body, place)
            loose = loose or "" in made
            out += made
            at = end
            while at < len(lines) and not lines[at]:
                at += 1
            item = marker_of(lines[at]) if at < len(lines) else None
            loose = loose or at > end
            if item is not None and loose:
                out.append("")
        return Block("list", out), at

    def _item(self, item: Marker, body: list[str], place: Place) -> list[str]:
        blocks = self._blocks(body, Place(place.depth + 1, in_item=True))
        head = Block("nothing", [self._nothing])
        if not blocks or blocks[0].kind not in {"list", "table", "rule"}:  # these need own lines
            head = blocks.pop(0) if blocks else Block("nothing", [""])
        out = [f"{item.sign} {head.lines[0]}", *head.lines[1:]]
        for at, block in enumerate(blocks):
            tight = block.kind == "list" and not block.after_blank
            if at or not tight or head.kind not in {"paragraph", "nothing"}:
                out.append("")
            out += _shifted(block.lines)
        return out

    def _table(self, lines: list[str], at: int, _place: Place) -> tuple[Block, int] | None:
        if not starts_table(lines, at):
            return None
        rows = [as_text(lines[at]), lines[at + 1].strip(" ")]
        at += 2
        while at < len(lines) and "|" in lines[at] and not starts_block(lines[at], in_item=False):
            rows.append(as_text(lines[at]))
            at += 1
        return Block("table", rows), at

    def _definition(self, lines: list[str], at: int, _place: Place) -> tuple[Block, int] | None:
        return (Block("nothing", []), at + 1) if self._define(lines[at]) else None

    def _paragraph(self, lines: list[str], at: int, place: Place) -> tuple[Block, int]:
        out = [kept_space(as_text(lines[at]))]
        at += 1
        while at < len(lines) and lines[at] and not starts_table(lines, at):
            if starts_block(lines[at], in_item=place.in_item):
                break
            out.append(as_text(lines[at]))
            at += 1
        return Block("paragraph", out), at


def _apart(blocks: list[Block]) -> list[str]:
    out: list[str] = []
    for block in blocks:
        out += ["", *block.lines] if out else block.lines
    return out


def _shifted(lines: list[str]) -> list[str]:
    return [INDENT + line if line else "" for line in lines]


def _is_lazy(before: str, fence: str, line: str) -> bool:
    """Say whether a line without its ">" still belongs to the quoted paragraph before it."""
    if not before or fence or heading_of(before) or RULE.fullmatch(before):
        return False
    return not starts_block(line, in_item=False)


def _item_body(lines: list[str], at: int, item: Marker) -> tuple[list[str], int]:
    """Return what belongs to a list item, moved to the margin, and where the item ends.

    Two columns of indent are enough to belong, whatever the marker's width: nobody counts three.
    """
    body = [item.text]
    fence = fence_after("", item.text)
    end = at + 1
    for here in range(at + 1, len(lines)):
        line = lines[here]
        if not line:
            continue
        if indent_of(line) < item.indent + 2:
            lazy = here == end and not fence and not marker_of(line)
            if not lazy or starts_block(line, in_item=True):
                break
        body += [""] * (here - end)
        body.append(dedent(line, item.column))
        fence = fence_after(fence, body[-1])
        end = here + 1
    return body, end

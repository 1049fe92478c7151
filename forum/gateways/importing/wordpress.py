"""Reads a WordPress export (WXR 1.0, 1.1, 1.2) as a stream, one piece in memory at a time."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse
from flask_babel import gettext as _

from forum.gateways.importing.pieces import ImportedPiece, ImportRefused, Progress, Tally
from forum.gateways.importing.source_file import SourceFile, opened
from forum.gateways.importing.wordpress_item import Blog, Item, ItemReader, is_wordpress, local_name

VERSIONS = ("1.0", "1.1", "1.2")
MAX_NESTING = 20  # an export has six levels; more is no export
CUT_OFF = {
    3,
    5,
    6,
    20,
}  # expat: no element found, unclosed token, partial character, unclosed CDATA


class WordPressExport:
    """An export file; `tally` says what has been met in the pass made last."""

    def __init__(self, path: Path, max_depth: int) -> None:
        self.path = path
        self.max_depth = max_depth
        self.blog = Blog()
        self.tally = Tally()

    @property
    def site(self) -> str:
        """The blog's address as a name of its own: without scheme, `www.` and closing slash."""
        address = self.blog.address.casefold()
        return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")

    def check(self, progress: Progress) -> Tally:
        """Read everything once and keep nothing, so that a bad file is refused before writing."""
        for _piece in self.pieces(progress):
            pass
        return self.tally

    def pieces(self, progress: Progress) -> Iterator[ImportedPiece]:
        """The published pieces in the order of the file, counted anew; raises ImportRefused."""
        self.tally = Tally()
        self.blog = Blog()
        return self._pieces(progress)

    def _pieces(self, progress: Progress) -> Iterator[ImportedPiece]:
        reader = ItemReader(self.blog, self.tally, self.max_depth)
        with opened(self.path, progress) as file:
            for item in self._items(file):
                piece = reader.piece(item)
                if piece is not None:
                    yield piece

    def _items(self, file: SourceFile) -> Iterator[Item]:
        try:
            yield from self._walk(file)
        except DefusedXmlException as error:
            raise ImportRefused(
                _("The file declares a document type or entities, which no WordPress export does.")
            ) from error
        except ParseError as error:
            raise ImportRefused(_broken(error)) from error
        except (ValueError, LookupError) as error:
            raise ImportRefused(_("The file’s encoding is not one we can read.")) from error

    def _walk(self, file: SourceFile) -> Iterator[Item]:
        """Follow the elements as they open and close, and let go of each as soon as it is read."""
        parser = DefusedXMLParser(encoding=file.encoding, forbid_dtd=True)
        line: list[Element] = []
        item = Item()
        for event, element in iterparse(file, ("start", "end"), parser):
            if event == "start":
                line.append(element)
                _require_shape(line)
                continue
            line.pop()
            if len(line) == 2:  # a child of the channel has ended
                if element.tag == "item":
                    yield item.finished(element)
                    item = Item()
                else:
                    self._learn(element)
                del line[-1][:]
            elif len(line) == 3 and line[-1].tag == "item" and _is_comment(element):
                item.add_comment(element)
                del line[-1][-1]
        if not self.blog.version:
            raise ImportRefused(_("The file is not a WordPress export."))

    def _learn(self, element: Element) -> None:
        """Take what the channel says of the blog: its version, its address, its authors."""
        name = local_name(element.tag)
        if is_wordpress(element.tag):
            self.blog.learn(name, element)
        elif element.tag == "link":
            self.blog.link = (element.text or "").strip()
        if name == "wxr_version" and self.blog.version not in VERSIONS:
            raise ImportRefused(
                _("Exports of version %(version)s are not known here.", version=self.blog.version)
            )


def _is_comment(element: Element) -> bool:
    return is_wordpress(element.tag) and local_name(element.tag) == "comment"


def _require_shape(line: list[Element]) -> None:
    """Refuse other XML at its first element, and nesting that only an attack would have."""
    if (
        (len(line) == 1 and line[0].tag != "rss")
        or (len(line) == 2 and line[1].tag != "channel")
        or len(line) > MAX_NESTING
    ):
        raise ImportRefused(_("The file is not a WordPress export."))


def _broken(error: ParseError) -> str:
    row, column = error.position
    if error.code in CUT_OFF:
        return str(_("The file ends in the middle (line %(row)s): export it again.", row=row))
    damaged = _("The file is damaged at line %(row)s, column %(column)s: export it again.")
    return str(damaged % {"row": row, "column": column + 1})

"""Opens an export and reads it in pieces, refusing what is compressed, binary or mislabelled."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from forum.gateways.importing.pieces import ImportRefused, Progress

HEAD = 4096
DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd")
LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})


class SourceFile:
    """A file that says how far it has been read and that its bytes are what they claim to be."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        head = file.read(HEAD)
        self._start = _start_of_text(head)
        self.encoding = _declared_encoding(head)
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._beyond_ascii = False
        file.seek(self._start)

    def read(self, size: int = -1) -> bytes:
        """The next bytes, checked; empty at the end."""
        chunk = self._file.read(size)
        self._progress(len(chunk))
        self._check(chunk)
        return chunk

    def _check(self, chunk: bytes) -> None:
        if not self._is_utf8:
            return
        self._beyond_ascii = self._beyond_ascii or not chunk.isascii()
        try:
            self._utf8.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            self._is_utf8 = False
            if self.encoding == "utf-8":
                raise ImportRefused(
                    _("The file says it is UTF-8, but it is not: export it again, or convert it.")
                ) from error
        if not chunk and self.encoding != "utf-8" and self._beyond_ascii and self._is_utf8:
            raise ImportRefused(
                _(
                    "The file says it is %(name)s, but it is UTF-8: correct its first line.",
                    name=self.encoding,
                )
            )


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[SourceFile]:
    """The export at `path`; what cannot be read is refused in one sentence."""
    try:
        with path.open("rb") as file:
            yield SourceFile(file, progress)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImportRefused(_("The file cannot be read: %(reason)s.", reason=reason)) from error


def _start_of_text(head: bytes) -> int:
    """Where the XML begins; blank lines before it are a common fault of blogs, and harmless."""
    if not head:
        raise ImportRefused(_("The file is empty."))
    if head.startswith(COMPRESSED):
        raise ImportRefused(_("The file is compressed: unpack it first."))
    if b"\0" in head:
        raise ImportRefused(_("The file is not a text in UTF-8: this is no WordPress export."))
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text.startswith(b"<"):
        raise ImportRefused(_("The file is not XML: this is no WordPress export."))
    return len(head) - len(text)


def _declared_encoding(head: bytes) -> str:
    found = DECLARED.search(head)
    if found is None:
        return "utf-8"
    declared = found[1].decode("ascii")
    try:
        name = codecs.lookup(declared).name
    except LookupError as error:
        raise ImportRefused(_("The encoding “%(name)s” is not known.", name=declared)) from error
    return "cp1252" if name in LATIN else name  # as browsers read it, so as the blog showed it

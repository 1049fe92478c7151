"""Files that are refused: each in one sentence, before anything is written."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from forum.gateways.importing.pieces import ImportRefused, silent
from forum.gateways.importing.wordpress import WordPressExport

GOOD = (Path(__file__).with_name("exports") / "small-1.1.xml").read_text("utf-8")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>'


def with_doctype(doctype: str, inside: str = "Body.") -> bytes:
    text = GOOD.replace(DECLARATION, f"{DECLARATION}\n<!DOCTYPE rss [{doctype}]>")
    return text.replace("<![CDATA[Body.]]>", inside).encode()


def bomb() -> bytes:
    levels = '<!ENTITY a0 "ha">'
    levels += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(levels, "&a9;")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an entity bomb": (bomb, "document type"),
    "an external entity": (
        lambda: with_doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"),
        "document type",
    ),
    "a remote document type": (
        lambda: GOOD.replace(
            DECLARATION, f'{DECLARATION}<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'
        ).encode(),
        "document type",
    ),
    "an entity nobody declared": (lambda: GOOD.replace("Body.]]>", "]]>&nope;").encode(), "damaged"),
    "cut off in a text": (lambda: GOOD[: GOOD.index("No clock") + 3].encode(), "in the middle"),
    "cut off in a tag": (lambda: GOOD[: GOOD.index("</item>") + 3].encode(), "in the middle"),
    "cut off between items": (lambda: GOOD[: GOOD.index("</channel>")].encode(), "in the middle"),
    "Latin-1 that says it is UTF-8": (
        lambda: GOOD.replace("Body.", "Café.").encode("latin-1"),
        "says it is UTF-8, but it is not",
    ),
    "UTF-8 that says it is Latin-1": (
        lambda: GOOD.replace("UTF-8", "ISO-8859-1").replace("Body.", "Café 🌿.").encode(),
        "but it is UTF-8",
    ),
    "UTF-16": (lambda: GOOD.encode("utf-16"), "UTF-8"),
    "an encoding nobody knows": (lambda: GOOD.replace("UTF-8", "x-klingon").encode(), "not known"),
    "an encoding that is no text": (lambda: GOOD.replace("UTF-8", "rot13").encode(), "encoding"),
    "half a character": (
        lambda: GOOD.replace("Body.", "\udcf0\udc9f").encode(errors="surrogateescape"),
        "says it is UTF-8, but it is not",
    ),
    "a control character": (lambda: GOOD.replace("Body.", "Bo\x0bdy.").encode(), "damaged at line"),
    "a surrogate by number": (lambda: GOOD.replace("Body.]]>", "]]>&#xD83D;").encode(), "damaged"),
    "a NUL": (lambda: GOOD.replace("Body.", "Bo\x00dy.").encode(), "UTF-8"),
    "crossed tags": (lambda: GOOD.replace("</item>", "</rss>").encode(), "damaged"),
    "compressed": (lambda: gzip.compress(GOOD.encode()), "compressed"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no WordPress export"),
    "plain text": (lambda: b"Dear diary", "not XML"),
    "nothing": (lambda: b"", "empty"),
    "only blanks": (lambda: b" \n\n ", "not XML"),
    "another site's feed": (
        lambda: b'<rss version="2.0"><channel><title>x</title></channel></rss>',
        "not a WordPress export",
    ),
    "a web page": (lambda: b"<html><body><p>Hello</p></body></html>", "not a WordPress export"),
    "a version to come": (lambda: GOOD.replace(">1.1<", ">7.0<").encode(), "7.0"),
    "a tower of elements": (
        lambda: GOOD.replace("<title>Small", "<x>" * 5000 + "</x>" * 5000 + "<title>Small").encode(),
        "not a WordPress export",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(what: str, tmp_path: Path) -> None:
    content, says = HOSTILE[what]
    path = tmp_path / "export.xml"
    path.write_bytes(content())
    with pytest.raises(ImportRefused) as refused:
        WordPressExport(path, max_depth=50).check(silent)
    sentence = str(refused.value)
    assert says in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_missing_file_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        WordPressExport(tmp_path / "nowhere.xml", max_depth=50).check(silent)


def test_blank_lines_before_the_export_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(b"\xef\xbb\xbf\r\n\n" + GOOD.encode())
    assert WordPressExport(path, max_depth=50).check(silent).wanted_comments == 1


def test_an_old_blog_in_latin_1_keeps_its_curly_quotes(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    text = GOOD.replace("UTF-8", "ISO-8859-1").replace("Body.", "“Café”")
    path.write_bytes(text.encode("cp1252"))
    (piece,) = WordPressExport(path, max_depth=50).pieces(silent)
    assert piece.body_html == "“Café”"

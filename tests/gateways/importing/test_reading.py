"""What the reader makes of an export: pieces, people, nesting, and what it leaves behind."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum.gateways.importing.pieces import (
    ImportedComment,
    ImportedPiece,
    LeftOut,
    Mended,
    State,
    Tally,
    silent,
)
from forum.gateways.importing.wordpress import WordPressExport

EXPORTS = Path(__file__).with_name("exports")


def read(name: str) -> tuple[list[ImportedPiece], Tally]:
    export = WordPressExport(EXPORTS / name, max_depth=50)
    return list(export.pieces(silent)), export.tally


def outline(comments: tuple[ImportedComment, ...]) -> list[tuple[int, str, str]]:
    depths: dict[str | None, int] = {None: -1}
    lines = []
    for comment in comments:
        depth = depths[comment.source_id] = depths[comment.parent_source_id] + 1
        lines.append((depth, comment.source_id, comment.author))
    return lines


def test_a_conversation_comes_in_the_order_in_which_it_was_read() -> None:
    article = read("long-table-1.2.xml")[0][0]
    assert outline(article.comments) == [
        (0, "11", "Wren"),
        (1, "13", "Mara"),
        (2, "15", "Wren"),
        (2, "25", "Newcomer"),
        (0, "12", "Tobias Ø."),
        (1, "16", "O'Brien"),
        (2, "17", "Mara"),
        (3, "18", "Tobias Ø."),
        (0, "14", "נועה"),
        (0, "19", "Anonymous lurker"),
        (1, "20", "Mara"),
        (0, "26", "Ilse"),
    ]


def test_every_character_comes_through() -> None:
    article = read("long-table-1.2.xml")[0][0]
    thanks = next(comment for comment in article.comments if comment.source_id == "13")
    assert thanks.body.endswith("“Aloud” is the best review I have ever\u00a0had. 👩🏽‍❤️‍👩🏻")
    assert article.title == "A rule for the table & other small things"
    assert "We talk a lot —\u00a0and still." in article.body_html


def test_what_waited_on_the_blog_waits_here() -> None:
    article = read("long-table-1.2.xml")[0][0]
    held = [c.author for c in article.comments if c.state is State.HELD]
    assert held == ["Newcomer"]


def test_everything_left_out_is_counted_with_its_reason() -> None:
    pieces, tally = read("long-table-1.2.xml")
    assert (tally.pieces, tally.comments) == (7, 18)
    assert tally.left_out_pieces == {
        LeftOut.NEVER_PUBLIC: 2,
        LeftOut.PASSWORD: 1,
        LeftOut.NO_PIECE: 2,
    }
    assert tally.left_out_comments == {
        LeftOut.PINGBACK: 2,
        LeftOut.SPAM: 1,
        LeftOut.TRASH: 1,
        LeftOut.WITH_PIECE: 2,
    }
    assert tally.mended == {Mended.MISSING_PARENT: 1}
    assert len(pieces) == tally.wanted_pieces
    assert sum(len(piece.comments) for piece in pieces) == tally.wanted_comments


def test_nothing_private_and_nobodys_address_leaves_the_reader() -> None:
    for name in ("long-table-1.2.xml", "small-1.1.xml", "small-1.0.xml"):
        handed_over = repr(read(name)[0])
        for secret in ("mail.example", "mara@", "ash@", "jo@", "192.0.2.", "Not for you", "Knock"):
            assert secret not in handed_over


def test_version_1_1_is_read_and_zero_dates_are_no_dates() -> None:
    (piece,), tally = read("small-1.1.xml")
    assert (piece.author, piece.title) == ("Jo Small", "One point one")
    assert piece.published_at == datetime(2012, 1, 2, 15, 4, 5, tzinfo=UTC)
    assert piece.comments[0].written_at is None
    assert tally.mended == {Mended.NO_DATE: 1}


def test_version_1_0_is_read_and_local_time_stands_in_for_a_zero_one() -> None:
    (piece,), _tally = read("small-1.0.xml")
    assert piece.author == piece.comments[0].author == "Granny Ash"
    assert piece.published_at == datetime(2009, 2, 3, 10, 0, tzinfo=UTC)


def test_a_blog_is_the_same_whatever_its_scheme(tmp_path: Path) -> None:
    sites = set()
    text = (EXPORTS / "small-1.1.xml").read_text("utf-8")
    for address in ("http://small.example", "https://www.small.example/", "HTTPS://Small.example"):
        path = tmp_path / "export.xml"
        path.write_text(text.replace("http://small.example<", f"{address}<"), "utf-8")
        export = WordPressExport(path, max_depth=50)
        export.check(silent)
        sites.add(export.site)
    assert sites == {"small.example"}


@pytest.mark.parametrize(
    ("parent", "where"),
    [("7", "itself"), ("999", "nowhere"), ("abc", "nonsense"), ("0", "top"), ("", "empty")],
)
def test_odd_parents_leave_a_comment_at_top_level(tmp_path: Path, parent: str, where: str) -> None:
    text = (EXPORTS / "small-1.1.xml").read_text("utf-8")
    tag = "wp:comment_parent>"
    path = tmp_path / f"{where}.xml"
    path.write_text(text.replace(f"<{tag}0</{tag}", f"<{tag}{parent}</{tag}"), "utf-8")
    (piece,) = WordPressExport(path, max_depth=50).pieces(silent)
    assert piece.comments[0].parent_source_id is None


def test_of_two_comments_with_one_number_both_keep_their_words(tmp_path: Path) -> None:
    text = (EXPORTS / "small-1.1.xml").read_text("utf-8")
    start, end = text.index("<wp:comment>"), text.index("</item>")
    comment = text[start:end]
    other = comment.replace("No clock here.", "Another voice.")
    path = tmp_path / "twins.xml"
    path.write_text(text[:end] + comment + other + text[end:], "utf-8")
    export = WordPressExport(path, max_depth=50)
    (piece,) = export.pieces(silent)
    assert sorted(c.body for c in piece.comments) == ["Another voice.", "No clock here."]
    assert export.tally.left_out_comments == {LeftOut.TWICE: 1}
    assert export.tally.mended[Mended.SAME_ID] == 1


def test_a_piece_that_is_in_the_file_twice_comes_once(tmp_path: Path) -> None:
    text = (EXPORTS / "small-1.1.xml").read_text("utf-8")
    start, end = text.index("<item>"), text.index("</channel>")
    path = tmp_path / "twice.xml"
    path.write_text(text[:end] + text[start:end] + text[end:], "utf-8")
    export = WordPressExport(path, max_depth=50)
    assert len(list(export.pieces(silent))) == 1
    assert export.tally.left_out_pieces == {LeftOut.TWICE: 1}
    assert export.tally.left_out_comments == {LeftOut.WITH_PIECE: 1}

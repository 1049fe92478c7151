"""A content file with a slip in it is refused, in words that say where to look."""

from pathlib import Path
from shutil import copytree

import pytest

from forum.demo.content import FOLDER, ContentError, read


def copied(tmp_path: Path) -> Path:
    """The files once more, to be spoilt."""
    return Path(copytree(FOLDER, tmp_path / "content"))


def spoil(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / "pieces" / name
    source = path.read_text("utf-8")
    assert before in source
    path.write_text(source.replace(before, after), "utf-8")


def test_a_key_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "03-the-little-mark.toml", "hours_ago = 930", "hours_ago = 930\ncolour = 'plum'")
    with pytest.raises(ContentError, match="03-the-little-mark: unknown colour"):
        read(folder)


def test_a_key_that_is_missing_or_of_a_wrong_kind_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "03-the-little-mark.toml", "minutes_after = 85\n", "")
    with pytest.raises(ContentError, match="reply 1: minutes_after missing"):
        read(folder)
    spoil(folder, "03-the-little-mark.toml", "hours_ago = 930", "hours_ago = 'long'")
    spoil(folder, "03-the-little-mark.toml", 'by = "Hollis"', 'by = "Hollis"\nminutes_after = 85')
    with pytest.raises(ContentError, match="hours_ago: 'long' is of a wrong kind"):
        read(folder)


def test_a_reply_without_a_place_and_a_broken_file_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "03-the-little-mark.toml", 'at = "1"', 'at = "first"')
    with pytest.raises(ContentError, match="reply first: a reply needs a place"):
        read(folder)
    spoil(folder, "03-the-little-mark.toml", "[[replies]]", "[[replies")
    with pytest.raises(ContentError, match=r"03-the-little-mark\.toml"):
        read(folder)

"""Random conversations, broken ones among them, come into an order that can be read."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.gateways.importing.pieces import ImportedComment, Mended, State
from forum.gateways.importing.threads import arrange

START = datetime(2015, 1, 1, tzinfo=UTC)


def comment(
    number: int, parent: int | None, minute: int | None = None, *, held: bool = False
) -> ImportedComment:
    at = None if minute is None else START + timedelta(minutes=minute)
    state = State.HELD if held else State.APPROVED
    above = None if parent is None else str(parent)
    return ImportedComment(str(number), above, "Anna", "words", at, state)


@st.composite
def conversations(draw: st.DrawFn) -> list[ImportedComment]:
    size = draw(st.integers(0, 40))
    numbers = st.integers(0, size + 3)  # some parents are missing, some are the comment itself
    return [
        comment(
            number,
            draw(st.none() | numbers),
            draw(st.none() | st.integers(0, 9)),
            held=draw(st.integers(0, 5)) == 0,
        )
        for number in draw(st.permutations(range(size)))
    ]


@given(conversations(), st.integers(0, 6))
def test_all_are_there_once_after_their_parents_and_never_too_deep(
    comments: list[ImportedComment], max_depth: int
) -> None:
    arranged, _mended = arrange(comments, max_depth)
    assert sorted(c.source_id for c in arranged) == sorted(c.source_id for c in comments)
    depths: dict[str | None, int] = {None: -1}
    states = {c.source_id: c.state for c in comments}
    branch: list[str | None] = [None]
    for c in arranged:
        assert c.parent_source_id in depths
        assert c.parent_source_id is None or states[c.parent_source_id] is State.APPROVED
        while branch[-1] != c.parent_source_id:  # reading order: the parent's branch is still open
            branch.pop()
        branch.append(c.source_id)
        depths[c.source_id] = depths[c.parent_source_id] + 1
        assert depths[c.source_id] <= max_depth


@given(conversations())
def test_brothers_and_sisters_stand_by_time(comments: list[ImportedComment]) -> None:
    arranged, _mended = arrange(comments, 50)
    last: dict[str | None, datetime] = {}
    for c in arranged:
        if c.written_at is not None:
            assert last.get(c.parent_source_id, START) <= c.written_at
            last[c.parent_source_id] = c.written_at


@given(conversations(), st.randoms())
def test_the_order_of_the_file_makes_no_difference(comments: list[ImportedComment], chance) -> None:  # type: ignore[no-untyped-def]  # hypothesis's own Random
    shuffled = list(comments)
    chance.shuffle(shuffled)
    assert arrange(shuffled, 50) == arrange(comments, 50)


def test_a_sound_conversation_keeps_every_parent() -> None:
    sound = [comment(n, parent, n) for n, parent in enumerate([None, 0, 1, 1, None, 4, 0])]
    arranged, mended = arrange(sound, 50)
    assert [c.source_id for c in arranged] == ["0", "1", "2", "3", "6", "4", "5"]
    assert {c.source_id: c.parent_source_id for c in arranged} == {
        c.source_id: c.parent_source_id for c in sound
    }
    assert not mended


def test_numbers_decide_among_comments_of_one_second_not_their_spelling() -> None:
    arranged, _mended = arrange([comment(100, None, 1), comment(20, None, 1), comment(3, None, 1)], 50)
    assert [c.source_id for c in arranged] == ["3", "20", "100"]


def test_a_circle_opens_at_its_first_comment() -> None:
    circle = [comment(1, 3, 5), comment(2, 1, 6), comment(3, 2, 7)]
    arranged, mended = arrange(circle, 50)
    assert [(c.source_id, c.parent_source_id) for c in arranged] == [("1", None), ("2", "1"), ("3", "2")]
    assert mended == {Mended.CIRCLE: 1}


def test_a_chain_of_a_hundred_ends_beside_its_parents() -> None:
    arranged, mended = arrange([comment(n, n - 1 if n else None, n) for n in range(100)], 50)
    assert [c.source_id for c in arranged] == [str(n) for n in range(100)]
    assert {c.parent_source_id for c in arranged[50:]} == {"49"}
    assert mended == {Mended.TOO_DEEP: 49}


def test_ten_thousand_deep_is_no_trouble() -> None:
    arranged, _mended = arrange([comment(n, n - 1 if n else None, 1) for n in range(10_000)], 50)
    assert len(arranged) == 10_000

"""The queue: its order, its pages, and that it costs what it shows."""

from forum.moderation import queries
from forum.moderation.queries.queue import CASES_A_PAGE
from tests.cast import Cast
from tests.moderation.stage import Stage, address
from tests.statements import statements_of

MOST_QUERIES_OF_QUEUE = 9  # the whole page: session, count for the head, cases, flags, names
MOST_QUERIES_OF_CASE = 24  # the whole page, with claim, flags, neighbours, history and rules


def test_the_most_urgent_comes_first(stage: Stage, cast: Cast) -> None:
    spam, danger, twice, outing = (stage.piece(cast.ada, words, title=words) for words in "abcd")
    stage.flag(cast.root, spam, reason="spam")
    stage.flag(cast.root, twice, reason="spam")
    stage.flag(cast.bo, twice, reason="spam")
    stage.flag(cast.root, outing, reason="identifies")
    stage.flag(cast.root, danger, reason="child_safety")
    with stage.app.app_context():
        page = queries.queue(cast.mira.viewer)
        order = [item.text.public_id for item in page.items if item.text]
    assert order == [on.split(":")[1] for on in (danger, outing, twice, spam)]


def test_the_queue_has_pages_without_gaps_or_repeats(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    replies = [stage.reply(cast.mira, piece, f"Number {number}.") for number in range(CASES_A_PAGE + 4)]
    for number, on in enumerate(replies):
        stage.flag(cast.root if number % 2 else cast.bo, on, reason="spam" if number % 3 else "hate")
    seen: list[str] = []
    with stage.app.app_context():
        page = queries.queue(cast.otto.viewer)
        seen += [item.text.public_id for item in page.items if item.text]
        assert page.last is not None
        page = queries.queue(cast.otto.viewer, after=page.last.case.public_id)
        seen += [item.text.public_id for item in page.items if item.text]
        assert page.last is None
    assert sorted(seen) == sorted(on.split(":")[1] for on in replies)


def test_the_queue_makes_as_many_queries_for_two_cases_as_for_a_full_page(stage: Stage, cast: Cast) -> None:
    mira = stage.visitor(cast.mira)
    piece = stage.piece(cast.ada)
    counts = []
    for size in (2, CASES_A_PAGE + 3):
        while (open_now := stage_size(stage, cast)) < size:
            flagger = cast.bo if open_now % 2 else cast.ada
            stage.flag(flagger, stage.reply(cast.root, piece, f"Words {open_now}."))
        mira.get("/moderation")
        with statements_of(stage.app) as statements:
            assert mira.get("/moderation").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_QUERIES_OF_QUEUE


def test_a_case_makes_as_many_queries_for_one_flag_as_for_six(stage: Stage, cast: Cast) -> None:
    mira = stage.visitor(cast.mira)
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.root, piece)
    stage.flag(cast.ada, reply)
    where = f"/moderation/cases/{stage.case_on(reply)}"
    counts = []
    for flaggers in ((), (cast.bo, cast.otto, cast.nell, cast.tim)):
        for flagger in flaggers:
            stage.flag(flagger, reply)
        mira.get(where)
        with statements_of(stage.app) as statements:
            assert mira.get(where).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_QUERIES_OF_CASE


def test_the_head_of_each_page_counts_what_waits(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.root, piece)
    mira = stage.visitor(cast.mira)
    assert "1<span" in mira.get(address(piece)).text.split("/moderation")[1]
    with stage.app.app_context():
        assert queries.open_case_count(cast.mira.viewer) == 1
        assert queries.open_case_count(cast.guest) == 0


def stage_size(stage: Stage, cast: Cast) -> int:
    """How many cases wait."""
    with stage.app.app_context():
        return queries.open_case_count(cast.mira.viewer)

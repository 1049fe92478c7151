"""Planted words of held and removed texts stand on no page of anybody who may not read them."""

import pytest

from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address

PLANTED = "xylophone-under-the-stairs"
TITLE = "The lighthouse keeper nobody met"


def _surfaces(piece: str, text: str, case: str, letter: str | None) -> list[str]:
    found = [
        "/",
        "/s/essays",
        address(piece),
        f"{address(piece)}?sort=newest",
        address(text),
        f"{address(text)}/edit",
        "/u/Nell",
        "/u/Ada",
        "/notifications",
        "/moderation",
        "/moderation/log",
        "/moderation/mine",
        f"/moderation/cases/{case}",
        f"/flag?on={text}",
        "/flag/thanks",
    ]
    return found + ([f"/moderation/statements/{letter}"] if letter else [])


def _others(stage: Stage, cast: Cast) -> list[tuple[str, Visitor]]:
    return [
        ("a visitor at the gate", stage.new_visitor()),
        ("a visitor", stage.guest()),
        ("a member", stage.visitor(cast.tim)),
        ("a suspended member", stage.visitor(cast.bo)),
    ]


def _walk(stage: Stage, cast: Cast, surfaces: list[str]) -> None:
    for who, visitor in _others(stage, cast):
        for surface in surfaces:
            answer = visitor.get(surface, follow_redirects=True)
            for words in (PLANTED, TITLE):
                assert words not in answer.text, f"{words!r} to {who} on {surface}"
            assert answer.status_code < 500, surface


@pytest.mark.parametrize("action", [None, "remove"])
def test_a_held_reply_is_nowhere(stage: Stage, cast: Cast, action: str | None) -> None:
    piece = stage.piece(cast.ada)
    text = stage.reply(cast.nell, piece, f"Do you know Ada? {PLANTED} @Bodil")
    case = stage.case_on(text)
    letter = stage.decide(cast.mira, text, action, rule=2) if action else None
    _walk(stage, cast, _surfaces(piece, text, case, letter))


def test_a_held_piece_is_nowhere(stage: Stage, cast: Cast) -> None:
    text = stage.piece(cast.nell, PLANTED, title=TITLE)
    _walk(stage, cast, _surfaces(text, text, stage.case_on(text), None))


@pytest.mark.parametrize("kind", ["piece", "reply"])
def test_a_removed_text_is_nowhere_although_people_were_told_of_it(
    stage: Stage, cast: Cast, kind: str
) -> None:
    """Bo was mentioned, Tim flagged: their notices stay, without a word of it."""
    if kind == "piece":
        piece = text = stage.piece(cast.ada, f"{PLANTED} @Bodil", title=TITLE)
    else:
        piece = stage.piece(cast.ada)
        text = stage.reply(cast.root, piece, f"{PLANTED} @Bodil")
    assert PLANTED in stage.visitor(cast.bo).get("/notifications").text
    stage.flag(cast.tim, text)
    case = stage.case_on(text)
    letter = stage.decide(cast.mira, text, "remove", rule=2, reasons=f"It says {PLANTED}.")
    _walk(stage, cast, _surfaces(piece, text, case, letter))
    assert "that is no longer there" in stage.visitor(cast.bo).get("/notifications").text


def test_the_title_of_a_removed_piece_is_gone_from_notices_about_replies_to_it(
    stage: Stage, cast: Cast
) -> None:
    piece = stage.piece(cast.ada, "Words.", title=TITLE)
    stage.reply(cast.root, piece, "Hello @Bodil, look.")
    assert TITLE in stage.visitor(cast.bo).get("/notifications").text
    stage.decide(cast.mira, piece, "remove", rule=2)
    notices = stage.visitor(cast.bo).get("/notifications").text
    assert TITLE not in notices


def test_a_flagger_is_named_to_nobody(stage: Stage, cast: Cast) -> None:
    """Not to moderators, not to the author, not in the log, not after the decision."""
    piece = stage.piece(cast.root)
    text = stage.reply(cast.root, piece, "A reply.")
    stage.flag(cast.ada, text, words="Please look.")
    case = f"/moderation/cases/{stage.case_on(text)}"
    before = [case, "/moderation"]
    letter = stage.decide(cast.otto, text, "remove", rule=1)
    after = [case, "/moderation", "/moderation/log", f"/moderation/statements/{letter}", address(piece)]
    for visitor in (stage.visitor(cast.mira), stage.visitor(cast.root)):
        for surface in [*before, *after, "/notifications", "/moderation/mine"]:
            assert "Ada" not in visitor.get(surface).text, surface

"""The statement of reasons says all that Article 17(3) of the Digital Services Act asks, in plain words."""

import pytest

from forum.moderation import actions
from forum.moderation.models import Decision
from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, text_of

FACTS = "It calls her a goose."
DONE = {
    "remove": "Nobody but you and the moderators can read it any more.",
    "lock": "Nobody can reply beneath your text.",
    "slow": "everybody waits 15 minutes between two replies",
    "require_note": "Above your piece stands this note: loss",
    "warn": "This is a warning.",
    "limit": "a moderator reads what you write before it appears.",
    "suspend": "you cannot write here. You can read, appeal,",
}
DETAILS = {
    "slow": {"hours": "24", "minutes": "15"},
    "require_note": {"note": "loss"},
    "limit": {"hours": "24"},
    "suspend": {"hours": "72"},
}


@pytest.mark.parametrize("action", DONE)
def test_a_statement_says_what_was_done_and_why(stage: Stage, cast: Cast, action: str) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.root, piece)
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(piece))
        verdict = actions.Verdict(action, 1, REASONS, FACTS, DETAILS.get(action, {}))
        made = actions.decide(cast.mira.viewer, case, verdict, case.version)
        assert isinstance(made, Decision)
        public_id, until, redress = made.public_id, made.in_force_until, made.redress_until
    page = stage.visitor(cast.ada).get(f"/moderation/statements/{public_id}").text
    for words in (DONE[action], FACTS, REASONS, "Rule 1: Be kind (version 1)", "a moderator"):
        assert words in page
    assert "Somebody asked us to look at it." in page  # where it came from, and not from whom
    assert "Nothing. A person read it and decided." in page  # what software did
    assert "Everywhere, from" in page
    assert redress is not None
    assert f"you can appeal until {redress.day} {redress:%B %Y}" in page
    if until is not None:
        assert f"until {until.day} {until:%B %Y}" in page
    for secret in ("Mira", "Rooty"):
        assert secret not in page

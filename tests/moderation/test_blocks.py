"""Nobody decides about somebody whom they block or who blocks them, and no page tells of a block."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.access import Allowed, Refused
from forum.accounts.models import Persona
from forum.discussion.actions.block import block
from forum.discussion.models import BlockKind
from forum.lib.db import db
from forum.moderation import policy, queries
from forum.moderation.models import ConflictOverride
from tests.cast import Cast, Person
from tests.moderation.stage import Stage, open_case

SENTENCE = "You are too near to this"


def _blocks(stage: Stage, person: Person, other: Person, kind: BlockKind = BlockKind.BLOCK) -> None:
    with stage.work():
        block(person.viewer, db.session.get_one(Persona, other.persona_id), kind)


def _by_moderator(stage: Stage, cast: Cast) -> None:
    _blocks(stage, cast.mira, cast.ada)


def _by_author(stage: Stage, cast: Cast) -> None:
    _blocks(stage, cast.ada, cast.mira)


@pytest.mark.parametrize("happen", [_by_moderator, _by_author])
def test_the_guard_refuses_whoever_blocks_or_is_blocked(
    stage: Stage, cast: Cast, happen: Callable[[Stage, Cast], None]
) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.tim, piece)
    happen(stage, cast)
    mira = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(piece)}"
    page = mira.get(where)
    assert page.status_code == 200
    assert SENTENCE in page.text
    assert "block" not in page.text.partition("<main")[2].partition("</main>")[0].lower()
    assert mira.post(f"{where}/decisions", action="approve", version="1").status_code == 403
    assert mira.post(f"{where}/claim").status_code == 403
    with stage.work():
        case = open_case(piece)
        for viewer, answer in ((cast.mira.viewer, Refused("near")), (cast.otto.viewer, Allowed())):
            assert policy.can_decide(viewer, case, queries.ties(viewer, case)) == answer
    stage.decide(cast.otto, piece, "approve")


def test_a_block_reads_as_taking_part_does_on_the_page_and_in_an_override(stage: Stage, cast: Cast) -> None:
    """Else a moderator, or who reviews the override, would know that somebody blocked them."""
    took_part, blocked = stage.piece(cast.ada, title="One"), stage.piece(cast.ada, title="Two")
    stage.reply(cast.mira, took_part)
    for piece in (took_part, blocked):
        stage.flag(cast.tim, piece)
    _blocks(stage, cast.ada, cast.mira)
    assert policy.conflict_of(policy.Ties(took_part=True)) == policy.conflict_of(policy.Ties(blocks=True))
    mira = stage.visitor(cast.mira)
    for piece in (took_part, blocked):
        where = f"/moderation/cases/{stage.case_on(piece)}"
        assert SENTENCE in mira.get(where).text
        assert mira.post(f"{where}/override", reason="Everybody is asleep.").status_code == 303
    with stage.app.app_context():
        assert set(db.session.scalars(select(ConflictOverride.conflict))) == {"near"}
    overrides = stage.visitor(cast.otto).get("/moderation/overrides").text
    assert "block" not in overrides.partition("<main")[2].partition("</main>")[0].lower()


def test_a_mute_is_no_conflict_and_a_case_about_a_person_knows_blocks(stage: Stage, cast: Cast) -> None:
    stage.flag(cast.tim, piece := stage.piece(cast.ada))
    _blocks(stage, cast.ada, cast.mira, BlockKind.MUTE)
    with stage.work():
        assert not queries.ties(cast.mira.viewer, open_case(piece)).blocks
    _blocks(stage, cast.ada, cast.mira)
    public_id = stage.visitor(cast.otto).post("/moderation/cases", on="person:Ada").location
    assert SENTENCE in stage.visitor(cast.mira).get(public_id).text

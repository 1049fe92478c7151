"""Nobody decides where they have a part in it, and only moderators decide at all."""

import pytest

from forum.access import AccessRefused, Refused
from forum.moderation import actions, policy, queries
from forum.moderation.models import Decision
from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, open_case, text_of

REMOVE = actions.Verdict("remove", 1, REASONS)
APPROVE = actions.Verdict("approve")


def test_a_moderator_cannot_decide_on_their_own_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.mira, "By a moderator.")
    stage.flag(cast.ada, piece, words="She goes too far.")
    mira = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(piece)}"
    assert where not in mira.get("/moderation").text
    for answer in (
        mira.get(where),
        mira.post(f"{where}/decisions", action="approve", version="1"),
        mira.post(f"{where}/preview", action="approve", version="1"),
        mira.post(f"{where}/claim"),
        mira.post("/moderation/cases", on=piece),
    ):
        assert answer.status_code == 403
        assert "You wrote this, so another moderator decides." in answer.text
        assert "She goes too far." not in answer.text
    assert stage.count(Decision) == 0
    assert where in stage.visitor(cast.otto).get("/moderation").text


def test_a_moderator_cannot_decide_on_their_own_flag(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.mira, piece)
    mira = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(piece)}"
    page = mira.get(where)
    assert page.status_code == 200
    assert "You flagged this, so another moderator decides." in page.text
    assert 'name="version"' not in page.text
    refused = mira.post(f"{where}/decisions", action="approve", version="1")
    assert refused.status_code == 403
    with stage.work():
        case = open_case(piece)
        assert case.claimed_by_id is None
        assert policy.can_decide(cast.mira.viewer, case, policy.Ties(flagged=True)) == Refused("own_flag")
        with pytest.raises(AccessRefused):
            actions.decide(cast.mira.viewer, case, APPROVE, case.version)
    stage.decide(cast.otto, piece, "approve")


def test_a_moderator_cannot_take_up_again_what_they_once_flagged(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.mira, piece)
    stage.decide(cast.otto, piece, "approve")
    mira = stage.visitor(cast.mira)
    mira.post("/moderation/cases", on=piece)
    where = f"/moderation/cases/{stage.case_on(piece)}"
    for answer in (
        mira.post(f"{where}/decisions", action="remove", rule="1", reasons=REASONS, version="1"),
        mira.post(f"{where}/claim"),
    ):
        assert answer.status_code == 403
        assert "You flagged this, so another moderator decides." in answer.text
    assert stage.count(Decision) == 1


def test_only_moderators_decide(stage: Stage, cast: Cast, flagged: str) -> None:
    with stage.work():
        case = open_case(flagged)
        for viewer in cast.viewers:
            if viewer.is_moderator:
                continue
            for verb in (
                lambda: actions.decide(viewer, case, REMOVE, case.version),  # noqa: B023  # called at once
                lambda: actions.claim(viewer, case),  # noqa: B023  # as above
                lambda: actions.take_over(viewer, case),  # noqa: B023  # as above
                lambda: actions.draft(viewer, case, REMOVE),  # noqa: B023  # as above
                lambda: actions.open_own_case(viewer, text_of(flagged)),  # noqa: B023  # as above
                lambda: queries.queue(viewer),  # noqa: B023  # as above
                lambda: queries.view_case(viewer, case),  # noqa: B023  # as above
            ):
                with pytest.raises(AccessRefused):
                    verb()
    assert stage.count(Decision) == 0

"""What a moderator typed is still there when it could not be sent, and looking changes nothing."""

import pytest
from sqlalchemy import select

from forum.lib.db import db
from forum.moderation.models import Case
from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, version_on


@pytest.fixture
def insult(stage: Stage, cast: Cast) -> str:
    """A reply that Ada has flagged."""
    on = stage.reply(cast.root, stage.piece(cast.ada))
    stage.flag(cast.ada, on)
    return on


def _claims(stage: Stage) -> list[int | None]:
    with stage.app.app_context():
        return list(db.session.scalars(select(Case.claimed_by_id)).all())


def test_only_who_sees_a_case_claims_it(stage: Stage, cast: Cast, insult: str) -> None:
    mira, page = stage.visitor(cast.mira), f"/moderation/cases/{stage.case_on(insult)}"
    mira.http.head(page)
    assert _claims(stage) == [None]
    mira.get(page)
    assert _claims(stage) == [cast.mira.account_id]


def test_reasons_and_facts_survive_another_moderators_decision(stage: Stage, cast: Cast, insult: str) -> None:
    page = f"/moderation/cases/{stage.case_on(insult)}"
    mira = stage.visitor(cast.mira)
    version = version_on(mira.get(page))
    stage.decide(cast.otto, insult, "approve")
    typed = {"reasons": "A long thought.", "facts": "It names a goose.", "rule": "1", "version": version}
    late = mira.post(f"{page}/decisions", action="remove", **typed)
    assert late.status_code == 409
    for words in ("A long thought.", "It names a goose."):
        assert words in late.text


def test_a_template_is_not_sent_with_its_gaps(stage: Stage, cast: Cast, insult: str) -> None:
    page = f"/moderation/cases/{stage.case_on(insult)}"
    mira = stage.visitor(cast.mira)
    version = version_on(mira.get(page))
    filled = mira.post(f"{page}/preview", template="1", version=version)
    assert "You wrote: “____”" in filled.text
    sent = {"action": "remove", "rule": "1", "version": version}
    refused = mira.post(f"{page}/decisions", **sent, reasons="You wrote: “____”.")
    assert refused.status_code == 400
    assert "left a gap" in refused.text
    assert mira.post(f"{page}/decisions", **sent, reasons=REASONS).status_code == 303

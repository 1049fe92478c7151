"""What a decision needs, and what becomes of one on a version that is no longer there."""

import re

import pytest
from sqlalchemy import select

from forum.discussion.actions.edit import edit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Visibility
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.models import CaseState, Decision, Flag, FlagOutcome, LogEntry
from forum.moderation.refusals import ReasonsMissing, UnknownAction, UnknownRule
from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, open_case, text_of, version_on


def test_a_decision_has_every_field_that_the_author_is_owed(stage: Stage, cast: Cast, flagged: str) -> None:
    stage.decide(cast.mira, flagged, "remove", rule=2)
    with stage.app.app_context():
        decision = db.session.scalars(select(Decision)).one()
        assert decision.subject_persona_id == cast.root.persona_id
        assert decision.decided_by_id == cast.mira.account_id
        assert (decision.action, decision.visibility) == ("remove", Visibility.REMOVED)
        assert (decision.account_restriction, decision.service_restriction) == (None, None)
        assert decision.in_force_from == decision.decided_at
        assert decision.in_force_until is None
        assert decision.facts
        assert decision.source == "flag"
        assert not decision.automated_detection
        assert not decision.automated_decision
        assert (decision.rule_number, decision.rule_version, decision.law) == (2, 1, None)
        assert decision.reasons == REASONS
        assert decision.redress_until is not None
        assert decision.redress_until > decision.decided_at.date()
        entry = db.session.scalars(select(LogEntry)).one()
        assert (entry.role, entry.action, entry.kind, entry.rule_number) == (
            "moderator",
            "remove",
            "reply",
            2,
        )
        flag = db.session.scalars(select(Flag)).one()
        assert (flag.outcome, flag.decision_id) == (FlagOutcome.AGREED, decision.id)
        assert decision.case.state == CaseState.DECIDED


def test_the_slower_moderator_reads_who_was_faster_and_keeps_their_words(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    where = f"/moderation/cases/{stage.case_on(flagged)}"
    seen_by_mira, seen_by_otto = mira.get(where), otto.get(where)
    assert "Mira is looking at this" in seen_by_otto.text
    first = mira.post(
        f"{where}/decisions", action="remove", rule="1", reasons=REASONS, version=version_on(seen_by_mira)
    )
    assert first.status_code == 303
    second = otto.post(
        f"{where}/decisions",
        action="approve",
        reasons="I took an hour to write this.",
        version=version_on(seen_by_otto),
    )
    assert second.status_code == 409
    assert "Mira was faster and removed this under rule 1." in second.text
    assert "I took an hour to write this." in second.text
    assert stage.count(Decision) == 1


def test_a_decision_on_a_version_nobody_has_seen_is_refused(stage: Stage, cast: Cast, flagged: str) -> None:
    mira = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(flagged)}"
    seen = version_on(mira.get(where))
    with stage.work():
        edit(cast.root.viewer, text_of(flagged), ReplyDraft("I am sorry. You are right."))
    fields = {"action": "remove", "rule": "1", "reasons": REASONS}
    refused = mira.post(f"{where}/decisions", version=seen, **fields)
    assert refused.status_code == 409
    assert "changed while you were reading" in refused.text
    assert "I am sorry. You are right." in refused.text
    assert REASONS in refused.text
    again = mira.post(f"{where}/decisions", version=version_on(refused), **fields)
    assert again.status_code == 303


@pytest.mark.parametrize("version", ["", "0", "9999", "-1", "1e3", "x" * 30, "٣"])
def test_a_version_that_was_never_seen_decides_nothing(
    stage: Stage, cast: Cast, flagged: str, version: str
) -> None:
    where = f"/moderation/cases/{stage.case_on(flagged)}/decisions"
    answer = stage.visitor(cast.mira).post(where, action="approve", version=version)
    assert answer.status_code in {400, 409}
    assert stage.count(Decision) == 0


def test_a_more_serious_flag_makes_moderators_look_again(stage: Stage, cast: Cast, flagged: str) -> None:
    with stage.app.app_context():
        before = open_case(flagged).version
    stage.flag(cast.bo, flagged, reason="spam")
    with stage.app.app_context():
        assert open_case(flagged).version == before
    stage.flag(cast.otto, flagged, reason="threat_to_life")
    with stage.app.app_context():
        assert open_case(flagged).version == before + 1


def test_a_removal_needs_a_rule_in_force_and_reasons(stage: Stage, cast: Cast, flagged: str) -> None:
    mira = cast.mira.viewer
    with stage.work():
        case = open_case(flagged)
        for verdict, missing in (
            (actions.Verdict("remove", None, REASONS), UnknownRule),
            (actions.Verdict("remove", 99, REASONS), UnknownRule),
            (actions.Verdict("remove", 2**40, REASONS), UnknownRule),
            (actions.Verdict("remove", 1, " \n"), ReasonsMissing),
            (actions.Verdict("restore", None, REASONS), UnknownAction),
            (actions.Verdict("ban", 1, REASONS), UnknownAction),
        ):
            with pytest.raises(missing):
                actions.decide(mira, case, verdict, case.version)
        assert text_of(flagged).visibility == Visibility.PUBLISHED
    visitor = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(flagged)}/decisions"
    answer = visitor.post(where, action="remove", rule="", reasons="My careful words.", version="1")
    assert answer.status_code == 400
    assert "My careful words." in answer.text
    assert "Please choose the rule" in answer.text


def test_the_moderator_reads_beforehand_what_the_author_will_read(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    mira = stage.visitor(cast.mira)
    where = f"/moderation/cases/{stage.case_on(flagged)}"
    page = mira.post(
        f"{where}/preview", action="remove", rule="1", reasons="Because of the goose.", version="1"
    )
    assert page.status_code == 200
    for words in ("Your reply was removed", "Be kind", "Somebody asked us to look at it."):
        assert words in page.text
    assert page.text.count("Because of the goose.") == 2  # in the letter and in the form
    assert stage.count(Decision) == 0
    with stage.app.app_context():
        assert open_case(flagged).state == CaseState.OPEN


LETTER = r'<p>[^<]*</p>(\s*<p><strong>[^<]*</strong>[^<]*</p>)?\s*<p class="letter__reasons.*?</dl>'
FITTING: dict[str, dict[str, str]] = {
    "remove": {"rule": "1"},
    "approve": {},
    "lock": {"hours": "24"},
    "warn": {"rule": "1"},
    "limit": {"rule": "1", "hours": "24"},
    "suspend": {"rule": "1", "hours": "72"},
}


@pytest.mark.parametrize("action", FITTING)
def test_what_the_author_reads_is_what_the_moderator_was_shown(stage: Stage, cast: Cast, action: str) -> None:
    flagged = stage.reply(cast.ada, stage.piece(cast.root), "You old goose.")
    stage.flag(cast.root, flagged)
    mira, case = stage.visitor(cast.mira), f"/moderation/cases/{stage.case_on(flagged)}"
    fields = {"action": action, "reasons": "Because of the goose.", "version": "1", **FITTING[action]}
    shown = _letter(mira.post(f"{case}/preview", **fields).text)
    assert shown, "there is a letter to read"
    assert stage.count(Decision) == 0
    assert mira.post(f"{case}/decisions", **fields).status_code == 303
    with stage.app.app_context():
        (made,) = db.session.scalars(select(Decision.public_id)).all()
    statement = stage.visitor(cast.ada).get(f"/moderation/statements/{made}").text
    assert _letter(statement) == shown


def _letter(page: str) -> list[str]:
    """The body of a letter, wherever it stands, word by word."""
    found = re.search(LETTER, page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]).split() if found else []


def test_a_text_that_was_never_shown_was_not_published_rather_than_removed(stage: Stage, cast: Cast) -> None:
    held = stage.reply(cast.nell, stage.piece(cast.ada), "Buy my lamps.")
    letter = f"/moderation/statements/{stage.decide(cast.mira, held, 'remove', rule=3)}"
    nell = stage.visitor(cast.nell)
    assert "Your reply was not published. Here is why." in nell.get("/notifications").text
    assert "Your reply was not published" in nell.get(letter).text
    stage.decide(cast.otto, held, "restore")
    assert "Your reply was not published" in nell.get(letter).text
    assert "Your reply is back in its place." in nell.get("/notifications").text

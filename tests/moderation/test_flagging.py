"""Who may flag what, what is kept of it, and what nobody learns by it."""

from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from sqlalchemy import select, text

from forum.access import AccessRefused, Hidden, Refused
from forum.discussion.actions.edit import edit
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Audience
from forum.lib import clock, ids, throttle
from forum.lib.db import db
from forum.moderation import actions, policy
from forum.moderation.models import Case, Flag
from forum.moderation.reasons import Priority
from forum.moderation.refusals import TooManyFlags
from tests.cast import Cast
from tests.moderation.stage import Stage, open_case, text_of


def test_what_the_flagger_saw_is_frozen(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, title="A winter")
    parent = stage.reply(cast.mira, piece, "Was it cold?")
    reply = stage.reply(cast.root, parent, "First wording.")
    stage.flag(cast.ada, reply)
    with stage.work():
        edit(cast.root.viewer, text_of(reply), ReplyDraft("Second wording."))
    with stage.app.app_context():
        flag = db.session.scalars(select(Flag)).one()
        seen = (flag.seen_title, flag.seen_text, flag.seen_parent, flag.seen_revision)
        assert seen == ("A winter", "First wording.", "Was it cold?", 1)
    page = stage.visitor(cast.mira).get(f"/moderation/cases/{stage.case_on(reply)}").text
    assert "Second wording." in page
    assert "First wording." in page


def test_a_flaggers_words_are_not_readable_in_the_database(stage: Stage, cast: Cast) -> None:
    stage.flag(cast.root, stage.piece(cast.ada), words="between you and me")
    with stage.app.app_context():
        stored = db.session.execute(text("SELECT words FROM flag")).scalar_one()
    assert b"between" not in bytes(stored)


def test_all_flags_on_a_text_are_one_case(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.root, piece, reason="spam")
    stage.flag(cast.tim, piece, reason="identifies")
    stage.guest().post(f"/flag?on={piece}", reason="other", words="Please look.")
    with stage.app.app_context():
        case = db.session.scalars(select(Case)).one()
        assert len(case.flags) == 3
        assert case.priority == Priority.EXPOSURE
    page = stage.visitor(cast.mira).get(f"/moderation/cases/{stage.case_on(piece)}").text
    for words in ("Outs or identifies someone", "member A", "member B", "visitor C"):
        assert words in page


def test_a_second_flag_while_the_first_waits_is_the_first(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    with stage.work():
        flags = [
            actions.flag(cast.root.viewer, text_of(piece), reason="spam", words=words) for words in ("a", "b")
        ]
        assert flags[0] is flags[1]
    assert stage.count(Flag) == 1
    stage.decide(cast.mira, piece, "approve")
    stage.flag(cast.root, piece)
    assert stage.count(Flag) == 2


def test_a_member_flags_twenty_times_a_day(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    with (
        time_machine.travel(datetime(2026, 5, 4, 8, tzinfo=clock.now().tzinfo), tick=False) as time,
        stage.work(),
    ):
        for _number in range(policy.FLAGS_A_DAY):
            actions.flag(cast.root.viewer, text_of(piece), reason="spam", words="")
            open_case(piece).flags[0].outcome = "agreed"
            open_case(piece).state = "decided"
            db.session.flush()
        with pytest.raises(TooManyFlags):
            actions.flag(cast.root.viewer, text_of(piece), reason="spam", words="")
        time.shift(timedelta(days=1, minutes=1))
        actions.flag(cast.root.viewer, text_of(piece), reason="spam", words="")


def test_one_network_sends_five_visitors_flags_an_hour(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    with time_machine.travel(datetime(2026, 5, 4, 8, tzinfo=clock.now().tzinfo), tick=False):
        guest = stage.guest()
        answers = [
            guest.post(f"/flag?on={piece}", reason="spam", words=f"Number {number}").status_code
            for number in range(policy.VISITORS_FLAGS_AN_HOUR)
        ]
        assert answers == [303] * policy.VISITORS_FLAGS_AN_HOUR
        refused = guest.post(f"/flag?on={piece}", reason="spam", words="Once more")
    assert refused.status_code == 429
    assert "Once more" in refused.text
    assert stage.count(Flag) == policy.VISITORS_FLAGS_AN_HOUR


def test_a_visitor_is_shown_nothing_and_told_nothing(stage: Stage, cast: Cast) -> None:
    shown = stage.piece(cast.ada, "Planted words.", title="Planted title")
    members_only = stage.piece(cast.ada, "Only for us.", title="Ours", audience=Audience.MEMBERS)
    held = stage.reply(cast.nell, shown, "Not yet read.")
    answers = []
    for on in (shown, members_only, held, f"reply:{ids.new_id()}", "post:no-such-id"):
        visitor = stage.new_visitor()  # not even past the gate
        form = visitor.get(f"/flag?on={on}")
        assert form.status_code == 200
        sent = visitor.post(f"/flag?on={on}", reason="spam", words="Look.")
        location = unquote(sent.location).replace(on, "X")
        answers.append((form.text.replace(on, "X"), sent.status_code, location))
        for secret in ("Planted", "Ada", "Only for us", "Ours", "Not yet", "Nell"):
            assert secret not in form.text + sent.text
    pages = {_without_token(page) for page, _status, _location in answers}
    assert len(pages) == 1
    assert {(status, location) for _page, status, location in answers} == {(303, "/flag/thanks?on=X")}
    with stage.app.app_context():
        flags = db.session.scalars(select(Flag)).all()
        assert [flag.case.text and flag.case.text.public_id for flag in flags] == [shown.split(":")[1]]


def test_a_member_who_has_not_passed_the_gate_is_shown_nothing_either(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, "Planted words.")
    tim = stage.new_visitor().sign_in(cast.tim)
    form = tim.get(f"/flag?on={piece}")
    assert form.status_code == 200
    assert "Planted" not in form.text
    assert tim.post(f"/flag?on={piece}", reason="spam").status_code == 303
    with stage.app.app_context():
        assert db.session.scalars(select(Flag)).one().persona_id == cast.tim.persona_id


def test_nor_does_the_limit_of_a_day_tell_them(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    tim = stage.new_visitor().sign_in(cast.tim)
    with stage.work():
        for _flag in range(policy.FLAGS_A_DAY - 1):
            assert throttle.allow("flag", str(cast.tim.account_id), policy.FLAGS_A_DAY, timedelta(days=1))
    invented = f"post:{ids.new_id()}"
    answers = [tim.post(f"/flag?on={on}", reason="spam").status_code for on in (invented, piece, invented)]
    assert answers == [303, 429, 429]
    assert stage.count(Flag) == 0


def test_a_member_finds_no_form_for_what_they_cannot_read(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    held = stage.reply(cast.nell, piece, "Not yet read.")
    ada = stage.visitor(cast.ada)
    for on in (held, f"reply:{ids.new_id()}", "reply:x", "space:essays"):
        assert ada.get(f"/flag?on={on}").status_code == 404
        assert ada.post(f"/flag?on={on}", reason="spam").status_code == 404
    assert stage.count(Flag) == 0


def test_a_suspended_member_may_still_flag(stage: Stage, cast: Cast) -> None:
    stage.flag(cast.bo, stage.piece(cast.ada))
    assert stage.count(Flag) == 1


def test_nobody_flags_their_own_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    ada = stage.visitor(cast.ada)
    for answer in (ada.get(f"/flag?on={piece}"), ada.post(f"/flag?on={piece}", reason="spam")):
        assert answer.status_code == 403
        assert "You cannot flag your own text." in answer.text
    with stage.app.app_context():
        assert policy.can_flag(cast.ada.viewer, text_of(piece)) == Refused("not_own")


def test_what_is_gone_cannot_be_flagged(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.root, piece)
    with stage.work():
        withdraw(cast.root.viewer, text_of(reply))
    with stage.work():
        assert policy.can_flag(cast.ada.viewer, text_of(reply)) == Hidden()
        assert policy.can_flag(cast.mira.viewer, text_of(reply)) == Refused("gone")
        with pytest.raises(AccessRefused):
            actions.flag(cast.mira.viewer, text_of(reply), reason="spam", words="")
        with pytest.raises(AccessRefused):
            actions.flag(cast.guest, text_of(piece), reason="spam", words="")


def test_a_form_that_lacks_something_comes_back_with_the_words(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    guest = stage.guest()
    for fields in ({"reason": ""}, {"reason": "nonsense"}, {"reason": "x" * 400}):
        answer = guest.post(f"/flag?on={piece}", words="What I typed", **fields)
        assert answer.status_code == 400
        assert "What I typed" in answer.text
    silent = guest.post(f"/flag?on={piece}", reason="other", words=" ")
    assert silent.status_code == 400
    long = guest.post(f"/flag?on={piece}", reason="spam", words="w" * 2001)
    assert long.status_code == 400
    assert "w" * 2001 in long.text
    assert guest.post("/flag", reason="spam", words="\0").status_code == 400
    assert stage.count(Flag) == 0


@pytest.mark.parametrize("way", ["{site}/r/{id}", "{site}/p/abc?context=3#r-{id}", "reply:{id}", "r:{id}"])
def test_a_pasted_address_names_the_text(stage: Stage, cast: Cast, way: str) -> None:
    reply = stage.reply(cast.root, stage.piece(cast.ada))
    on = way.format(site="https://alcove.example", id=reply.split(":")[1])
    guest = stage.guest()
    assert 'name="on"' in guest.get("/flag").text
    assert guest.post("/flag", on=on, reason="spam").status_code == 303
    with stage.app.app_context():
        assert open_case(reply).flags[0].persona_id is None


def test_an_address_without_a_text_is_asked_for_again(stage: Stage) -> None:
    answer = stage.guest().post("/flag", on="the one about snow", reason="spam", words="Look.")
    assert answer.status_code == 400
    assert "the one about snow" in answer.text
    assert "Look." in answer.text


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)

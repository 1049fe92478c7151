"""Whole stories, from a flag to what those whom it concerns read of it."""

from urllib.parse import urlsplit

from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, address, link_to, version_on


def test_a_member_flags_and_hears_the_outcome(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    unkind = stage.reply(cast.root, piece, "You old goose.")
    ada, mira, root = stage.visitor(cast.ada), stage.visitor(cast.mira), stage.visitor(cast.root)

    form = ada.get(f"/flag?on={unkind}")
    assert form.status_code == 200
    assert "You old goose." in form.text
    assert "data-exit" in form.text
    sent = ada.post(f"/flag?on={unkind}", reason="harassment", words="It mocks me.")
    assert (sent.status_code, urlsplit(sent.location).path) == (303, "/flag/thanks")
    assert link_to(ada.get(sent.location), "/r/") == address(unkind)
    assert "Waits for a moderator." in ada.get("/moderation/mine").text

    queue = mira.get("/moderation")
    assert "Harassment" in queue.text
    case = mira.get(link_to(queue, "/moderation/cases/"))
    assert "It mocks me." in case.text
    assert "member A" in case.text
    where = f"/moderation/cases/{stage.case_on(unkind)}/decisions"
    done = mira.post(where, action="remove", rule="1", reasons=REASONS, version=version_on(case))
    assert (done.status_code, done.location) == (303, "/moderation")

    notices = ada.get("/notifications")
    assert "A moderator removed what you flagged." in notices.text
    outcome = ada.get(link_to(notices, "/notifications/"))
    assert outcome.location == "/moderation/mine"
    assert "A moderator removed it." in ada.get("/moderation/mine").text

    told = root.get("/notifications")
    assert "A moderator removed your reply." in told.text
    letter = root.get(root.get(link_to(told, "/notifications/")).location)
    for words in ("Your reply was removed", REASONS, "Be kind", "version 1", "You old goose.", "a moderator"):
        assert words in letter.text
    assert "Mira" not in letter.text

    thread = stage.guest().get(address(piece))
    assert "You old goose." not in thread.text
    assert "data-removed" in thread.text
    log = stage.guest().get("/moderation/log")
    assert "Removed" in log.text
    assert "Rule 1: Be kind" in log.text
    for secret in ("goose", "Rooty", "Ada", "Mira", REASONS):
        assert secret not in log.text


def test_a_newcomers_reply_is_approved(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    waiting = stage.reply(cast.nell, piece, "Good evening, everybody.")
    assert "Good evening" not in stage.guest().get(address(piece)).text

    mira = stage.visitor(cast.mira)
    queue = mira.get("/moderation")
    assert "Waits to be read" in queue.text
    assert "3 words" in queue.text
    case = mira.get(link_to(queue, "/moderation/cases/"))
    assert "Good evening, everybody." in case.text
    where = f"/moderation/cases/{stage.case_on(waiting)}/decisions"
    assert mira.post(where, action="approve", version=version_on(case)).status_code == 303
    assert "Nothing waits" in mira.get("/moderation").text

    assert "Good evening, everybody." in stage.guest().get(address(piece)).text
    told = stage.visitor(cast.nell).get("/notifications")
    assert "Your reply was approved." in told.text
    assert "Nell replied under your piece" in stage.visitor(cast.ada).get("/notifications").text


def test_a_removed_text_comes_back_to_its_place(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    first = stage.reply(cast.root, piece, "The first of two.")
    stage.reply(cast.ada, piece, "The second of two.")
    decision = stage.decide(cast.mira, first, "remove", rule=3)
    assert "The first of two." not in stage.guest().get(address(piece)).text

    otto = stage.visitor(cast.otto)
    log = otto.get("/moderation/log")
    letter = otto.get(link_to(log, "/moderation/statements/"))
    assert letter.status_code == 200
    assert decision in link_to(log, "/moderation/statements/")
    opened = otto.post("/moderation/cases", on=first)
    assert opened.status_code == 303
    case = otto.get(opened.location)
    assert "Mira" in case.text  # who removed it, and why
    refused = otto.post(f"{opened.location}/decisions", action="approve", version=version_on(case))
    assert refused.status_code == 400
    restored = otto.post(
        f"{opened.location}/decisions", action="restore", reasons="We were wrong.", version=version_on(case)
    )
    assert restored.status_code == 303

    page = stage.guest().get(address(piece)).text
    assert page.index("The first of two.") < page.index("The second of two.")
    told = stage.visitor(cast.root).get("/notifications").text
    assert "Your reply is back in its place." in told


def test_an_approved_text_that_was_flagged_stays_and_its_author_is_left_in_peace(
    stage: Stage, cast: Cast
) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.root, piece, reason="other", words="I do not like snow.")
    stage.decide(cast.mira, piece, "approve", reasons="")
    assert "It snowed." in stage.guest().get(address(piece)).text
    assert "left it in place" in stage.visitor(cast.root).get("/notifications").text
    assert "Nothing yet." in stage.visitor(cast.ada).get("/notifications").text


def test_a_worry_about_a_person_is_no_mark_against_their_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, "I have not slept for a week.")
    root = stage.visitor(cast.root)
    sent = root.post(f"/flag?on={piece}", reason="worried", words="She sounds so alone.")
    assert "Thank you for worrying" in root.get(sent.location).text
    assert "I have not slept" in stage.guest().get(address(piece)).text
    assert "Worried about a person" in stage.visitor(cast.mira).get("/moderation").text
    stage.decide(cast.mira, piece, "approve")
    assert "somebody you worry for" in root.get("/notifications").text


def test_a_piece_can_be_removed_whole(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, "Nothing but an advertisement.", title="Cheap lamps")
    stage.decide(cast.mira, piece, "remove", rule=3)
    assert "Cheap lamps" not in stage.guest().get("/").text
    assert "Nothing but an advertisement." not in stage.guest().get(address(piece)).text
    ada = stage.visitor(cast.ada)
    letter = ada.get(ada.get(link_to(ada.get("/notifications"), "/notifications/")).location)
    assert "Your piece was removed" in letter.text

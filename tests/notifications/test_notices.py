"""Who is told of what, once, and in which words."""

from sqlalchemy import select

from forum.accounts.models import Persona
from forum.discussion.actions.withdraw import withdraw
from forum.lib import clock, ids
from forum.lib.db import db
from forum.notifications import queries
from forum.notifications.models import Notice, NoticeKind
from forum.notifications.queries import NOTICES_A_PAGE
from tests.cast import Cast, Person
from tests.moderation.stage import Stage, link_to, text_of


def _kinds(stage: Stage, person: Person) -> list[str]:
    """What somebody was told, the oldest first."""
    with stage.app.app_context():
        query = select(Notice.kind).where(Notice.account_id == person.account_id).order_by(Notice.id)
        return list(db.session.scalars(query))


def test_a_reply_is_told_to_whom_it_answers_and_to_the_author_of_the_piece(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    first = stage.reply(cast.root, piece, "How cold was it?")
    stage.reply(cast.mira, first, "Very, I think.")
    assert _kinds(stage, cast.ada) == [NoticeKind.UNDER_YOUR_PIECE, NoticeKind.UNDER_YOUR_PIECE]
    assert _kinds(stage, cast.root) == [NoticeKind.REPLY_TO_YOU]
    page = stage.visitor(cast.root).get("/notifications").text
    assert "Mira replied to you" in page
    assert "Very, I think." in page
    assert "A winter" in page


def test_nobody_is_told_of_their_own_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, "I am @Ada.")
    stage.reply(cast.ada, stage.reply(cast.ada, piece, "One more thing."), "And another, @Ada.")
    assert _kinds(stage, cast.ada) == []


def test_one_text_is_one_notice_by_what_concerns_one_most(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    own = stage.reply(cast.ada, piece, "Ask me anything.")
    stage.reply(cast.root, own, "Dear @Ada, how are you? @ada @ADA")
    assert _kinds(stage, cast.ada) == [NoticeKind.REPLY_TO_YOU]


def test_those_who_are_mentioned_are_told_also_in_a_piece(stage: Stage, cast: Cast) -> None:
    stage.piece(cast.ada, "With thanks to @Bodil and @Nobody, and `@Otto` in code.")
    assert _kinds(stage, cast.bo) == [NoticeKind.MENTION]
    assert _kinds(stage, cast.otto) == []
    assert "Ada mentioned you" in stage.visitor(cast.bo).get("/notifications").text


def test_a_held_text_tells_nobody_until_it_is_approved(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    held = stage.reply(cast.nell, piece, "Hello @Bodil.")
    assert _kinds(stage, cast.ada) == _kinds(stage, cast.bo) == []
    stage.decide(cast.mira, held, "approve")
    assert _kinds(stage, cast.ada) == [NoticeKind.UNDER_YOUR_PIECE]
    assert _kinds(stage, cast.bo) == [NoticeKind.MENTION]
    assert _kinds(stage, cast.nell) == [NoticeKind.STATEMENT]
    stage.decide(cast.mira, held, "remove", rule=1)
    stage.decide(cast.mira, held, "restore")
    assert _kinds(stage, cast.ada) == [NoticeKind.UNDER_YOUR_PIECE]


def test_an_unclaimed_pen_name_is_told_nothing(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    with stage.work():
        persona = db.session.get_one(Persona, cast.ada.persona_id)
        persona.account_id = None
    stage.reply(cast.root, piece, "Is anybody there?")
    assert stage.count(Notice) == 0


def test_a_withdrawn_reply_leaves_a_notice_without_words(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.root, piece, "Words I regret.")
    with stage.work():
        withdraw(cast.root.viewer, text_of(reply))
    ada = stage.visitor(cast.ada)
    page = ada.get("/notifications").text
    assert "no longer there" in page
    for secret in ("Words I regret.", "Rooty"):
        assert secret not in page
    with stage.app.app_context():
        public_id = db.session.scalars(select(Notice.public_id)).one()
    assert ada.get(f"/notifications/{public_id}").location == "/notifications"


def test_moderators_are_not_shown_removed_words_by_the_way(stage: Stage, cast: Cast) -> None:
    """They may read them in the case; a list of notices is no place for it."""
    reply = stage.reply(cast.root, stage.piece(cast.ada), "Something cruel about @Mira.")
    mira = stage.visitor(cast.mira)
    assert "Something cruel" in mira.get("/notifications").text
    stage.decide(cast.otto, reply, "remove", rule=1)
    assert "Something cruel" not in mira.get("/notifications").text


def test_following_a_notice_marks_it_and_leads_to_the_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.root, piece)
    stage.reply(cast.mira, piece, "Another one.")
    ada = stage.visitor(cast.ada)
    page = ada.get("/notifications")
    assert page.text.count("row--unread") == 2
    newest = ada.get(link_to(page, "/notifications/"))
    assert newest.status_code == 303
    assert newest.location.startswith("/r/")
    assert reply.split(":")[1] not in newest.location
    assert ada.get("/notifications").text.count("row--unread") == 1
    with stage.app.app_context():
        assert queries.unread_count(cast.ada.viewer) == 1


def test_all_notices_are_marked_at_once(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.reply(cast.root, piece)
    stage.reply(cast.ada, piece)
    ada = stage.visitor(cast.ada)
    assert ada.post("/notifications/read").location == "/notifications"
    page = ada.get("/notifications").text
    assert "row--unread" not in page
    assert "Mark all as read" not in page


def test_another_members_notice_is_not_there(stage: Stage, cast: Cast) -> None:
    stage.reply(cast.root, stage.piece(cast.ada))
    with stage.app.app_context():
        public_id = db.session.scalars(select(Notice.public_id)).one()
    for person in (cast.root, cast.mira):
        visitor = stage.visitor(person)
        assert visitor.get(f"/notifications/{public_id}").status_code == 404
        assert visitor.get(f"/notifications?page={public_id}").status_code == 404
        visitor.post("/notifications/read")
    with stage.app.app_context():
        assert queries.unread_count(cast.ada.viewer) == 1
        assert queries.unread_count(cast.guest) == 0
    assert stage.guest().get("/notifications").status_code == 303


def test_a_suspended_member_reads_their_notices(stage: Stage, cast: Cast) -> None:
    stage.piece(cast.ada, "For @Bodil.")
    assert "Ada mentioned you" in stage.visitor(cast.bo).get("/notifications").text


def test_notices_have_pages_and_cost_what_they_show(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.root, piece)
    with stage.work():
        text = text_of(reply)
        for _number in range(NOTICES_A_PAGE):
            db.session.add(
                Notice(
                    account_id=cast.ada.account_id,
                    kind=NoticeKind.UNDER_YOUR_PIECE,
                    reply_id=text.id,
                    at=clock.now(),
                )
            )
    ada = stage.visitor(cast.ada)
    first = ada.get("/notifications")
    assert first.text.count('class="row row--unread"') == NOTICES_A_PAGE
    second = ada.get(link_to(first, "/notifications?page="))
    assert second.text.count('class="row row--unread"') == 1
    assert ada.get(f"/notifications?page={ids.new_id()}").status_code == 404

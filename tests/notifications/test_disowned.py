"""Whoever takes their name off a text has no notice that says whose it was."""

from sqlalchemy import select

from forum.lib.db import db
from forum.notifications.models import Notice, NoticeKind
from tests.cast import Cast
from tests.moderation.stage import Stage, address


def _told(stage: Stage, account_id: int) -> list[str]:
    with stage.app.app_context():
        return list(db.session.scalars(select(Notice.kind).where(Notice.account_id == account_id)))


def test_no_notice_says_whose_a_disowned_piece_was(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.nell)
    stage.decide(cast.mira, piece, "approve")
    stage.reply(cast.otto, stage.reply(cast.root, piece))
    assert set(_told(stage, cast.nell.account_id)) == {NoticeKind.STATEMENT, NoticeKind.UNDER_YOUR_PIECE}
    assert stage.visitor(cast.nell).post(f"{address(piece)}/disown").status_code == 303
    assert _told(stage, cast.nell.account_id) == []
    assert address(piece) not in stage.visitor(cast.nell).get("/notifications").text


def test_no_notice_says_whose_a_disowned_reply_was(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.ada, piece, "My secret story.")
    stage.reply(cast.otto, reply, "How brave.")
    assert _told(stage, cast.ada.account_id) == [NoticeKind.REPLY_TO_YOU]
    stage.reply(cast.otto, piece, "A fine piece.")
    assert stage.visitor(cast.ada).post(f"{address(reply)}/disown").status_code == 303
    assert _told(stage, cast.ada.account_id) == [NoticeKind.UNDER_YOUR_PIECE], "her piece is still hers"


def test_what_was_decided_against_its_author_is_still_told(stage: Stage, cast: Cast) -> None:
    reply = stage.reply(cast.ada, stage.piece(cast.root))
    stage.decide(cast.mira, reply, "warn", rule=1)
    assert stage.visitor(cast.ada).post(f"{address(reply)}/disown").status_code == 303
    assert _told(stage, cast.ada.account_id) == [NoticeKind.STATEMENT]

"""A blog moves in twice, in a newer version, beside others, and after something was erased here."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import Persona
from forum.discussion.models import Hold, Post, Reply
from forum.gateways.importing.models import ImportOrigin
from forum.gateways.importing.pieces import LeftOut
from forum.lib.db import db
from forum.moderation.models import Case
from tests.cast import Cast
from tests.gateways.importing.blog import EXPORTS, LONG_TABLE, article, changed, conversation, count, move_in
from tests.stories import a_reply


def test_a_second_run_adds_nothing(session: Session) -> None:
    first = move_in()
    before = [count(table) for table in (Post, Reply, Persona, Case, ImportOrigin)]
    again = move_in()
    assert [count(table) for table in (Post, Reply, Persona, Case, ImportOrigin)] == before
    assert (again.arrived_pieces, again.arrived_comments) == (0, 0)
    assert again.already_pieces == first.arrived_pieces == 2
    assert again.already_comments == first.arrived_comments == 12
    assert again.differences == []


def test_a_newer_export_adds_only_what_is_new(cast: Cast, session: Session, tmp_path: Path) -> None:
    move_in()
    post = article()
    wren = db.session.scalars(select(Reply).where(Reply.ordinal == 1, Reply.depth == 0)).one()
    a_reply(cast.ada.viewer, post, wren, "Somebody who lives here now.")
    text = LONG_TABLE.read_text("utf-8")
    start = text.index("\t\t<wp:comment>")
    old = text[start : text.index("</wp:comment>", start)] + "</wp:comment>"
    late = old.replace(">11<", ">99<").replace("I read this twice.", "And a third time.")
    answer = late.replace(">99<", ">98<").replace("parent>0<", "parent>11<").replace("And a", "In a")
    newer = changed(tmp_path, old, late + answer + old)
    report = move_in(newer)
    assert (report.arrived_comments, report.already_comments) == (2, 12)
    rows = conversation(article())
    assert [row[:3] for row in rows if row[0] == 0][-1] == (0, 6, "Wren")
    beneath = [row[1:3] for row in rows[1:5]]
    assert beneath == [(1, "Mara"), (1, "Wren"), (2, "Ada"), (3, "Wren")]
    assert article().reply_count == 14


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session) -> None:
    dry = move_in(dry_run=True)
    assert [count(table) for table in (Post, Reply, Persona, Case, Hold, ImportOrigin)] == [0] * 6
    real = move_in()
    assert (dry.arrived_pieces, dry.arrived_comments, dry.held) == (2, 12, 1)
    assert dry.tally == real.tally


def test_what_was_erased_here_does_not_come_back(session: Session) -> None:
    move_in(EXPORTS / "small-1.1.xml")
    reply = db.session.scalars(select(Reply)).one()
    db.session.delete(reply)
    db.session.flush()
    again = move_in(EXPORTS / "small-1.1.xml")
    assert (again.already_comments, again.arrived_comments) == (1, 0)
    assert count(Reply) == 0


def test_new_comments_under_an_erased_piece_stay_out(session: Session, tmp_path: Path) -> None:
    move_in(EXPORTS / "small-1.1.xml")
    for table in (Reply, Post):
        for row in db.session.scalars(select(table)):
            db.session.delete(row)
        db.session.flush()
    newer = changed(tmp_path, "<wp:comment_id>7<", "<wp:comment_id>8<", EXPORTS / "small-1.1.xml")
    again = move_in(newer)
    assert again.tally.left_out_comments == {LeftOut.ERASED_HERE: 1}
    assert again.differences == []


def test_two_blogs_do_not_mix(session: Session, tmp_path: Path) -> None:
    move_in()
    other = changed(tmp_path, "http://longtable.example<", "http://othertable.example<")
    report = move_in(other)
    assert report.arrived_comments == 12
    assert report.renamed["Mara"] == "Mara-2"


def test_a_name_that_a_member_has_is_not_taken(cast: Cast, session: Session, tmp_path: Path) -> None:
    report = move_in(changed(tmp_path, "[Wren]", "[Ada]"))
    mine = db.session.scalars(select(Reply).where(Reply.persona_id == cast.ada.persona_id)).all()
    assert mine == []
    assert report.renamed["Ada"] == "Ada-2"
    assert move_in(changed(tmp_path, "[Wren]", "[Ada]")).arrived_comments == 0

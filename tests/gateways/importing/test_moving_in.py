"""A blog moves in: its conversation is the one people knew, and nobody's address came along."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.access import SYSTEM, AccessRefused
from forum.accounts.models import Account, Persona
from forum.discussion import placement
from forum.discussion.models import Hold, Post, Reply, Visibility
from forum.gateways.importing import moving, origins
from forum.gateways.importing.actions import import_wordpress
from forum.gateways.importing.pieces import ImportRefused, LeftOut
from forum.lib.db import db, metadata, writing
from forum.moderation.actions import Verdict, decide
from forum.moderation.models import Case
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.gateways.importing.blog import LONG_TABLE, article, changed, conversation, count, move_in
from tests.stories import a_space


def test_the_conversation_is_the_one_that_people_knew(session: Session) -> None:
    report = move_in()
    assert report.differences == []
    assert [row[:3] for row in conversation(article())] == [
        (0, 1, "Wren"),
        (1, 1, "Mara"),
        (2, 1, "Wren"),
        (0, 2, "Tobias Ø."),
        (1, 1, "O'Brien"),
        (2, 1, "Mara"),
        (3, 1, "Tobias Ø."),
        (0, 3, "נועה"),
        (0, 4, "Anonymous lurker"),
        (1, 1, "Mara"),
        (0, 5, "Ilse"),
    ]


def test_every_word_and_character_arrived(session: Session) -> None:
    move_in()
    words = {name + str(depth): source for depth, _n, name, source in conversation(article())}
    assert words["Mara1"].startswith("Welcome! 🎉🎉")
    assert words["נועה0"] == "שלום מרה, אצלנו זה הפוך: מי שמבשל גם שוטף. (And it works.)"
    thanks = db.session.scalars(select(Reply).where(Reply.source.startswith("@Wren"))).one()
    assert thanks.source == "@Wren thank you! “Aloud” is the best review I have ever\u00a0had. 👩🏽‍❤️‍👩🏻"
    assert "ever\u00a0had. 👩🏽‍❤️‍👩🏻</p>" in thanks.html
    assert (
        "<blockquote>"
        in db.session.scalars(select(Reply).where(Reply.depth == 1).order_by(Reply.path)).all()[1].html
    )


def test_places_are_those_the_discussion_would_have_given(session: Session) -> None:
    move_in()
    post = article()
    replies = db.session.scalars(select(Reply).where(Reply.path.is_not(None))).all()
    for reply in replies:
        above = reply.parent.path if reply.parent else b""
        assert reply.ordinal is not None
        assert above is not None
        assert reply.path == placement.path_beneath(above, reply.ordinal)
        assert reply.depth == (reply.parent.depth + 1 if reply.parent else 0)
        assert reply.branch_rank == (reply.parent.branch_rank if reply.parent else -reply.ordinal)
        children = [child for child in replies if child.parent_id == reply.id]
        assert reply.last_ordinal == len(children)
    assert (post.reply_count, post.last_ordinal) == (11, 5)
    assert post.last_reply_at == max(reply.published_at for reply in replies if reply.published_at)


def test_the_authors_replies_are_the_authors(session: Session) -> None:
    move_in()
    post = article()
    own = [r for r in db.session.scalars(select(Reply)) if r.persona_id == post.persona_id]
    assert len(own) == 3


def test_the_old_times_are_kept(session: Session) -> None:
    move_in()
    post = article()
    assert post.published_at is not None
    assert post.published_at.isoformat() == "2018-03-01T19:30:00+00:00"
    first = db.session.scalars(select(Reply).where(Reply.ordinal == 1, Reply.depth == 0)).one()
    assert first.published_at == first.created_at
    assert first.created_at.isoformat() == "2018-03-01T20:02:11+00:00"


def test_nobodys_address_is_anywhere_in_the_database(session: Session) -> None:
    move_in()
    for table in metadata.sorted_tables:
        everything = repr(session.execute(select(table)).all())
        for secret in ("mail.example", "192.0.2.", "mara@", "mara_admin", "writer1", "longtable.example<"):
            assert secret not in everything, table.name


def test_writers_are_people_without_accounts(session: Session) -> None:
    move_in()
    names = {p.pen_name: p.account_id for p in db.session.scalars(select(Persona))}
    assert names == dict.fromkeys(
        ["Mara", "Wren", "Tobias Ø.", "O'Brien", "נועה", "Anonymous lurker", "Ilse", "Newcomer"]
    )
    assert count(Account) == 0


def test_what_was_held_there_is_held_here_and_moderators_are_told(session: Session) -> None:
    report = move_in()
    held = db.session.scalars(select(Reply).where(Reply.visibility == Visibility.HELD)).one()
    assert (held.source, held.path, held.ordinal, held.depth) == ("Waiting to be let in.", None, None, 2)
    assert held.published_at is None
    assert report.held == 1
    assert db.session.scalars(select(Hold.reply_id)).all() == [held.id]
    assert db.session.scalars(select(Case.reply_id)).all() == [held.id]


def test_a_held_comment_can_be_approved_like_any_other(cast: Cast, session: Session) -> None:
    move_in()
    case = db.session.scalars(select(Case)).one()
    decide(cast.mira.viewer, case, Verdict("approve"), case.version)
    assert (2, 2, "Newcomer", "Waiting to be let in.") in conversation(article())


def test_everything_in_the_file_is_accounted_for(session: Session) -> None:
    report = move_in()
    tally = report.tally
    assert tally.pieces == report.arrived_pieces + sum(tally.left_out_pieces.values())
    assert tally.comments == report.arrived_comments + sum(tally.left_out_comments.values())
    assert "imported" in "\n".join(report.lines())


def test_a_difference_is_told_and_takes_everything_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "hold_back", lambda viewer, ids: None)
    real = origins.remember
    monkeypatch.setattr(origins, "remember", lambda kind, ids: real(kind, list(ids)[1:]))
    report = move_in()
    assert report.differences
    assert "12 expected, 11 found" in "\n".join(report.difference_lines())
    assert count(Reply) == count(Post) == 0


def test_a_file_that_breaks_on_the_way_leaves_nothing(session: Session, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text(LONG_TABLE.read_text("utf-8").replace("</channel>", ""), "utf-8")
    with pytest.raises(ImportRefused):
        move_in(broken)
    assert count(Post) == count(Persona) == 0


def test_only_administrators_move_a_blog_in(cast: Cast, session: Session) -> None:
    for viewer in cast.viewers:
        if viewer != cast.root.viewer:
            with pytest.raises(AccessRefused):
                import_wordpress(viewer, LONG_TABLE, "old-blog")
    assert import_wordpress(cast.root.viewer, LONG_TABLE, "old-blog").differences == []


def test_an_unknown_space_is_refused(session: Session) -> None:
    with pytest.raises(ImportRefused, match="no-such-space"):
        import_wordpress(SYSTEM, LONG_TABLE, "no-such-space")


def test_a_comment_longer_than_any_text_here_is_left_out_by_name(session: Session, tmp_path: Path) -> None:
    report = move_in(changed(tmp_path, "What O’Brien said.", "x" * 250_000))
    assert report.tally.left_out_comments[LeftOut.TOO_LONG] == 1
    assert report.differences == []
    assert (0, 2, "Tobias Ø.") in [row[:3] for row in conversation(article())]


def test_a_piece_without_a_title_is_called_by_its_first_words(session: Session) -> None:
    move_in()
    titles = db.session.scalars(select(Post.title).order_by(Post.published_at)).all()
    assert titles[1].startswith("A piece without a title")


ROW = re.compile(
    r'<article class="reply[^>]* data-depth="(\d+)" data-author="([^"]*)"[^>]*>'
    r'(?:<header[^>]*>)?(?:<a class="reply__number"[^>]*>(\d+)\.</a>)?'
)
MARK = '<span class="badge badge--author">'


def test_the_page_reads_like_the_comment_section_it_was(app: Flask, client: Visitor) -> None:
    with app.app_context(), writing():
        a_space("old-blog")
        move_in()
        expected = [
            (depth, "" if depth else str(number), name)
            for depth, number, name, _words in conversation(article())
        ]
        path = f"/p/{article().public_id}"
        db.session.commit()
    page = client.pass_gate().get(path).text
    shown = [(int(depth), number, unescape(name)) for depth, name, number in ROW.findall(page)]
    assert shown == expected
    assert page.count(MARK) == 3
    person = client.get("/u/Anonymous%20lurker")
    assert person.status_code == 200
    assert "First time I write anywhere." in person.text

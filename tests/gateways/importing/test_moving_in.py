"""A blog moves in: its conversation is the one that people knew, once, and nobody's address came along."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.access import SYSTEM, AccessRefused
from forum.accounts.models import Account, Persona
from forum.discussion import placement
from forum.discussion.models import Hold, Post, Reply, Visibility
from forum.gateways.importing import moving, origins
from forum.gateways.importing.actions import import_wordpress
from forum.gateways.importing.cli import importing
from forum.gateways.importing.models import ImportOrigin
from forum.gateways.importing.pieces import ImportRefused, LeftOut
from forum.gateways.importing.report import Report
from forum.gateways.importing.writing import Conversation
from forum.lib.db import db, metadata, writing
from forum.moderation.actions import Verdict, decide
from forum.moderation.models import Case
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_reply, a_space

EXPORTS = Path(__file__).with_name("exports")
LONG_TABLE = EXPORTS / "long-table-1.2.xml"


@pytest.fixture
def session(db_session: Session) -> Session:
    """A database with one space to move into."""
    a_space("old-blog")
    return db_session


def move_in(path: Path = LONG_TABLE, *, dry_run: bool = False) -> Report:
    return import_wordpress(SYSTEM, path, "old-blog", dry_run=dry_run)


def article() -> Post:
    return db.session.scalars(select(Post).where(Post.title.startswith("A rule"))).one()


def conversation(post: Post) -> list[tuple[int, int | None, str, str]]:
    """Depth, number, name and words in reading order, as everybody sees them."""
    query = select(Reply).where(Reply.post_id == post.id, Reply.path.is_not(None)).order_by(Reply.path)
    return [(r.depth, r.ordinal, r.persona.pen_name, r.source) for r in db.session.scalars(query)]


def changed(tmp_path: Path, old: str, new: str, path: Path = LONG_TABLE) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    copy = tmp_path / "changed.xml"
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


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
    assert "<blockquote>" in db.session.scalars(select(Reply).where(Reply.depth == 1)).all()[1].html


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


def test_a_name_that_a_member_has_is_not_taken(cast: Cast, session: Session, tmp_path: Path) -> None:
    report = move_in(changed(tmp_path, "[Wren]", "[Ada]"))
    mine = db.session.scalars(select(Reply).where(Reply.persona_id == cast.ada.persona_id)).all()
    assert mine == []
    assert report.renamed["Ada"] == "Ada-2"
    assert move_in(changed(tmp_path, "[Wren]", "[Ada]")).arrived_comments == 0


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


def test_a_comment_longer_than_any_text_here_is_left_out_by_name(session: Session, tmp_path: Path) -> None:
    report = move_in(changed(tmp_path, "What O’Brien said.", "x" * 250_000))
    assert report.tally.left_out_comments[LeftOut.TOO_LONG] == 1
    assert report.differences == []
    assert (0, 2, "Tobias Ø.") in [row[:3] for row in conversation(article())]


def test_a_piece_without_a_title_is_called_by_its_first_words(session: Session) -> None:
    move_in()
    titles = db.session.scalars(select(Post.title).order_by(Post.published_at)).all()
    assert titles[1].startswith("A piece without a title")


def test_two_blogs_do_not_mix(session: Session, tmp_path: Path) -> None:
    move_in()
    other = changed(tmp_path, "http://longtable.example<", "http://othertable.example<")
    report = move_in(other)
    assert report.arrived_comments == 12
    assert report.renamed["Mara"] == "Mara-2"


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


def test_the_command_imports_once_and_says_what_it_did(app: Flask, session: Session) -> None:
    session.commit()
    run = app.test_cli_runner().invoke
    dry = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog", "--dry-run"])
    assert (dry.exit_code, count(Post)) == (0, 0)
    assert "would be imported" in dry.output
    first = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert first.exit_code == 0, first.output
    assert "held for a moderator" in first.output
    assert "pingbacks and trackbacks" in first.output
    again = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert again.exit_code == 0
    assert "12  here already" in again.output


def test_the_command_refuses_in_one_sentence(app: Flask, session: Session, tmp_path: Path) -> None:
    session.commit()
    bad = tmp_path / "bad.xml"
    bad.write_text("<rss><channel>", "utf-8")
    for path, space, says in (
        (bad, "old-blog", "ends in the middle"),
        (LONG_TABLE, "elsewhere", "There is no space"),
        (tmp_path / "none.xml", "old-blog", "does not exist"),
    ):
        refused = app.test_cli_runner().invoke(importing, ["wordpress", str(path), "--space", space])
        assert refused.exit_code != 0
        assert says in refused.output
        assert "Traceback" not in refused.output


def test_a_difference_is_a_failure_of_the_command(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setattr(Conversation, "add", lambda self, replies: [])
    run = app.test_cli_runner().invoke(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert run.exit_code == 1
    assert "12 expected, 0 found" in run.output
    assert count(Post) == 0

"""Which new texts wait for a moderator, and that nobody else can tell that they are there."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.accounts.models import Account
from forum.discussion import hold_rules
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.composing import ReplyDraft
from forum.discussion.hold_rules import Author, Context, Hold, Refuse
from forum.discussion.models import Hold as HoldRecord
from forum.discussion.models import Reply, Visibility
from forum.lib.db import db
from tests.cast import Person
from tests.discussion.writing.conftest import Stage, find_post, find_reply

TODAY = date(2026, 3, 1)
DRAFT = ReplyDraft("words")
TWO_LINKS = '<a href="https://a.example">a</a> <a rel="x" href="http://b.example">b</a>'
ONE_LINK = '<a href="https://a.example">a</a> <a href="/u/Ada">Ada</a> https://typed.example'


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def author(approved: int = 10, days: int = 100, *, moderator: bool = False, limited: bool = False) -> Author:
    return Author(moderator, approved, TODAY - timedelta(days=days), limited)


@pytest.mark.parametrize(
    ("who", "html", "verdict"),
    [
        (author(approved=0, days=0), "words", Hold("newcomer")),
        (author(approved=1, days=400), "words", Hold("newcomer")),
        (author(approved=2, days=0), "words", None),
        (author(approved=2, days=3), TWO_LINKS, Hold("links")),
        (author(approved=2, days=3), ONE_LINK, None),
        (author(approved=2, days=15), TWO_LINKS, None),
        (author(approved=5, days=3), TWO_LINKS, None),
        (author(approved=0, days=0, moderator=True), TWO_LINKS, None),
    ],
)
def test_the_rules_hold_what_they_say(who: Author, html: str, verdict: Hold | None) -> None:
    assert hold_rules.judge(DRAFT, who, Context(html, TODAY)) == verdict


@pytest.mark.parametrize(
    ("who", "context", "verdict"),
    [
        (author(), Context("words", TODAY, repeats=True), Hold("repeated")),
        (author(moderator=True), Context("words", TODAY, True, NOON), None),
        (author(approved=0), Context("words", TODAY, True, NOON), Refuse("slow", NOON)),
        (author(limited=True), Context("words", TODAY), Hold("limited")),
    ],
)
def test_what_was_written_before_counts(who: Author, context: Context, verdict: Hold | Refuse | None) -> None:
    assert hold_rules.judge(DRAFT, who, context) == verdict


def test_a_refusal_outranks_a_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (*hold_rules.RULES, lambda *_: Refuse("closed"))
    monkeypatch.setattr(hold_rules, "RULES", rules)
    assert hold_rules.judge(DRAFT, author(approved=0), Context("", TODAY)) == Refuse("closed")


def test_a_rule_that_refuses_keeps_the_text_on_the_page(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_rules, "RULES", (lambda *_: Refuse("role"),))
    answer = stage.visitor(stage.cast.ada).post(f"/p/{piece}/replies", body="words to keep")
    assert answer.status_code == 403
    assert "words to keep" in answer.text
    with stage.app.app_context():
        assert db.session.scalars(select(Reply)).all() == []


def test_a_newcomers_reply_waits_and_only_they_and_moderators_see_it(stage: Stage, piece: str) -> None:
    before = stage.reply(stage.cast.ada, piece, "Seen words, first.")
    nell = stage.visitor(stage.cast.nell)
    answer = nell.post(f"/p/{piece}/replies", body="Unseen words.")
    public_id = answer.location.rsplit("/", 1)[-1]
    after = stage.reply(stage.cast.otto, piece, "Seen words, last.")

    own = nell.http.get(answer.location, follow_redirects=True).text
    assert "Unseen words" in own
    assert "Waiting for a moderator" in own

    for visitor in (stage.guest(), stage.visitor(stage.cast.ada)):
        page = visitor.get(f"/p/{piece}").text
        assert "Unseen" not in page
        assert "2 replies" in page
        assert public_id not in page
        assert "Nell" not in page
        assert page.index(before) < page.index(after)
        assert ">1.</a>" in page
        assert ">2.</a>" in page
        assert ">3.</a>" not in page
        for path in (f"/r/{public_id}", f"/r/{public_id}/edit", f"/r/{public_id}/withdraw", "/u/Nell"):
            assert "Unseen" not in visitor.get(path).text
        assert visitor.get(f"/r/{public_id}").status_code == 404
    with stage.app.app_context():
        held = find_reply(public_id)
        assert (held.visibility, held.path, held.ordinal) == (Visibility.HELD, None, None)
        post = find_post(piece)
        assert (post.reply_count, post.last_ordinal) == (2, 2)
        assert post.last_reply_at == find_reply(after).published_at
        reasons = list(db.session.scalars(select(HoldRecord.reason)))
        assert reasons == ["newcomer"]


def test_a_newcomers_piece_waits_in_title_words_and_count(stage: Stage) -> None:
    nell = stage.visitor(stage.cast.nell)
    answer = nell.post("/s/essays/new", title="Unseen title", body="Unseen words.")
    own = nell.get(answer.location)
    assert own.status_code == 200
    assert "Unseen words" in own.text
    assert "Waiting for a moderator" in own.text
    for visitor in (stage.guest(), stage.visitor(stage.cast.ada)):
        assert visitor.get(answer.location).status_code == 404
        for path in ("/", "/s/essays", "/u/Nell", answer.location):
            assert "Unseen" not in visitor.get(path).text


def test_an_approved_reply_takes_the_next_number_and_leaves_no_gap(stage: Stage, piece: str) -> None:
    held = stage.reply(stage.cast.nell, piece, "Held first.")
    seen = stage.reply(stage.cast.otto, piece, "Seen second.")
    with stage.work():
        publish(stage.cast.mira.viewer, find_reply(held))
    with stage.app.app_context():
        assert (find_reply(seen).ordinal, find_reply(held).ordinal) == (1, 2)
        assert find_post(piece).reply_count == 2
        approved = select(Account.approved_texts).where(Account.id == stage.cast.nell.account_id)
        assert db.session.scalar(approved) == 1


def test_after_two_approved_texts_one_is_no_newcomer(stage: Stage, piece: str) -> None:
    nell = stage.cast.nell
    for source in ("One.", "Two."):
        held = stage.reply(nell, piece, source)
        with stage.work():
            publish(stage.cast.mira.viewer, find_reply(held))
    assert_state(stage, nell, piece, "Three.", Visibility.PUBLISHED)
    links = "https://a.example https://b.example"
    assert_state(stage, nell, piece, links, Visibility.HELD)
    with time_machine.travel("2040-01-01"):
        assert_state(stage, nell, piece, f"{links} again", Visibility.PUBLISHED)


def test_moderators_are_never_held(stage: Stage, piece: str) -> None:
    with stage.work():
        account = db.session.get_one(Account, stage.cast.mira.account_id)
        account.approved_texts = 0
    links = "https://a.example https://b.example"
    assert_state(stage, stage.cast.mira, piece, links, Visibility.PUBLISHED)


def test_a_held_reply_that_is_removed_leaves_no_trace_and_can_return(stage: Stage, piece: str) -> None:
    held = stage.reply(stage.cast.nell, piece, "Unseen words.")
    with stage.work():
        remove(stage.cast.mira.viewer, find_reply(held), 1)
    assert held not in stage.guest().get(f"/p/{piece}").text
    with stage.work():
        restore(stage.cast.mira.viewer, find_reply(held))
    assert "Unseen words." in stage.guest().get(f"/p/{piece}").text


def test_an_old_reply_that_returns_is_not_the_newest(stage: Stage, piece: str) -> None:
    mira = stage.cast.mira.viewer
    with time_machine.travel("2026-03-01 12:00+00:00", tick=False) as clock:
        old = stage.reply(stage.cast.ada, piece, "Old.")
        clock.shift(3600)
        new = stage.reply(stage.cast.otto, piece, "New.")
    with stage.work():
        remove(mira, find_reply(old), 1)
        restore(mira, find_reply(old))
    with stage.app.app_context():
        assert find_post(piece).last_reply_at == find_reply(new).published_at
    with stage.work():
        remove(mira, find_reply(new), 1)
    with stage.app.app_context():
        assert find_post(piece).last_reply_at == find_reply(old).published_at
        assert find_post(piece).reply_count == 1


def assert_state(stage: Stage, person: Person, piece: str, source: str, state: Visibility) -> None:
    public_id = stage.reply(person, piece, source)
    with stage.app.app_context():
        assert find_reply(public_id).visibility == state


LINKS = "Look: https://one.example and https://two.example"


def test_an_edit_does_not_bring_in_what_would_have_waited(stage: Stage, piece: str) -> None:
    with stage.work():
        nell = db.session.get_one(Account, stage.cast.nell.account_id)
        nell.approved_texts = 2  # no longer held, but not known yet
    visitor = stage.visitor(stage.cast.nell)
    visitor.post(f"/p/{piece}/replies", body="Nice.")
    with stage.work():
        reply_id = db.session.scalars(select(Reply).where(Reply.source == "Nice.")).one().public_id
    assert visitor.post(f"/r/{reply_id}/edit", body=LINKS).status_code == 303
    page = stage.guest().get(f"/p/{piece}").text
    assert "one.example" not in page
    assert f'data-reply="{reply_id}"' in page, "its place stays while it waits"
    with stage.work():
        reply = find_reply(reply_id)
        assert reply.visibility == Visibility.HIDDEN
        assert reply.post.reply_count == 0
        assert db.session.scalars(select(HoldRecord.reason)).all() == ["links"]
        publish(stage.cast.mira.viewer, reply)
    assert "one.example" in stage.guest().get(f"/p/{piece}").text


def test_an_edit_without_links_stays_where_it_is(stage: Stage, piece: str) -> None:
    with stage.work():
        db.session.get_one(Account, stage.cast.nell.account_id).approved_texts = 1
    reply_id = stage.reply(stage.cast.nell, piece, "First.")
    with stage.work():
        publish(stage.cast.mira.viewer, find_reply(reply_id))
    stage.visitor(stage.cast.nell).post(f"/r/{reply_id}/edit", body="First, and better.")
    assert "First, and better." in stage.guest().get(f"/p/{piece}").text

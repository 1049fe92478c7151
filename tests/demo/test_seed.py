"""What people find in a database that the demonstration has moved into."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.access import GUEST, AgeLevel, Role, Viewer
from forum.accounts import names
from forum.accounts.actions import Opened, sign_in
from forum.accounts.models import Account, Persona
from forum.demo.content import read
from forum.demo.seed import Summary, seed
from forum.discussion.models import Post, RepliesWanted, Reply, Visibility
from forum.discussion.queries.posts import newest
from forum.discussion.queries.terms import terms_of
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.throttle import ThrottleHit
from forum.moderation.models import Case, CaseOrigin, CaseState, Decision, Flag, FlagOutcome, LogEntry
from forum.notifications.models import Notice
from tests.fixtures.databases import DATABASES, Installation


@pytest.fixture(params=DATABASES, scope="module")
def filled(
    request: pytest.FixtureRequest, installations: Callable[[str], Installation]
) -> Iterator[tuple[Installation, Summary]]:
    """The demonstration in an empty database, once for all that only look at it."""
    installation = installations(request.param)
    with installation.app.app_context(), writing():
        summary = seed(clock.now())
        db.session.commit()
    yield installation, summary
    installation.wipe()


@pytest.fixture
def summary(filled: tuple[Installation, Summary]) -> Summary:
    return filled[1]


@pytest.fixture
def db_session(filled: tuple[Installation, Summary]) -> Iterator[Session]:
    with filled[0].app.app_context(), writing():
        yield db.session()
        db.session.rollback()


def piece(session: Session, title: str) -> Post:
    return session.scalars(select(Post).where(Post.title.startswith(title))).one()


def conversation(session: Session, post: Post) -> list[Reply]:
    """What stands beneath a piece, in reading order."""
    placed = select(Reply).where(Reply.post_id == post.id, Reply.path.is_not(None))
    return list(session.scalars(placed.order_by(Reply.path)))


def test_it_says_who_one_can_be(summary: Summary) -> None:
    told = read()
    assert summary.filled
    assert summary.pieces == len(told.pieces)
    assert summary.replies == sum(1 for _ in told.replies())
    assert [(person.sign_in_name, person.role) for person in summary.people] == [
        ("demo-member", Role.MEMBER),
        ("demo-author", Role.MEMBER),
        ("demo-moderator", Role.MODERATOR),
        ("demo-moderator-two", Role.MODERATOR),
    ]


def test_everybody_it_names_can_sign_in(summary: Summary, db_session: Session) -> None:
    for person in summary.people:
        opened = sign_in(GUEST, sign_in_name=person.sign_in_name, password=summary.password, network=None)
        assert isinstance(opened, Opened)


def test_a_second_start_changes_nothing(summary: Summary, db_session: Session) -> None:
    again = seed(clock.now())
    assert not again.filled
    assert (again.pieces, again.replies, again.people) == (summary.pieces, summary.replies, summary.people)


def test_the_longest_conversation_reads_as_it_was_written(summary: Summary, db_session: Session) -> None:
    told = max(read().pieces, key=lambda piece: len(piece.replies))
    post = piece(db_session, told.title)
    placed = conversation(db_session, post)
    assert [reply.source for reply in placed] == [reply.body for reply in told.replies]
    assert [reply.depth for reply in placed] == [len(reply.at) - 1 for reply in told.replies]
    assert [reply.ordinal for reply in placed] == [reply.at[-1] for reply in told.replies]
    assert max(reply.depth for reply in placed) == 6
    assert post.reply_count == len(placed) == 60


def test_counters_hold_only_what_everybody_may_see(summary: Summary, db_session: Session) -> None:
    for post in db_session.scalars(select(Post)):
        published = [reply for reply in conversation(db_session, post) if reply.is_published]
        assert post.reply_count == len(published), post.title


def test_every_state_is_there(summary: Summary, db_session: Session) -> None:
    rows = db_session.execute(select(Reply.visibility, func.count()).group_by(Reply.visibility)).all()
    states = dict(rows)
    assert states[Visibility.HELD] == 2
    assert states[Visibility.REMOVED] == 3
    assert states[Visibility.WITHDRAWN] == 1
    assert piece(db_session, "I said it out loud").visibility == Visibility.HELD
    assert db_session.scalars(select(Reply.edited_at).where(Reply.edited_at.is_not(None))).one()


def test_one_conversation_is_paused_by_its_author_and_pieces_ask_for_support(
    summary: Summary, db_session: Session
) -> None:
    paused = db_session.scalars(select(Post).where(Post.locks > 0)).one()
    terms = terms_of(GUEST, paused)
    assert terms
    assert terms.lock
    assert not terms.lock.is_moderators
    assert terms.lock.until
    assert terms.lock.until > clock.now() + timedelta(days=6)
    assert db_session.scalars(select(Post).where(Post.replies_wanted == RepliesWanted.SUPPORT)).first()


def test_it_all_happened_in_the_weeks_before(summary: Summary, db_session: Session) -> None:
    now = clock.now()
    moments = list(db_session.scalars(select(Reply.created_at)))
    assert max(moments) < now
    assert now - timedelta(days=50) < min(moments) < now - timedelta(days=30)
    assert not db_session.scalar(select(func.count()).select_from(ThrottleHit))


def test_newcomers_are_still_newcomers(summary: Summary, db_session: Session) -> None:
    key = names.pen_name_key("Pebble")
    approved = select(Account.approved_texts).join(Persona).where(Persona.pen_name_key == key)
    assert db_session.scalars(approved).one() == 0


def test_moderators_find_three_open_flags(summary: Summary, db_session: Session) -> None:
    open_flags = db_session.scalars(select(Flag).where(Flag.outcome.is_(None))).all()
    assert {flag.reason for flag in open_flags} == {"ignores_wishes", "other", "worried"}
    assert all(flag.words and flag.case.state == CaseState.OPEN for flag in open_flags)


def test_moderators_find_the_newcomers_texts_waiting(summary: Summary, db_session: Session) -> None:
    held = select(Case).where(Case.origin == CaseOrigin.HELD, Case.state == CaseState.OPEN)
    texts = [case.text for case in db_session.scalars(held)]
    assert all(text is not None and text.visibility == Visibility.HELD for text in texts)
    assert sorted(text.kind for text in texts if text) == ["post", "reply", "reply"]


def test_only_the_last_days_are_unread(summary: Summary, db_session: Session) -> None:
    unread = list(db_session.scalars(select(Notice.at).where(Notice.read_at.is_(None))))
    assert all(at > clock.now() - timedelta(days=4) for at in unread)
    read = db_session.scalars(select(Notice.read_at).where(Notice.read_at.is_not(None))).all()
    assert unread
    assert read


def test_what_was_removed_says_by_which_rule_and_why(summary: Summary, db_session: Session) -> None:
    told = {reply.body: reply.removed for _, reply in read().replies() if reply.removed}
    decisions = db_session.scalars(select(Decision)).all()
    assert len(decisions) == len(told) == db_session.scalar(select(func.count()).select_from(LogEntry))
    for decision in decisions:
        text = decision.case.text
        removed = told[text.source if text else ""]
        assert removed is not None
        assert (decision.rule_number, decision.reasons) == (removed.rule, removed.why)
        assert all(flag.outcome == FlagOutcome.AGREED for flag in decision.case.flags)


def test_visitors_see_the_open_space_alone(summary: Summary, db_session: Session) -> None:
    assert {post.space.slug for post in newest(GUEST).items} == {"welcome"}
    adult = newest(Viewer(age_level=AgeLevel.DECLARED))
    assert len(adult.items) == summary.pieces - 1  # one is held
    assert adult.items[0].title.startswith("A notebook for two")

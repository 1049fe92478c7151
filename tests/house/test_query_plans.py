"""The queries of the pages people open most read an index, and no more of it than they show."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from forum.access import SYSTEM, Viewer
from forum.accounts import queries as accounts
from forum.discussion.models import Post, Visit, WhoMayReply
from forum.discussion.queries import news, people, posts, visits, waiting
from forum.discussion.queries.conversation import Where, conversation_page
from forum.discussion.queries.reach import branches_closed_to, reach_of
from forum.discussion.queries.terms import terms_of
from forum.discussion.sitting import Seen
from forum.lib import clock, outbox, throttle
from forum.lib.db import db
from forum.moderation import queries as moderation
from forum.moderation.actions.let_flags_count import let_flags_count
from forum.notifications import queries as notifications
from forum.search import asked
from forum.search.actions import catch_up
from forum.search.queries import search
from tests.cast import Cast
from tests.statements import Statement, statements_of
from tests.stories import a_post, a_space, many_replies


def _plan(statement: Statement, *, sorted_by_index: bool) -> str:
    """How the database would go about it, were its tables large."""
    sql, values = statement
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        return "\n".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
    # What small tables would tempt it to, and large ones not.
    for habit, allowed in (("seqscan", False), ("bitmapscan", False), ("sort", not sorted_by_index)):
        connection.execute(text(f"SET LOCAL enable_{habit} = {'on' if allowed else 'off'}"))
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values))


def _seem_large() -> None:
    """Have PostgreSQL plan as for tables of very many rows, whatever earlier tests left in their files."""
    if db.session.connection().dialect.name == "postgresql":
        ours = "relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')"
        db.session.execute(text(f"UPDATE pg_class SET reltuples = 100000, relpages = 1 WHERE {ours}"))
        db.session.execute(text("DELETE FROM pg_statistic WHERE starelid >= 16384"))  # not the catalogue's


class Town:
    """A piece with replies, and everybody who asks for a page of it."""

    def __init__(self, cast: Cast) -> None:
        self.ada, self.mira = cast.ada.viewer, cast.mira.viewer
        self.space = a_space()
        self.post: Post = a_post(self.mira, self.space)
        assert self.ada.persona_id is not None
        self.replies = many_replies(self.post, self.ada.persona_id, [None, 0, None])
        self.visit()
        self.persona = people.find_persona(self.ada.pen_name or "")
        db.session.flush()
        _seem_large()

    def visit(self) -> None:
        """Let Ada have been there before any of the replies by Mira that came since."""
        assert self.mira.persona_id is not None
        none = {"opened_on": clock.today(), "seen_through": 0, "old_through": 0}
        db.session.add(Visit(account_id=self.ada.account_id, post_id=self.post.id, **none))
        self.replies += many_replies(self.post, self.mira.persona_id, [None])
        db.session.refresh(self.post)

    def closed(self) -> Post:
        """The piece as one whose row does not say who may reply."""
        self.post.locks, self.post.who_may_reply = 1, WhoMayReply.ANSWERED
        return self.post


Ask = Callable[[Town, Viewer], object]

BY_VISIT = "(pk_visit|sqlite_autoindex_visit_1)"
BY_PATH = "(uq_reply_post_id_path|sqlite_autoindex_reply_2)"

# A list that people turn over page by page: the index that gives its order, and how it is asked for.
LISTS: dict[str, tuple[str, Callable[..., Callable[[Town, Viewer], object]]]] = {
    "front page": (
        "ix_post_front_order",
        lambda after: lambda town, viewer: posts.newest(viewer, after=after and town.post.public_id),
    ),
    "space": (
        "ix_post_space_order",
        lambda after: (
            lambda town, viewer: posts.newest(viewer, space=town.space, after=after and town.post.public_id)
        ),
    ),
    "pieces by a person": (
        "ix_post_persona_order",
        lambda after: (
            lambda town, viewer: posts.newest(
                viewer, persona_id=town.persona.id, after=after and town.post.public_id
            )
        ),
    ),
    "replies by a person": (
        "ix_reply_persona_order",
        lambda after: (
            lambda town, viewer: people.replies_by(viewer, town.persona, after=after and town.replies[1])
        ),
    ),
    "conversation": (
        BY_PATH,
        lambda after: (
            lambda town, viewer: conversation_page(viewer, town.post, Where(after=after and town.replies[0]))
        ),
    ),
    "conversation, newest first": (
        "ix_reply_branch_order",
        lambda after: (
            lambda town, viewer: conversation_page(
                viewer, town.post, Where(newest=True, after=after and town.replies[0])
            )
        ),
    ),
}
# What is asked besides, by most pages or at every attempt, and the index that answers it.
QUESTIONS: dict[str, tuple[str, Ask]] = {
    "own waiting replies beneath a piece": (
        "ix_reply_post_persona_visibility",
        lambda town, viewer: conversation_page(viewer, town.post, Where()),
    ),
    "own waiting replies": ("ix_reply_persona_order", lambda town, viewer: waiting.own_replies(viewer)),
    "what waits for an author": (
        "ix_reply_awaiting",
        lambda town, viewer: waiting.for_author(town.mira, town.post, after=town.replies[0]),
    ),
    "how much waits for an author": (
        "ix_reply_awaiting",
        lambda town, viewer: waiting.count_for_author(town.mira, town.post),
    ),
    "what an author has hidden": (
        "ix_reply_set_aside",
        lambda town, viewer: waiting.hidden_by_author(town.mira, town.post, after=town.replies[0]),
    ),
    "blocks between people on a page": (
        "ix_block_persona_id|uq_block_account_id_persona_id|sqlite_autoindex_block_2",
        lambda town, viewer: reach_of(viewer, town.post, []),
    ),
    "blocks above a reply": (
        "ix_block_persona_id|uq_block_account_id_persona_id|sqlite_autoindex_block_2",
        lambda town, viewer: branches_closed_to(viewer, town.post, None),
    ),
    "locks": ("ix_conversation_lock_post_id", lambda town, viewer: terms_of(viewer, town.closed())),
    "whom an author has answered": (
        r"(ix_reply_persona_order|ix_reply_parent_id)",
        lambda town, viewer: terms_of(viewer, town.closed()),
    ),
    "own waiting pieces": ("ix_post_persona_order", lambda town, viewer: posts.waiting_posts(viewer)),
    "what was shown of a conversation": (
        BY_VISIT,
        lambda town, viewer: visits.memory_of(viewer, town.post),
    ),
    "how many are remembered": (BY_VISIT, lambda town, viewer: visits.kept_of(viewer)),
    "what is new in a list": (
        "ix_reply_sequence",
        lambda town, viewer: visits.new_in(viewer, [town.post]),
    ),
    "what is new in a conversation": (
        "ix_reply_sequence",
        lambda town, viewer: news.new_replies(viewer, town.post, Seen(1)),
    ),
    "the next new reply": ("ix_reply_sequence", lambda town, viewer: news.step(viewer, town.post)),
    "where a page with it begins": (
        BY_PATH,
        lambda town, viewer: news.step(viewer, town.post, after=town.replies[0]),
    ),
    "unread notices": (
        "(ix_notice_unread|ix_notice_account_order)",
        lambda town, viewer: notifications.unread_count(viewer),
    ),
    "notices": ("ix_notice_account_order", lambda town, viewer: notifications.notices(viewer)),
    "open cases": (
        r"(ix_case_\w+|uq_case_open_\w+)",
        lambda town, viewer: moderation.open_case_count(town.mira),
    ),
    "queue": ("ix_case_queue", lambda town, viewer: moderation.queue(town.mira)),
    "flags that begin to count": ("ix_flag_counts_from", lambda town, viewer: let_flags_count(SYSTEM)),
    "session": (
        "(uq_sign_in_session_token_digest|sqlite_autoindex_sign_in_session_2)",
        lambda town, viewer: accounts.arrival("a token"),
    ),
    "search among replies": (
        r"(pk_reply_words|fts_reply VIRTUAL TABLE INDEX \d+:M\d)",
        lambda town, viewer: search(viewer, asked.read("few")),
    ),
    "search among titles": (
        r"(pk_post_words|fts_post VIRTUAL TABLE INDEX \d+:M\d)",
        lambda town, viewer: search(viewer, asked.read("few")),
    ),
    "texts whose words wait to be read": (
        "ix_reply_words_waiting",
        lambda town, viewer: catch_up(viewer),
    ),
    "what is due": ("ix_outbox_due_at", lambda town, viewer: outbox.claim()),
    "limit": (
        "ix_throttle_hit_key",
        lambda town, viewer: [
            throttle.allow("a deed", "somebody", 1, timedelta(hours=1)),  # makes the salt of the day
            throttle.is_spent("a deed", "somebody", 1, timedelta(hours=1)),
        ],
    ),
}


@pytest.mark.parametrize("asked", LISTS)
@pytest.mark.parametrize("further_on", [False, True], ids=["first page", "further on"])
def test_a_list_is_read_in_the_order_of_its_index(
    db_session: Session, cast: Cast, asked: str, further_on: bool
) -> None:
    index, ask = LISTS[asked]
    town = Town(cast)
    for viewer in (town.ada, town.mira, Viewer(age_level=town.ada.age_level)):
        town_asks = partial(ask(further_on or None), town, viewer)
        plan = _plan_with(index, town_asks, sorted_by_index=True)
        assert not re.search("TEMP B-TREE|Sort", plan), (
            f"{viewer.pen_name}: it sorts what the index has in order\n{plan}"
        )
        if further_on:
            assert re.search(r"published_at<\?|path>\?|\)>\(\?|ROW\(|path > ", plan), (
                f"{viewer.pen_name}: it reads the pages before as well\n{plan}"
            )


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_question_that_is_asked_again_and_again_has_an_index(
    db_session: Session, cast: Cast, asked: str
) -> None:
    index, ask = QUESTIONS[asked]
    town = Town(cast)
    if db.session.connection().dialect.name == "postgresql":
        # Of a few rows it takes any index that helps, by the size their files happen to have; which it
        # takes of ten thousand is looked at in tests/house/reading.
        index = r"Index (Only )?Scan"
    _plan_with(index, lambda: ask(town, town.ada))


def _plan_with(index: str, ask: Callable[[], object], *, sorted_by_index: bool = False) -> str:
    """The plan that uses an index; fails with all the plans where there is none."""
    with statements_of(db.engine) as sent:
        ask()
    asked = [statement for statement in sent if statement.sql.startswith(("SELECT", "INSERT"))]
    plans = [_plan(statement, sorted_by_index=sorted_by_index) for statement in asked]
    using = [plan for plan in plans if re.search(rf"\b{index}\b", plan)]
    assert using, f"Nothing reads {index}:\n" + "\n\n".join(plans)
    return using[0]

"""A place with as many rows of everything as a test wants, written by few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Table, insert, update

from forum.access import SYSTEM
from forum.accounts import names
from forum.accounts.models import Persona, SignInSession
from forum.discussion import placement
from forum.discussion.models import Block, Bookmark, Post, Reply, Revision, Visibility, Visit
from forum.discussion.reach import MOST_BLOCKS
from forum.lib import clock
from forum.lib.db import db
from forum.lib.ids import new_id
from forum.moderation.models import (
    Case,
    Decision,
    Flag,
    LogEntry,
)
from forum.moderation.rules import seed_rules
from forum.notifications.models import Notice
from forum.records.actions import Answer, sign
from forum.records.worksheets import WORKSHEETS
from tests.cast import Cast
from tests.house.reading.moderated import FIRST, RENDERED, Moderated, Row
from tests.stories import a_space, an_address

AUTHORS = 40
DEEP = 6
MOST_FLAGS = 100  # on one text, by as many people
MOST_DEVICES = 30
MOST_VISITS = 1_000  # in the month for which they are remembered
STRANGER = 10_000_000  # the first id of names that Ada blocks


@dataclass
class Crowd:
    """Ada, Mira and forty authors; `n` of each thing that a page lists, which `grow_to` raises."""

    cast: Cast
    n: int = 0
    now: datetime = field(default_factory=clock.now)
    authors: list[int] = field(default_factory=list)
    space_id: int = 0
    posts: list[str] = field(default_factory=list)  # public ids, as the following
    replies: list[str] = field(default_factory=list)  # of the long conversation, in reading order
    own_replies: list[str] = field(default_factory=list)  # Ada's, one beneath each other piece
    cases: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    record: str = ""
    _paths: list[bytes] = field(default_factory=list)

    def settle(self) -> "Crowd":
        """Put what there is one of into an empty database."""
        seed_rules()
        sheet = WORKSHEETS["eu-size"]
        self.record = sign(SYSTEM, sheet, [Answer("users", None, "Few.")], "the operator").public_id
        self.space_id = a_space().id
        an_address(self.cast.ada.account_id)
        for number in range(AUTHORS):
            name = names.pen_name(f"Author{number}")
            persona = Persona(
                pen_name=name.shown,
                pen_name_key=name.key,
                skeleton=name.skeleton,
                created_on=self.now.date(),
            )
            db.session.add(persona)
            db.session.flush()
            self.authors.append(persona.id)
        return self

    def grow_to(self, n: int) -> None:
        """Have n of everything; the first piece is the one with the long conversation."""
        new, moderated = range(self.n, n), Moderated(self.cast, self.now)
        self._insert(Post, [self._post(number) for number in new], self.posts)
        self._insert(Reply, [self._reply(number) for number in new], self.replies)
        self._insert(Reply, [self._reply_of_ada(number) for number in new if number], self.own_replies)
        self._insert(Case, [moderated.case(number) for number in new], self.cases)
        self._insert(Flag, [moderated.flag(number) for number in new])
        self._insert(Flag, [moderated.visitors_flag(number) for number in new if number < MOST_FLAGS])
        self._insert(Case, [moderated.decided_case(number) for number in new])
        self._insert(Decision, [moderated.decision(number) for number in new], self.decisions)
        self._insert(LogEntry, [moderated.entry(number) for number in new], self.entries)
        self._insert(Notice, [moderated.notice(number) for number in new], self.notices)
        self._insert(Revision, [self._revision(number) for number in new])
        self._insert(SignInSession, [self._session(number) for number in new if number < MOST_DEVICES])
        self._insert(Persona, [self._stranger(number) for number in new if number < MOST_BLOCKS])
        self._insert(Block, [self._block(number) for number in new if number < MOST_BLOCKS], self.blocks)
        self._insert(Bookmark, [self._bookmark(number) for number in new], self.bookmarks)
        self._insert(Visit, [self._visit(number) for number in new if number < MOST_VISITS])
        self.n = n
        counted = {"reply_count": n, "last_ordinal": n, "last_sequence": n, "last_reply_at": self.now}
        db.session.execute(update(Post).where(Post.id == FIRST).values(counted))

    def be_known(self) -> None:
        """Let PostgreSQL know how much there is, as its autovacuum does soon after so many rows."""
        if db.session.connection().dialect.name == "postgresql":
            for table in db.metadata.sorted_tables:
                db.session.connection().exec_driver_sql(f'ANALYZE "{table.name}"')

    def _insert(self, model: type, rows: Iterable[Row], names: list[str] | None = None) -> None:
        table: Table = model.__table__  # type: ignore[attr-defined]  # every model has one
        with_names = "public_id" in table.columns
        filled = [{**row, "public_id": new_id()} if with_names else row for row in rows]
        if filled:
            db.session.connection().execute(insert(table), filled)
        if names is not None:
            names += [row["public_id"] for row in filled]

    def _author(self, number: int) -> int:
        return self.authors[number % AUTHORS]

    def _text(self, number: int, persona_id: int) -> Row:
        at = self.now - timedelta(minutes=number)
        return {
            "persona_id": persona_id,
            "source": RENDERED.text,
            "html": RENDERED.html,
            "markup_version": RENDERED.version,
            "visibility": Visibility.PUBLISHED,
            "created_at": at,
            "published_at": at,
        }

    def _post(self, number: int) -> Row:
        """Every other piece is Ada's."""
        by = self._author(number) if number % 2 else self.cast.ada.persona_id
        named = {"id": FIRST + number, "space_id": self.space_id, "title": f"Piece {number}"}
        return {**self._text(number, by), **named, "last_sequence": 1, "reply_count": 1}

    def _reply(self, number: int) -> Row:
        """Beneath the first piece: chains of six."""
        above = self._paths[-1] if number % DEEP else b""
        self._paths.append(placement.path_beneath(above, 1 if number % DEEP else 1 + number // DEEP))
        return {
            **self._text(number, self._author(number)),
            "id": FIRST + number,
            "post_id": FIRST,
            "parent_id": FIRST + number - 1 if number % DEEP else None,
            "path": self._paths[-1],
            "ordinal": 1 if number % DEEP else 1 + number // DEEP,
            "sequence": number + 1,
            "branch_rank": -1 - number // DEEP,
            "depth": number % DEEP,
            "last_ordinal": 1 if (number + 1) % DEEP else 0,
        }

    def _reply_of_ada(self, number: int) -> Row:
        """One beneath each piece but the first."""
        return {
            **self._text(number, self.cast.ada.persona_id),
            "id": 2 * FIRST + number,
            "post_id": FIRST + number,
            "parent_id": None,
            "path": placement.path_beneath(b"", 1),
            "ordinal": 1,
            "sequence": 1,
            "branch_rank": -1,
            "depth": 0,
            "last_ordinal": 0,
        }

    def _stranger(self, number: int) -> Row:
        """One of very many names of Tim's."""
        name = f"stranger{number}"
        return {
            "id": STRANGER + number,
            "account_id": self.cast.tim.account_id,
            "pen_name": name,
            "pen_name_key": name,
            "skeleton": name,
            "identicon_seed": "0",
            "created_on": self.now.date(),
        }

    def _block(self, number: int) -> Row:
        by_ada = {"account_id": self.cast.ada.account_id, "kind": "block", "name_digest": "0"}
        return {"id": STRANGER + number, **by_ada, "persona_id": STRANGER + number}

    def _bookmark(self, number: int) -> Row:
        """A piece and a reply in turn."""
        kept = {"post_id": FIRST + number, "reply_id": None}
        if number % 2:
            kept = {"post_id": None, "reply_id": FIRST + number}
        return {"id": FIRST + number, "account_id": self.cast.ada.account_id, **kept}

    def _revision(self, number: int) -> Row:
        """All of the text that the first case is about."""
        of = {"post_id": None, "reply_id": FIRST, "number": 1 + number, "title": None}
        return {"id": FIRST + number, **of, "source": f"Version {number}.", "replaced_at": self.now}

    def _session(self, number: int) -> Row:
        return {
            "account_id": self.cast.ada.account_id,
            "persona_id": self.cast.ada.persona_id,
            "token_digest": f"{number:064d}",
            "created_at": self.now,
            "last_used_at": self.now - timedelta(hours=number % 100),
            "expires_at": self.now + timedelta(days=1),
        }

    def _visit(self, number: int) -> Row:
        return {
            "account_id": self.cast.ada.account_id,
            "post_id": FIRST + number,
            "opened_on": self.now.date(),
            "seen_through": 0,
            "seen_beyond": b"",
            "old_through": 0,
            "old_beyond": b"",
        }

"""Fill an empty database with the demonstration community."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update

from forum.access import Role
from forum.accounts import queries as accounts
from forum.accounts.models import Account
from forum.demo import people
from forum.demo.content import read
from forum.demo.telling import Telling, open_spaces
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db
from forum.lib.throttle import DailySalt, ThrottleHit
from forum.moderation.rules import seed_rules
from forum.notifications.models import Notice

RULES_ADOPTED = timedelta(days=900)  # before anybody in the story wrote a word
NOTICES_UNREAD = timedelta(days=3)  # for so long nobody has looked; older ones have been read


@dataclass(frozen=True)
class SignIn:
    """Somebody whom a visitor of the demonstration can be."""

    sign_in_name: str
    pen_name: str
    role: Role


@dataclass(frozen=True)
class Summary:
    """What there is to tell the operator; without the demonstration's people there is nobody to be."""

    filled: bool
    people: tuple[SignIn, ...]
    password: str
    pieces: int
    replies: int


def seed(now: datetime) -> Summary:
    """Fill the database with weeks that end `now`; where any account exists, write nothing.

    Nothing is committed: the caller does, inside `forum.lib.db.writing()`.
    """
    filled = not db.session.scalar(select(exists().select_from(Account)))
    if filled:
        _fill(now)
    return Summary(
        filled=filled,
        people=_people(),
        password=people.PASSWORD,
        pieces=_count(Post),
        replies=_count(Reply),
    )


def _fill(now: datetime) -> None:
    community = read()
    with clock.retelling(now - RULES_ADOPTED):
        seed_rules()
    members = people.move_in(community, now)
    Telling(members, open_spaces(community), now).tell(community)
    _tidy(now)


def _tidy(now: datetime) -> None:
    """Leave what weeks would have left: old notices read, and no attempts that count today."""
    old = update(Notice).where(Notice.at < now - NOTICES_UNREAD)
    db.session.execute(old.values(read_at=Notice.at))
    db.session.execute(delete(ThrottleHit))
    db.session.execute(delete(DailySalt))


def _people() -> tuple[SignIn, ...]:
    """Those who can be signed in as, as they are now; nobody where this is another community."""
    found = []
    for person in read().people:
        account = accounts.account_by_sign_in_name(person.sign_in_name) if person.sign_in_name else None
        if account is not None and person.sign_in_name:
            found.append(SignIn(person.sign_in_name, person.pen_name, Role(account.role)))
    return tuple(found)


def _count(table: type[Post] | type[Reply]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0

"""How a new text is stored: once, however often it is sent; not too fast; shown or held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, or_, select
from sqlalchemy import Text as Words

from forum.access import AccessRefused, NeedsSignIn, Refused, Viewer
from forum.accounts.models import Account
from forum.discussion import composing, hold_rules, visibility
from forum.discussion.actions import _awaiting, _pace, _visitors, hold
from forum.discussion.composing import Draft
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import clock, throttle
from forum.lib.db import UtcDateTime, db
from forum.markup import Rendered

Text = TypeVar("Text", Post, Reply)
SHOWN_ONCE = (Visibility.PUBLISHED, Visibility.HIDDEN, Visibility.REMOVED)  # also what was hidden since


@dataclass(frozen=True)
class Pace:
    """How many new texts of a kind one account may send in a window of time."""

    most: int
    window: timedelta
    refusal: str  # the code of the sentence for whoever is over it


@dataclass(frozen=True)
class Ready:
    """A draft made ready to be stored; making it takes long, so it is done while nobody waits."""

    draft: Draft
    rendered: Rendered
    digest: str


def prepare(place: str, draft: Draft) -> Ready:
    """Render a draft that is meant for a place; raises UnfitText for the words."""
    return Ready(draft, composing.compose(draft), composing.submission_digest(place, draft))


def submit(viewer: Viewer, text: Text, ready: Ready, pace: Pace, ask: Callable[[], None]) -> Text:
    """Store a new text of the viewer's, show or hold it, and return it.

    The same words for the same place return the text that is there already, also when both arrive
    at the same moment. Raises AccessRefused when the account is too fast. `ask` asks the verb's
    policy of things as they are now, late, for it may have others wait.
    """
    if viewer.account_id is None or viewer.persona_id is None:
        raise AccessRefused(NeedsSignIn())
    turn = throttle.turn(f"new {text.kind}", str(viewer.account_id))
    author, earlier, repeats = _author_and_earlier(viewer, type(text), ready)
    if earlier is not None:
        return earlier
    if not turn.take(pace.most, pace.window):
        raise AccessRefused(Refused(pace.refusal))
    ask()
    next_turn = _pace.next_turn(viewer, text)
    context = hold_rules.Context(ready.rendered.html, clock.today(), repeats, next_turn)
    verdict = hold_rules.judge(ready.draft, author, context)
    if isinstance(verdict, hold_rules.Refuse):
        raise AccessRefused(Refused(verdict.reason, verdict.until))
    text.persona_id = viewer.persona_id
    text.submission_digest = ready.digest
    text.created_at = clock.now()
    composing.write_into(text, ready.draft, ready.rendered)
    _visitors.keep_out(text)
    awaits = _awaiting.is_wanted(viewer, text)
    if verdict is None and not awaits:
        visibility.show(text)
        return text
    text.visibility = Visibility.HELD
    visibility.store(text)
    if verdict is not None:
        hold.hold(viewer, text, verdict.reason)
    if awaits:  # after the moderators, who read first
        _awaiting.await_author(text)
    return text


def author_of(viewer: Viewer) -> hold_rules.Author:
    """What the hold rules may know of the viewer."""
    return _author(viewer, db.session.get_one(Account, viewer.account_id))


def _author(viewer: Viewer, account: Account | Row[tuple[object, ...]]) -> hold_rules.Author:
    is_limited = account.limited_until is not None and account.limited_until > clock.now()
    return hold_rules.Author(viewer.is_moderator, account.approved_texts, account.joined_on, is_limited)


def _author_and_earlier(
    viewer: Viewer, kind: type[Text], ready: Ready
) -> tuple[hold_rules.Author, Text | None, bool]:
    """What the hold rules may know of the viewer; what they have sent with the same words before, to the
    same place and, whether lately, to another.
    """
    source = ready.draft.source
    asked = {
        "account": viewer.account_id,
        "persona": viewer.persona_id,
        "digest": ready.digest,
        "source": source if len(source) >= hold_rules.REPEATED_LEAST else None,
        "lately": clock.now() - hold_rules.REPEATED_WITHIN,
    }
    found = db.session.connection().execute(_AUTHOR_AND_EARLIER[kind], asked).one()
    earlier = None if found.earlier is None else db.session.get_one(kind, found.earlier)
    return _author(viewer, found), earlier, found.repeats


def _question(kind: type[Post] | type[Reply]) -> Select[tuple[object, ...]]:
    same = (kind.persona_id == bindparam("persona"), kind.submission_digest == bindparam("digest"))
    earlier = select(kind.id).where(*same).scalar_subquery().label("earlier")
    repeats = or_(*(_said_lately(each) for each in (Post, Reply))).label("repeats")
    who = Account.id == bindparam("account")
    known = (Account.approved_texts, Account.joined_on, Account.limited_until)
    return select(*known, earlier, repeats).where(who)


def _said_lately(kind: type[Post] | type[Reply]) -> ColumnElement[bool]:
    """Asks nothing of any row for a text that is too short to count: then `source` is NULL."""
    return exists().where(
        bindparam("source", type_=Words).is_not(None),
        kind.persona_id == bindparam("persona"),
        kind.visibility.in_(SHOWN_ONCE),
        kind.published_at > bindparam("lately", type_=UtcDateTime),
        kind.source == bindparam("source", type_=Words),
    )


_AUTHOR_AND_EARLIER = {kind: _question(kind) for kind in (Post, Reply)}

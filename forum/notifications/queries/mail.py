"""Where mail goes, to whom it is due, and what may be said in it at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select

from forum.access import AgeLevel, Allowed, Deed, Role, Viewer, may, require
from forum.accounts import policy as accounts
from forum.accounts.models import Account, Departure, Persona, SignInSession
from forum.discussion.models import Reply, Visibility
from forum.lib import clock, keys, mail
from forum.lib.db import db
from forum.notifications import policy
from forum.notifications.models import MailAddress, Notice, NoticeKind
from forum.notifications.queries.notices import CALLS, unread_for, view_notice

PURPOSE = "mail address"
SETTLED = timedelta(minutes=10)  # who is here sees it sooner; and much that is hidden is hidden by then
LEAST_BETWEEN = timedelta(hours=24)  # from one mail to the next, so that it never is a stream
MOST_READ = 50  # of a member's notices; if the newest fifty are of no concern any more, the older ones wait
ABOUT_TEXTS = frozenset({*CALLS, NoticeKind.LET_THROUGH})  # which must be there to be told of
REPLIES = frozenset({NoticeKind.REPLY_TO_YOU, NoticeKind.UNDER_YOUR_PIECE})


@dataclass(frozen=True)
class OwnAddress:
    """What a member is shown of the address they gave: too little for whoever looks over their shoulder."""

    hint: str
    is_confirmed: bool
    is_refused: bool


@dataclass(frozen=True)
class News:
    """What of a member's unread notices may be told: nothing, replies only, or others too."""

    is_any: bool
    is_reply: bool
    through: int  # the newest notice that was looked at


def is_offered(viewer: Viewer) -> bool:
    """Whether a viewer's settings speak of mail: where the site sends it, or keeps an address of theirs."""
    return mail.is_on() or (viewer.account_id is not None and has_address(viewer))


def keeps_addresses() -> bool:
    """Whether the site has to do with addresses at all: its pages say nothing of them otherwise."""
    return mail.is_on() or bool(db.session.scalar(select(exists(select(MailAddress.account_id)))))


def has_address(viewer: Viewer) -> bool:
    """Whether the viewer has given an address."""
    own = MailAddress.account_id == viewer.account_id
    return bool(db.session.scalar(select(exists().where(own))))


def own_address(viewer: Viewer) -> OwnAddress | None:
    """What the viewer is shown of their address."""
    require(policy.can_see_address(viewer, is_on=mail.is_on(), has_one=has_address(viewer)))
    kept = db.session.get(MailAddress, viewer.account_id)
    if kept is None:
        return None
    return OwnAddress(_hint(address_of(kept)), kept.confirmed_on is not None, kept.refused_on is not None)


def address_of(kept: MailAddress) -> str:
    """The address itself."""
    return keys.unseal_of(PURPOSE, kept.account_id, kept.sealed)


def newest_notice(account_id: int) -> int:
    """The newest notice of an account; 0 before the first."""
    return db.session.scalar(select(func.max(Notice.id)).where(Notice.account_id == account_id)) or 0


def is_leaving(account_id: int) -> bool:
    """Whether somebody has said that they leave."""
    return bool(db.session.scalar(select(exists().where(Departure.account_id == account_id))))


def due(viewer: Viewer, most: int) -> Sequence[MailAddress]:
    """The addresses to which a mail is due, `most` of them."""
    require(may(viewer, Deed.MODERATE))
    now = clock.now()
    something = exists().where(
        Notice.account_id == MailAddress.account_id,
        Notice.read_at.is_(None),
        Notice.id > MailAddress.told_through,
        Notice.at <= now - SETTLED,
    )
    last = or_(MailAddress.sent_at.is_(None), (MailAddress.sent_at <= now - LEAST_BETWEEN) & _has_visited())
    good = (MailAddress.confirmed_on.is_not(None), MailAddress.refused_on.is_(None))
    query = select(MailAddress).where(*good, MailAddress.queued_at.is_(None), last, something)
    return db.session.scalars(query.order_by(MailAddress.account_id).limit(most)).all()


def may_be_sent(viewer: Viewer, kept: MailAddress) -> bool:
    """Whether mail goes to a member at this moment."""
    require(may(viewer, Deed.MODERATE))
    decision = policy.can_be_sent_mail(_member(kept.account_id), is_leaving=is_leaving(kept.account_id))
    return isinstance(decision, Allowed)


def news_for(viewer: Viewer, kept: MailAddress) -> News:
    """What may be told at this moment: texts that stand, by people whom the member does not keep away."""
    require(may(viewer, Deed.MODERATE))
    member = _member(kept.account_id)
    found = unread_for(member, kept.told_through, MOST_READ)
    told = [notice for notice in found if _concerns(member, notice)]
    is_reply = bool(told) and all(notice.kind in REPLIES for notice in told)
    return News(bool(told), is_reply, newest_notice(kept.account_id))


def _hint(address: str) -> str:
    """An address as its owner knows it again: "a…@e…"."""
    local, _, domain = address.rpartition("@")
    return f"{local[0]}…@{domain[0]}…"


def _has_visited() -> ColumnElement[bool]:
    """Whether a member was here since the last mail; who signed out again has at least looked at the page."""
    used = exists().where(
        SignInSession.account_id == MailAddress.account_id, SignInSession.last_used_at > MailAddress.sent_at
    )
    return MailAddress.has_looked | used


def _concerns(member: Viewer, notice: Notice) -> bool:
    if notice.kind == NoticeKind.WAITS_FOR_YOU:
        waiting = (Reply.post_id == notice.post_id, Reply.visibility == Visibility.AWAITING)
        return bool(db.session.scalar(select(exists().where(*waiting))))
    return notice.kind not in ABOUT_TEXTS or view_notice(member, notice).text is not None


def _member(account_id: int) -> Viewer:
    """A member as a policy sees them; their age is asked when they come, and no word of a text is sent."""
    account = db.session.get_one(Account, account_id)
    persona = db.session.scalars(
        select(Persona).where(Persona.account_id == account_id).order_by(Persona.id).limit(1)
    ).one()
    standing = accounts.standing(account.approved_texts, account.suspended_until, clock.now())
    return Viewer(account_id, persona.id, persona.pen_name, Role(account.role), standing, AgeLevel.VERIFIED)

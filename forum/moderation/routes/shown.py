"""What the templates show of cases, texts, decisions and flags: words and addresses."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.discussion.composing import excerpt
from forum.discussion.models import Post, Reply, Visibility
from forum.discussion.routes.rows import ReplyRow
from forum.lib import clock
from forum.moderation.models import CaseOrigin, Decision, LogEntry
from forum.moderation.queries import LogPage, QueueItem
from forum.moderation.routes import verdicts, wording
from forum.web.templating import coarse_time, exact_time

GONE = {Visibility.REMOVED, Visibility.WITHDRAWN, Visibility.SET_ASIDE}
PERSON = "person"
_KINDS = {Post.kind: _l("piece"), Reply.kind: _l("reply"), PERSON: _l("person")}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue: what there is to read, before it is read."""

    url: str
    title: str
    badge: str | None
    flags: int
    kind: str
    author: str
    space: str | None
    words: int
    since: str
    due: str
    is_overdue: bool
    is_escalated: bool
    is_watched: bool
    is_text: bool
    version: int
    public_id: str
    first_words: str
    claim: str | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision in a list."""

    url: str
    done: str
    own_title: str
    when: str
    rule: str | None
    by: str
    reasons: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the public log."""

    on: str
    done: str
    kind: str
    name: str | None  # of somebody who is banned
    rule: str | None
    by: str
    url: str | None  # the statement, for moderators


def queue_row(item: QueueItem) -> QueueRow:
    """A case for the queue."""
    claim = None
    if item.claimed_by_viewer:
        claim = _("You are looking at it")
    elif item.claimed_by:
        claim = _("%(name)s is looking at it", name=item.claimed_by)
    return QueueRow(
        url=url_for("moderation.case", public_id=item.case.public_id),
        title=wording.title(item.case, item.reason),
        badge=wording.badge(item.text),
        flags=item.flags,
        kind=wording.kind(item.text),
        author=item.persona.pen_name,
        space=item.piece.space.name if item.piece is not None else None,
        words=item.words,
        since=coarse_time(item.case.opened_at),
        due=exact_time(item.due_at),
        is_overdue=item.case.decided_at is None and item.due_at < clock.now(),
        is_escalated=item.case.escalated_at is not None,
        is_watched=item.case.is_watched,
        is_text=_can_be_one_of_many(item),
        version=item.case.version,
        public_id=item.case.public_id,
        first_words=excerpt(item.first_words),
        claim=claim,
    )


def _can_be_one_of_many(item: QueueItem) -> bool:
    """Whether it can be removed with others: a text, no appeal, and not only a worry about somebody."""
    is_worry = item.reason is not None and item.reason.is_care
    return item.text is not None and item.case.origin != CaseOrigin.APPEAL and not is_worry


def decision_row(decision: Decision, *, name_decider: bool = False) -> DecisionRow:
    """A decision for a list; only other moderators read by whom."""
    text = decision.case.text
    decider = decision.decided_by.personas if name_decider and decision.decided_by else []
    return DecisionRow(
        url=url_for("moderation.statement", public_id=decision.public_id),
        done=verdicts.logged(decision.action),
        own_title=verdicts.done(decision, text),
        when=coarse_time(decision.decided_at),
        rule=wording.rule(decision.rule_number, None),
        by=decider[0].pen_name if decider else wording.role(decision.decided_as),
        reasons=decision.reasons,
    )


def log_row(entry: LogEntry, page: LogPage) -> LogRow:
    """A line of the public log."""
    cited = (entry.rule_number or 0, entry.rule_version or 0)
    decision = page.statements.get(entry.decision_id or 0)
    return LogRow(
        on=format_date(entry.on, "d MMMM yyyy"),
        done=verdicts.logged(entry.action),
        kind=str(_KINDS[entry.kind]),
        name=entry.pen_name if entry.id in page.banned else None,
        rule=wording.rule(entry.rule_number, page.titles.get(cited)),
        by=wording.role(entry.role),
        url=url_for("moderation.statement", public_id=decision) if decision else None,
    )


def address(text: Post | Reply) -> str | None:
    """Where a text stands, while it is published."""
    if not text.is_published:
        return None
    kind = "post" if isinstance(text, Post) else "reply"
    return url_for(f"discussion.{kind}", public_id=text.public_id)


def reply(reply: Reply, piece: Post, *, marked: bool = False) -> ReplyRow:
    """A reply for moderators: the one to look at with its words, whatever its state."""
    when = reply.dated
    parent = reply.parent
    state = reply.visibility
    if marked and state in GONE:
        state = Visibility.HIDDEN  # drawn with its words, and its state said above them
    return ReplyRow(
        id=reply.public_id,
        parent_id=parent.public_id if parent else "",
        parent_name=parent.persona.pen_name if parent else None,
        depth=reply.depth,
        number=reply.ordinal if reply.depth == 0 else None,
        author=reply.persona.pen_name,
        seed=reply.persona.identicon_seed,
        is_author=reply.persona_id == piece.persona_id,
        when=coarse_time(when),
        when_machine=when.strftime("%Y-%m-%d"),
        when_exact=exact_time(when),
        is_edited=reply.edited_at is not None,
        html=reply.html,
        state=state,
        state_note=wording.state(reply),
        is_marked=marked,
    )

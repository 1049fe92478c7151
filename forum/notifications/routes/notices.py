"""The page of notices, and the way from each to what it is about."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.discussion.composing import excerpt
from forum.discussion.models import Post, Reply, Visibility
from forum.markup.plain import words_of
from forum.moderation.models import DecisionAction, FlagOutcome
from forum.moderation.routes import verdicts
from forum.notifications import actions, queries
from forum.notifications.models import NoticeKind
from forum.notifications.queries import NoticeView
from forum.notifications.routes.room import room
from forum.web import current
from forum.web.doors import MEMBER, Access, Door
from forum.web.templating import coarse_time

QUOTE_NOTHING = {
    NoticeKind.STATEMENT,
    NoticeKind.APPEAL_QUESTION,
    NoticeKind.ENDED,
    NoticeKind.OUTCOME,
    NoticeKind.OVERDUE,
    NoticeKind.HIDDEN,
    NoticeKind.REVEALED,
    NoticeKind.WAITS_FOR_YOU,
    NoticeKind.LET_THROUGH,
    NoticeKind.SET_ASIDE,
    NoticeKind.MAIL_REFUSED,
    NoticeKind.ARCHIVE,
}

WITHOUT_TEXT = {
    NoticeKind.ARCHIVE: _l("The archive you asked for is ready. It can be fetched for 48 hours."),
    NoticeKind.APPEAL_QUESTION: _l("Whoever decides your appeal has a question."),
    NoticeKind.OVERDUE: _l("Cases wait in the queue that should have been read by now."),
    NoticeKind.HIDDEN: _l(
        "Others have flagged what you wrote, so it is hidden until a moderator has looked. You hear what "
        "they decide, and why."
    ),
    NoticeKind.REVEALED: _l(
        "A month ago, moderators looked up who had sent one of your flags. They had to say why, and the "
        "public log has a line of it."
    ),
    NoticeKind.MAIL_REFUSED: _l(
        "The e-mail address that you gave takes no mail, so nothing is sent there any more. Your settings "
        "say more."
    ),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as the list shows it."""

    sentence: str
    url: str | None
    title: str | None
    first_words: str | None
    when: str
    unread: bool


@room.get("/notifications", door=MEMBER)
def notices() -> str:
    """One's notices, newest first."""
    viewer = current.viewer()
    page = queries.notices(viewer, after=request.args.get("page"))
    last = page.last
    answer = render_template(
        "notifications/notices.html",
        rows=[_row(view) for view in page.items],
        unread=queries.unread_count(viewer),
        next_url=url_for("notifications.notices", page=last.notice.public_id) if last else None,
    )
    actions.note_look(viewer)
    return answer


# Following a notice marks it as read: nothing else is written, and only for oneself.
@room.get("/notifications/<id:public_id>", door=Door(Access.MEMBER, writes=True))
def follow(public_id: str) -> ResponseReturnValue:
    """Mark a notice as read and go to what it is about."""
    viewer = current.viewer()
    notice = queries.find_notice(viewer, public_id)
    actions.open_notice(viewer, notice)
    return redirect(_target(queries.view_notice(viewer, notice)) or url_for("notifications.notices"), 303)


@room.post("/notifications/read", door=MEMBER)
def mark_read() -> ResponseReturnValue:
    """Mark all notices as read."""
    actions.mark_all_read(current.viewer())
    return redirect(url_for("notifications.notices"), 303)


def _row(view: NoticeView) -> NoticeRow:
    notice = view.notice
    leads_on = _target(view) is not None
    return NoticeRow(
        sentence=_sentence(view),
        url=url_for("notifications.follow", public_id=notice.public_id) if leads_on else None,
        title=view.title,
        first_words=_first_words(view),
        when=coarse_time(notice.at),
        unread=notice.read_at is None,
    )


def _target(view: NoticeView) -> str | None:
    notice = view.notice
    if notice.kind in {NoticeKind.STATEMENT, NoticeKind.ENDED} and notice.decision is not None:
        return url_for("moderation.statement", public_id=notice.decision.public_id)
    if notice.kind == NoticeKind.APPEAL_QUESTION and notice.decision is not None:
        return url_for("moderation.appeal", public_id=notice.decision.public_id)
    if notice.kind in {NoticeKind.OUTCOME, NoticeKind.REVEALED}:
        return url_for("moderation.mine")
    if notice.kind == NoticeKind.MAIL_REFUSED:
        return url_for("notifications.mail")
    if notice.kind == NoticeKind.ARCHIVE:
        return url_for("export.archive")
    if notice.kind == NoticeKind.OVERDUE:
        return url_for("moderation.queue")
    if notice.kind == NoticeKind.SET_ASIDE and notice.reply is not None:
        return url_for("discussion.reply", public_id=notice.reply.public_id)
    if view.text is None:
        return None
    if notice.kind == NoticeKind.WAITS_FOR_YOU:
        return url_for("discussion.waiting", public_id=view.text.public_id)
    return url_for(f"discussion.{view.kind}", public_id=view.text.public_id)


def _sentence(view: NoticeView) -> str:
    """What happened; of a text that is gone, only that there was one."""
    kind = NoticeKind(view.notice.kind)
    told = {
        NoticeKind.STATEMENT: _statement,
        NoticeKind.ENDED: _end,
        NoticeKind.OUTCOME: _outcome,
        NoticeKind.SET_ASIDE: _hiding,
    }
    if kind in told:
        return told[kind](view)
    if kind in WITHOUT_TEXT:
        return str(WITHOUT_TEXT[kind])
    return _of_text(kind, view.text)


def _of_text(kind: NoticeKind, text: Post | Reply | None) -> str:
    if text is None:
        return _("Something was written here for you that is no longer there.")
    if kind is NoticeKind.WAITS_FOR_YOU:
        return _("Replies to your piece wait for you to read them first.")
    if kind is NoticeKind.LET_THROUGH:
        return _("The author of the piece let your reply through. Everybody can read it now.")
    name = text.persona.pen_name
    if kind is NoticeKind.REPLY_TO_YOU:
        return _("%(name)s replied to you", name=name)
    if kind is NoticeKind.UNDER_YOUR_PIECE:
        return _("%(name)s replied under your piece", name=name)
    return _("%(name)s mentioned you", name=name)


def _statement(view: NoticeView) -> str:
    is_piece = view.kind == Post.kind
    action = view.notice.decision.action if view.notice.decision else DecisionAction.APPROVE
    if action == DecisionAction.RESTORE:
        return _("Your piece is back in its place.") if is_piece else _("Your reply is back in its place.")
    if action == DecisionAction.REMOVE:
        return _removal(view, is_piece=is_piece)
    if action != DecisionAction.APPROVE:
        return f"{_DECIDED.get(DecisionAction(action), verdicts.WORDS[DecisionAction(action)].to_subject)}."
    if is_piece:
        return _("Your piece was approved. Everybody can read it now.")
    if view.notice.reply is not None and view.notice.reply.visibility == Visibility.AWAITING:
        return _("A moderator approved your reply. It waits for the author of the piece now.")
    return _("Your reply was approved. Everybody can read it now.")


_DECIDED = {
    DecisionAction.UPHOLD: _l("Another moderator has read your appeal. The decision stays"),
    DecisionAction.WARN: _l("A moderator has warned you. Here is why"),
}


def _end(view: NoticeView) -> str:
    action = view.notice.decision.action if view.notice.decision else None
    if action == DecisionAction.SUSPEND:
        return _("Your suspension is over. You can take part again.")
    if action == DecisionAction.LIMIT:
        return _("What you write does not wait for a moderator any more.")
    return _("A warning does not count any more.")


def _hiding(view: NoticeView) -> str:
    if view.text is not None:
        return _("The author of a piece had hidden your reply. It is shown again.")
    return _("The author of a piece hid your reply. You can read your words there for 30 days.")


def _removal(view: NoticeView, *, is_piece: bool) -> str:
    """What was never shown was not removed."""
    decision, text = view.notice.decision, view.notice.reply or view.notice.post
    since = text.published_at if text is not None else None
    if decision is not None and (since is None or since > decision.decided_at):
        if is_piece:
            return _("Your piece was not published. Here is why.")
        return _("Your reply was not published. Here is why.")
    if is_piece:
        return _("A moderator removed your piece. Here is why.")
    return _("A moderator removed your reply. Here is why.")


def _outcome(view: NoticeView) -> str:
    if view.notice.decision is not None and view.notice.decision.action == DecisionAction.REVERSE:
        return _("What you flagged was removed, and is back in its place after an appeal.")
    outcome = view.notice.flag.outcome if view.notice.flag else None
    if outcome == FlagOutcome.AGREED:
        return _("A moderator removed what you flagged. Thank you.")
    if outcome == FlagOutcome.DISAGREED:
        return _("A moderator read what you flagged and left it in place. Thank you for looking out.")
    return _("A moderator has read what you wrote about somebody you worry for. Thank you.")


def _first_words(view: NoticeView) -> str | None:
    """A few words of a new text."""
    if view.text is None or view.notice.kind in QUOTE_NOTHING:
        return None
    return excerpt(words_of(view.text.html))

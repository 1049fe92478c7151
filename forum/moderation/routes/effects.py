"""What a decision did to a text, to its conversation and to an account, said to whom it concerns."""

from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from forum.discussion.models import Post, Reply, Visibility
from forum.moderation.models import Decision, DecisionAction
from forum.moderation.queries.mine import Standing
from forum.moderation.routes import verdicts, wording


def effect(decision: Decision, text: Post | Reply | None) -> str:
    """What changed, in one sentence."""
    said = on_account(decision, "") or on_conversation(decision) or on_text(decision, text)
    return said or _("Nothing changes.")


def on_text(decision: Decision, text: Post | Reply | None) -> str:
    """What was done to the text; "" where there is none."""
    if text is None:
        return ""
    if decision.visibility is None:
        return _("Nothing changes for your text.")
    if decision.visibility == Visibility.REMOVED and not verdicts.was_public(decision, text):
        return _("Nobody but you and the moderators can read it.")
    if decision.visibility == Visibility.REMOVED:
        return _(
            "Nobody but you and the moderators can read it any more. Its place in the conversation stays, "
            "and the answers beneath it too."
        )
    if decision.action in {DecisionAction.RESTORE, DecisionAction.REVERSE}:
        return _("Everybody who could read it before can read it again, in its old place.")
    if decision.visibility == Visibility.AWAITING:
        return _("A moderator has read it. It waits for the author of the piece now.")
    return _("Everybody can read it.")


def on_conversation(decision: Decision) -> str:
    """What was done to what people can do beneath the text; "" where nothing was."""
    details = decision.details or {}
    if decision.action == DecisionAction.SLOW:
        pace = wording.pace(int(details["minutes"]))
        return _("Beneath your piece, everybody waits %(time)s between two replies of their own.", time=pace)
    if decision.action == DecisionAction.REQUIRE_NOTE:
        return _("Above your piece stands this note: %(note)s", note=details["note"])
    return {
        DecisionAction.LOCK: _("Nobody can reply beneath your text. What stands there stays."),
        DecisionAction.UNLOCK: _("People can reply beneath your text again."),
        DecisionAction.MOVE: _("Your piece stands in another space, with its conversation."),
    }.get(DecisionAction(decision.action), "")


def on_account(decision: Decision, otherwise: str | None = None) -> str:
    """What was done to the account."""
    unchanged = _("Nothing changes for your account.") if otherwise is None else otherwise
    until = format_date(decision.in_force_until, "d MMMM yyyy") if decision.in_force_until else ""
    return {
        DecisionAction.WARN: _(
            "This is a warning. It counts until %(date)s and changes nothing that you can do.", date=until
        ),
        DecisionAction.LIMIT: _(
            "Until %(date)s, a moderator reads what you write before it appears.", date=until
        ),
        DecisionAction.SUSPEND: _(
            "Until %(date)s you cannot write here. You can read, appeal, and leave.",
            date=until,
        ),
        DecisionAction.BAN: _(
            "You cannot write here any more. You can read, appeal, and leave. The "
            "public log names your pen name."
        ),
        DecisionAction.LIFT: _("You can take part again as before."),
    }.get(DecisionAction(decision.action), unchanged)


def standing(now: Standing) -> list[str]:
    """What is laid on an account, one sentence each, with its end."""
    said = []
    if now.is_banned:
        said.append(_("Your account is banned. You can read, appeal, and leave."))
    elif now.suspended_until is not None:
        said.append(_("Your account is suspended until %(date)s.", date=_moment(now.suspended_until)))
    if now.limited_until is not None:
        date = _moment(now.limited_until)
        said.append(_("Until %(date)s, a moderator reads what you write before it appears.", date=date))
    if now.warned_until is not None:
        said.append(_("A warning counts until %(date)s.", date=_moment(now.warned_until)))
    return said


def _moment(moment: datetime) -> str:
    return format_date(moment, "d MMMM yyyy")

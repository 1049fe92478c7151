"""The words for what can be decided and what was."""

from flask_babel import gettext as _

from forum.discussion.models import Post, Reply, Visibility
from forum.moderation.models import Case, CaseOrigin, Decision, DecisionAction, Flag, FlagOutcome
from forum.moderation.reasons import Reason


def title(case: Case, reason: Reason | None) -> str:
    """What a case is about, before anything of it is read."""
    if reason is not None:
        return str(reason.label)
    if case.origin == CaseOrigin.HELD:
        return _("Waits to be read")
    return _("Opened by a moderator")


def kind(text: Post | Reply) -> str:
    """A piece or a reply."""
    return _("piece") if isinstance(text, Post) else _("reply")


def choice(action: DecisionAction, text: Post | Reply) -> tuple[str, str]:
    """What a moderator may choose: its name, and what it does."""
    if action == DecisionAction.REMOVE and text.published_at is None:
        return _("Remove"), _("It is not published. Only the author and moderators can read it.")
    if action == DecisionAction.REMOVE:
        return _("Remove"), _("Nobody but the author and moderators can read it. Its place stays.")
    if action == DecisionAction.RESTORE:
        return _("Put back"), _("Everybody can read it again, in its old place.")
    if text.visibility in {Visibility.HELD, Visibility.HIDDEN}:
        return _("Approve"), _("Everybody can read it from now on.")
    return _("Leave as it is"), _("Nothing changes, and the flaggers are told.")


def state(text: Post | Reply) -> str | None:
    """How a text stands, for moderators; None where everybody can read it."""
    return {
        Visibility.HELD: _("Waits to be read. Only its author sees it."),
        Visibility.HIDDEN: _("Hidden until it is decided."),
        Visibility.REMOVED: _("Removed by a moderator."),
        Visibility.WITHDRAWN: _("Withdrawn by its author."),
    }.get(Visibility(text.visibility))


def badge(text: Post | Reply) -> str | None:
    """One word on a text that not everybody can read."""
    return {
        Visibility.HELD: _("held"),
        Visibility.HIDDEN: _("hidden meanwhile"),
        Visibility.REMOVED: _("removed"),
        Visibility.WITHDRAWN: _("withdrawn"),
    }.get(Visibility(text.visibility))


def rule(number: int | None, title: str | None) -> str | None:
    """A rule by its number, and its title where it is known."""
    if number is None:
        return None
    if title is None:
        return _("Rule %(number)s", number=number)
    return _("Rule %(number)s: %(title)s", number=number, title=title)


def outcome(flag: Flag) -> str:
    """What came of a flag, said to whoever sent it."""
    if flag.outcome is None:
        return _("Waits for a moderator.")
    return {
        FlagOutcome.AGREED: _("A moderator removed it. Thank you."),
        FlagOutcome.DISAGREED: _("A moderator read it and left it in place. Thank you for looking out."),
        FlagOutcome.READ: _("A moderator has read what you wrote. Thank you for caring."),
    }[FlagOutcome(flag.outcome)]


def barred(reason: str) -> str:
    """Why a moderator who may read a case may not decide it."""
    if reason == "own_flag":
        return _("You flagged this, so another moderator decides.")
    return _("Another moderator decides this one.")


def done(decision: Decision, text: Post | Reply) -> str:
    """What a decision did, said to the author."""
    is_piece = isinstance(text, Post)
    if decision.action == DecisionAction.REMOVE and not was_public(decision, text):
        return _("Your piece was not published") if is_piece else _("Your reply was not published")
    if decision.action == DecisionAction.REMOVE:
        return _("Your piece was removed") if is_piece else _("Your reply was removed")
    if decision.action == DecisionAction.RESTORE:
        return _("Your piece is back") if is_piece else _("Your reply is back")
    if not was_public(decision, text):
        return _("Your piece was approved") if is_piece else _("Your reply was approved")
    return _("Your piece stays") if is_piece else _("Your reply stays")


def was_public(decision: Decision, text: Post | Reply) -> bool:
    """Whether everybody could read the text before the decision."""
    return text.published_at is not None and text.published_at <= decision.decided_at


def logged(action: str) -> str:
    """What was done, as the log and moderators say it."""
    return {
        DecisionAction.APPROVE: _("Approved"),
        DecisionAction.REMOVE: _("Removed"),
        DecisionAction.RESTORE: _("Put back"),
    }.get(DecisionAction(action), action)


def role(decided_as: str) -> str:
    """Who decided, as a role."""
    return {"administrator": _("an administrator"), "moderator": _("a moderator")}.get(
        decided_as, _("the moderators")
    )


def told(decision: Decision, text: Post | Reply) -> str:
    """What a moderator reads after deciding."""
    if decision.action == DecisionAction.REMOVE:
        return _("Removed. The author has been told why.")
    if decision.action == DecisionAction.RESTORE:
        return _("It is back in its place. The author has been told.")
    if text.visibility == Visibility.PUBLISHED:
        return _("Done. Everybody can read it.")
    return _("Done.")


def overtaken(decision: Decision | None) -> str:
    """Why a decision was not carried out: by whom the case was decided meanwhile, and how."""
    if decision is None:
        return _(
            "The text or the case changed while you were reading, so nothing was done. Please look again."
        )
    names = [persona.pen_name for persona in decision.decided_by.personas] if decision.decided_by else []
    name = names[0] if names else _("Another moderator")
    words = {"name": name, "rule": decision.rule_number}
    if decision.action == DecisionAction.REMOVE:
        return _("%(name)s was faster and removed this under rule %(rule)s. Nothing more was done.", **words)
    if decision.action == DecisionAction.RESTORE:
        return _("%(name)s was faster and put this back. Nothing more was done.", **words)
    return _("%(name)s was faster and approved this. Nothing more was done.", **words)

"""The words for each thing that can be decided: to choose it, to log it, and to tell that it is done."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from forum.discussion.models import Post, Reply, Visibility
from forum.moderation.models import Decision, DecisionAction


@dataclass(frozen=True)
class Words:
    """What a moderator chooses, with a hint; what the log and the list of decisions say; what is told."""

    choice: LazyString
    hint: LazyString
    logged: LazyString
    to_subject: LazyString  # the title of the statement to whom it concerns
    told: LazyString  # to the moderator, when it is done


_TOLD = _l("Done. They have been told why.")
WORDS: dict[DecisionAction, Words] = {
    DecisionAction.REMOVE: Words(
        _l("Remove"),
        _l("Nobody but the author and moderators can read it. Its place stays."),
        _l("Removed"),
        _l("Your reply was removed"),
        _l("Removed. The author has been told why."),
    ),
    DecisionAction.RESTORE: Words(
        _l("Put back"),
        _l("Everybody can read it again, in its old place."),
        _l("Put back"),
        _l("Your reply is back"),
        _l("It is back in its place. The author has been told."),
    ),
    DecisionAction.APPROVE: Words(
        _l("Leave as it is"),
        _l("Nothing changes, and the flaggers are told."),
        _l("Approved"),
        _l("Your reply stays"),
        _l("Done."),
    ),
    DecisionAction.LOCK: Words(
        _l("Lock"),
        _l("Nobody can reply beneath it. What stands there stays."),
        _l("Locked"),
        _l("The conversation beneath your text was locked"),
        _TOLD,
    ),
    DecisionAction.UNLOCK: Words(
        _l("Unlock"),
        _l("People can reply beneath it again."),
        _l("Unlocked"),
        _l("The conversation beneath your text is open again"),
        _TOLD,
    ),
    DecisionAction.SLOW: Words(
        _l("Slow down"),
        _l("For a while, everybody waits between two replies."),
        _l("Slowed down"),
        _l("The conversation beneath your piece was slowed down"),
        _TOLD,
    ),
    DecisionAction.MOVE: Words(
        _l("Move"),
        _l("The piece and its conversation stand in another space."),
        _l("Moved"),
        _l("Your piece was moved to another space"),
        _TOLD,
    ),
    DecisionAction.REQUIRE_NOTE: Words(
        _l("Put a content note on it"),
        _l("It is shown with the author’s own notes, and the author cannot take it off."),
        _l("Content note added"),
        _l("A content note was put on your piece"),
        _TOLD,
    ),
    DecisionAction.WARN: Words(
        _l("Warn the author"),
        _l("They read why. It counts for 90 days and changes nothing else."),
        _l("Warned"),
        _l("You have been warned"),
        _TOLD,
    ),
    DecisionAction.LIMIT: Words(
        _l("Limit the author"),
        _l("For a while, all that they write waits until a moderator has read it."),
        _l("Limited"),
        _l("For a while, what you write waits for a moderator"),
        _TOLD,
    ),
    DecisionAction.SUSPEND: Words(
        _l("Suspend the author"),
        _l("For a while, they can read and appeal, but not take part."),
        _l("Suspended"),
        _l("Your account is suspended"),
        _TOLD,
    ),
    DecisionAction.BAN: Words(
        _l("Ban the author"),
        _l("For good. They can read the reasons, appeal, and leave. The log names them."),
        _l("Banned"),
        _l("Your account is banned"),
        _TOLD,
    ),
    DecisionAction.LIFT: Words(
        _l("End a suspension or a limit"),
        _l("They can take part again as before."),
        _l("Restriction lifted"),
        _l("You can take part again as before"),
        _TOLD,
    ),
    DecisionAction.CARE: Words(
        _l("Write a kind word"),
        _l("The author reads your words, with where to find help. Nothing else changes."),
        _l("A kind word"),
        _l("Somebody here thought of you"),
        _l("Done. They can read your words."),
    ),
    DecisionAction.DISMISS: Words(
        _l("Nothing needs to be done"),
        _l("The case is closed, and nobody is told."),
        _l("Closed without a decision"),
        _l("Nothing was decided about you"),
        _l("Done."),
    ),
    DecisionAction.UPHOLD: Words(
        _l("The decision stays"),
        _l("The appeal failed. They read why."),
        _l("Appeal not followed"),
        _l("The decision stays after your appeal"),
        _TOLD,
    ),
    DecisionAction.REVERSE: Words(
        _l("Reverse the decision"),
        _l("What it did is undone, and everybody concerned is told."),
        _l("Reversed on appeal"),
        _l("Your appeal was right: the decision is undone"),
        _TOLD,
    ),
}


def choice(action: DecisionAction, text: Post | Reply | None) -> tuple[str, str]:
    """What a moderator may choose: its name, and what it does."""
    words = WORDS[action]
    if text is not None and action == DecisionAction.REMOVE and text.published_at is None:
        return str(words.choice), _("It is not published. Only the author and moderators can read it.")
    waits = text is not None and text.visibility in {Visibility.HELD, Visibility.HIDDEN}
    if action == DecisionAction.APPROVE and waits:
        return _("Approve"), _("Everybody can read it from now on.")
    return str(words.choice), str(words.hint)


def logged(action: str) -> str:
    """What was done, as the log and moderators say it."""
    if action == "reveal":  # no decision, and yet something that everybody may know was done
        return _("Looked up who had sent a flag")
    known = {str(each): words for each, words in WORDS.items()}
    return str(known[action].logged) if action in known else action


def done(decision: Decision, text: Post | Reply | None) -> str:
    """What a decision did, said to whom it concerns."""
    action = DecisionAction(decision.action)
    if text is None:
        return str(WORDS[action].to_subject)
    is_piece = isinstance(text, Post)
    if action == DecisionAction.REMOVE and not was_public(decision, text):
        return _("Your piece was not published") if is_piece else _("Your reply was not published")
    if action == DecisionAction.APPROVE and not was_public(decision, text):
        return _("Your piece was approved") if is_piece else _("Your reply was approved")
    of_piece = {
        DecisionAction.REMOVE: _("Your piece was removed"),
        DecisionAction.RESTORE: _("Your piece is back"),
        DecisionAction.APPROVE: _("Your piece stays"),
    }
    return of_piece[action] if is_piece and action in of_piece else str(WORDS[action].to_subject)


def was_public(decision: Decision, text: Post | Reply) -> bool:
    """Whether everybody could read the text before the decision."""
    return text.published_at is not None and text.published_at <= decision.decided_at


def proposed() -> str:
    """What a moderator reads whose decision another one must confirm."""
    return _("Proposed. It is done as soon as another moderator confirms it.")


def told(decision: Decision, text: Post | Reply | None) -> str:
    """What a moderator reads after deciding."""
    action = DecisionAction(decision.action)
    if action == DecisionAction.APPROVE and text is not None and text.visibility == Visibility.PUBLISHED:
        return _("Done. Everybody can read it.")
    return str(WORDS[action].told)

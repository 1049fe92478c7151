"""What can be decided about which case, what it needs, and what one moderator may not decide alone; pure."""

from dataclasses import dataclass
from datetime import timedelta

from forum.access import Role, Viewer
from forum.accounts.models import Account
from forum.discussion.models import LockedBy, Post, Reply, Visibility
from forum.moderation.models import Case, CaseOrigin, DecisionAction
from forum.moderation.reasons import Priority

HOURS = (24, 72, 168, 720)  # of a limit, a suspension, a slower conversation
MINUTES = (5, 15, 60, 1440)  # between two replies of one person in a slowed conversation
WARNED_FOR = timedelta(days=90)  # then it counts no more
LONGEST_NOTE = 200
FEW_MODERATORS = 3  # with fewer, a second key would lock the community out of its own door
MASS = 10  # removals in one go that one moderator answers for

TEXTS = (DecisionAction.APPROVE, DecisionAction.REMOVE, DecisionAction.RESTORE)
CARE = (DecisionAction.CARE,)
CONVERSATIONS = (
    *(DecisionAction.LOCK, DecisionAction.UNLOCK, DecisionAction.SLOW),
    *(DecisionAction.MOVE, DecisionAction.REQUIRE_NOTE),
)
PEOPLE = (
    *(DecisionAction.WARN, DecisionAction.LIMIT, DecisionAction.SUSPEND),
    *(DecisionAction.BAN, DecisionAction.LIFT, DecisionAction.DISMISS),
)
APPEALS = (DecisionAction.UPHOLD, DecisionAction.REVERSE)
AGAINST = frozenset(  # somebody: these need a rule, and can be appealed against
    (
        *(DecisionAction.REMOVE, DecisionAction.WARN, DecisionAction.LIMIT),
        *(DecisionAction.SUSPEND, DecisionAction.BAN),
    )
)
WITHOUT_WORDS = frozenset((DecisionAction.APPROVE, DecisionAction.DISMISS))


@dataclass(frozen=True)
class Ground:
    """What a case stands on, as far as it decides what can be done."""

    text: Post | Reply | None
    account: Account | None  # behind the pen name; none for what came with an import
    is_restricted: bool  # the account, for now
    locked_by: frozenset[LockedBy] = frozenset()  # standing locks over just this text
    is_worried_about: bool = False  # somebody wrote that they worry about the author


def actions(viewer: Viewer, case: Case, ground: Ground) -> tuple[DecisionAction, ...]:
    """What a viewer can decide, the text first.

    Cases: an appeal: uphold or reverse · about a text: the text, its conversation, its author · about a
    person: the person.
    """
    if case.origin == CaseOrigin.APPEAL:
        return APPEALS
    people = _on_people(viewer, ground)
    if ground.text is None:
        return (*people, DecisionAction.DISMISS)
    care = (DecisionAction.CARE,) if ground.is_worried_about and ground.account is not None else ()
    return (*care, *_on_text(ground.text), *_on_conversation(ground.text, ground.locked_by), *people)


def settles(action: str) -> bool:
    """Whether a decision answers what the case asks; the others leave a text that waits to be decided."""
    return action in (*TEXTS, *APPEALS, DecisionAction.DISMISS)


def needs_second_key(action: str, priority: int, moderators: int) -> bool:
    """Whether another moderator must confirm.

    Cases: danger, and there is another moderator: yes · a ban, and there are three: yes · else no.
    """
    if priority == Priority.DANGER and (settles(action) or action in AGAINST):
        return moderators >= 2
    return action == DecisionAction.BAN and moderators >= FEW_MODERATORS


def _on_text(text: Post | Reply) -> tuple[DecisionAction, ...]:
    if text.visibility == Visibility.REMOVED:
        return (DecisionAction.RESTORE,)
    return (DecisionAction.APPROVE, DecisionAction.REMOVE)


def _on_conversation(text: Post | Reply, locked_by: frozenset[LockedBy]) -> tuple[DecisionAction, ...]:
    if text.published_at is None:
        return ()
    lock = DecisionAction.UNLOCK if LockedBy.MODERATOR in locked_by else DecisionAction.LOCK
    of_piece = (DecisionAction.SLOW, DecisionAction.MOVE, DecisionAction.REQUIRE_NOTE)
    return (lock, *(of_piece if isinstance(text, Post) else ()))


def _on_people(viewer: Viewer, ground: Ground) -> tuple[DecisionAction, ...]:
    account = ground.account
    if account is None or account.role >= max(viewer.role, Role.MODERATOR):
        return ()
    against = (DecisionAction.WARN, DecisionAction.LIMIT, DecisionAction.SUSPEND, DecisionAction.BAN)
    return (*against, DecisionAction.LIFT) if ground.is_restricted else against

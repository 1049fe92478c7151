"""Who may do what with accounts and sessions, and how long a session lives; pure functions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from forum.access import (
    AgeLevel,
    Allowed,
    Decision,
    Deed,
    Hidden,
    NeedsAge,
    Refused,
    Role,
    Standing,
    Viewer,
    may,
)
from forum.accounts.models import Account, Departure, Passkey, Persona, SignInSession

NEWCOMER_TEXTS = 2  # a newcomer's first two texts are held: enough to meet a person, few enough to read all

BANNED = datetime(9999, 1, 1, tzinfo=UTC)  # the end of a suspension that has none


CONFIRMED_FOR = timedelta(minutes=15)  # long enough for one errand in the settings, short for a lost phone

RENAMED_AT_MOST = timedelta(days=180)  # once in; a name that changes with the moon is nobody's (TRUST.md §2)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives at most and unused, and how coarsely its last use is kept."""

    longest: timedelta
    idle: timedelta
    step: timedelta


# Moderators read what others cannot, so theirs are short. The step keeps reading from writing, and
# the table from telling habits.
MEMBERS = Lifetime(timedelta(days=14), timedelta(days=7), timedelta(hours=1))
MODERATORS = Lifetime(timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10))


def lifetime(role: Role) -> Lifetime:
    """How long the sessions of a role live."""
    return MODERATORS if role >= Role.MODERATOR else MEMBERS


def coarse(moment: datetime, step: timedelta) -> datetime:
    """A moment rounded down to whole steps, so that no session outlives what was promised."""
    seconds = int(step.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, UTC)


class Lived(Protocol):
    """What is asked of a session to know whether it still counts."""

    @property
    def created_at(self) -> datetime:
        """When it was opened."""

    @property
    def last_used_at(self) -> datetime:
        """When it was last used, coarsely."""

    @property
    def expires_at(self) -> datetime:
        """When it ends in any case."""


def is_alive(session: Lived, role: Role, now: datetime) -> bool:
    """Whether a session still counts; the role is today's, so a new moderator's becomes shorter.

    Cases: past its end: no · older than the role allows: no · unused for too long: no · else yes.
    """
    rule = lifetime(role)
    if now >= session.expires_at or now >= session.created_at + rule.longest:
        return False
    return now - session.last_used_at < rule.idle


def standing(approved_texts: int, suspended_until: datetime | None, now: datetime) -> Standing:
    """How a member stands. Cases: suspended for now · too few texts approved yet: newcomer · member."""
    if suspended_until is not None and suspended_until > now:
        return Standing.SUSPENDED
    return Standing.NEWCOMER if approved_texts < NEWCOMER_TEXTS else Standing.MEMBER


def can_join(viewer: Viewer, age_floor: AgeLevel) -> Decision:
    """Whether a viewer may open an account.

    Cases: has one: refused · too low an age level for joining where they are: needs age · else allowed.
    """
    if viewer.is_signed_in:
        return Refused("signed_in")
    return NeedsAge(age_floor) if viewer.age_level < age_floor else Allowed()


def can_sign_in(viewer: Viewer) -> Decision:
    """Whether a viewer may try to sign in, or to get back in: everybody may read."""
    return may(viewer, Deed.READ)


def can_sign_out(viewer: Viewer) -> Decision:
    """Whether a viewer may sign out: nobody is kept in."""
    return may(viewer, Deed.READ)


def can_keep_account(viewer: Viewer) -> Decision:
    """Whether a viewer may change what belongs to their own account; suspended members may."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_change_credentials(viewer: Viewer) -> Decision:
    """Whether a viewer may change how they sign in, take everything away, or leave.

    Cases: may not keep an account: that · has not confirmed of late that it is them: refused · allowed.
    """
    decision = can_keep_account(viewer)
    if isinstance(decision, Allowed) and not viewer.is_confirmed:
        return Refused("unconfirmed")
    return decision


def can_change_keys(viewer: Viewer, keeper_id: int) -> Decision:
    """Whether a viewer may change password, passkeys, one-time codes or recovery code.

    Cases: may change no credentials: that · another of their pen names keeps the keys: refused · allowed.
    """
    decision = can_change_credentials(viewer)
    if isinstance(decision, Allowed) and viewer.account_id != keeper_id:
        return Refused("other_name_keeps_keys")
    return decision


def can_add_pen_name(viewer: Viewer, held: int, most: int) -> Decision:
    """Whether a viewer who holds so many pen names may have one more.

    Cases: may change no credentials: that · a moderator, whom others must know by one name: refused ·
    suspended: refused · as many as there may be: refused · allowed.
    """
    decision = can_change_credentials(viewer)
    if not isinstance(decision, Allowed):
        return decision
    if viewer.role >= Role.MODERATOR or viewer.rights_sleep:
        return Refused("moderators_have_one_name")
    if viewer.is_suspended:
        return Refused("suspended")
    return Allowed() if held < most else Refused("enough_names")


def can_use_pen_name(viewer: Viewer, persona: Persona | None, own: list[int]) -> Decision:
    """Whether a viewer may go over to a pen name. Cases: no account: that · not theirs: hidden · allowed."""
    decision = can_keep_account(viewer)
    if not isinstance(decision, Allowed):
        return decision
    return Allowed() if persona is not None and persona.account_id in own else Hidden()


def can_change_passkey(viewer: Viewer, passkey: Passkey | None) -> Decision:
    """Whether a viewer may remove a passkey. Cases: may change none: that · not theirs: hidden · allowed."""
    decision = can_change_credentials(viewer)
    if not isinstance(decision, Allowed):
        return decision
    return Allowed() if passkey is not None and passkey.account_id == viewer.account_id else Hidden()


def awake(role: Role, *, has_second_factor: bool, is_required: bool) -> Role:
    """The role that a session carries: a moderator's rights sleep until a second factor is shown.

    Cases: not required, shown, or no moderator: the account's own role · else a member's.
    """
    if not is_required or has_second_factor or role < Role.MODERATOR:
        return role
    return Role.MEMBER


def can_rename(viewer: Viewer) -> Decision:
    """Whether a viewer may go by another pen name.

    Cases: may not keep an account: that · has not confirmed of late that it is them: refused · suspended:
    refused, for nobody slips out of a decision · allowed.
    """
    decision = can_change_credentials(viewer)
    if isinstance(decision, Allowed) and viewer.standing is Standing.SUSPENDED:
        return Refused("suspended")
    return decision


def can_leave(viewer: Viewer) -> Decision:
    """Whether a viewer may leave, or stay after all: whoever has an account, suspended or not."""
    return can_keep_account(viewer)


def can_close(viewer: Viewer, departure: Departure, now: datetime) -> Decision:
    """Whether an account may be closed for good. Cases: not the system, or too early: refused · allowed."""
    return Allowed() if viewer.is_system and departure.leaves_at <= now else Refused("role")


def renamed_again_from(renamed_on: date | None) -> date:
    """The first day on which somebody may go by another name who last did so on a day, or never."""
    return date.min if renamed_on is None else renamed_on + RENAMED_AT_MOST


def can_end_session(viewer: Viewer, session: SignInSession | None) -> Decision:
    """Whether a viewer may name or end a session.

    Cases: not signed in: needs sign-in · no such session, or somebody else's: hidden · allowed.
    """
    decision = can_keep_account(viewer)
    if not isinstance(decision, Allowed):
        return decision
    if session is None or session.account_id != viewer.account_id:
        return Hidden()
    return Allowed()


def can_restrict(viewer: Viewer, account: Account) -> Decision:
    """Whether a viewer may restrict an account, or end that.

    Cases: the table says no: that · their own: refused · a role not below their own: refused, so that
    moderators restrict members and administrators also moderators · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    if viewer.account_id == account.id:
        return Refused("own_account")
    return Allowed() if viewer.is_system or account.role < viewer.role else Refused("equal_role")


def is_restricted(account: Account, now: datetime) -> bool:
    """Whether an account is suspended, banned or limited for now."""
    ends = (account.suspended_until, account.limited_until)
    return any(until is not None and until > now for until in ends)


def can_appoint(viewer: Viewer) -> Decision:
    """Whether a viewer may give an account another role: the operator and administrators."""
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("role")

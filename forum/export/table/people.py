"""What an archive holds of the person: account, pen names, and how they sign in."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import case

from forum.access import AgeLevel, Role
from forum.accounts import policy as accounts
from forum.accounts.models import (
    Account,
    Departure,
    NameReservation,
    OneTimeCodes,
    Passkey,
    Persona,
    SignInSession,
)
from forum.accounts.queries import FORMER_NAME
from forum.agegate.models import AgeAnswer
from forum.export.table.part import Address, Field, LeftOut, Part, pen_name, statement
from forum.export.table.reasons import APART, CREDENTIAL, DERIVED, LINK, NOBODYS, YOURS
from forum.lib import keys
from forum.notifications.models import Notice, NoticeKind


def _role(value: int) -> str:
    return Role(value).name.lower()


def _level(value: int) -> str:
    return AgeLevel(value).name.lower()


def _end(value: datetime | None) -> datetime | str | None:
    return "for good" if value == accounts.BANNED else value


def _former(sealed: bytes | None) -> str | None:
    return keys.unseal(FORMER_NAME, sealed) if sealed else None


# What answered somebody's flag is a decision about somebody else, whose statement is not theirs to open.
_STATEMENT = statement(Notice.decision_id, _("Decision"))
_DECISION = Field(
    Notice.decision_id,
    _STATEMENT.label,
    (case((Notice.kind != NoticeKind.OUTCOME, _STATEMENT.read[0])),),
    Address,
)


OF_PEOPLE: tuple[Part, ...] = (
    Part(
        "account",
        _("Account"),
        Account,
        lambda owner: Account.id == owner.account_id,
        (
            Field(Account.joined_on, _("Joined")),
            Field(Account.role, _("Role"), show=_role),
            Field(Account.approved_texts, _("Texts that moderators approved")),
            Field(Account.suspended_until, _("Suspended until"), show=_end),
            Field(Account.limited_until, _("What you write waits for moderators until"), show=_end),
            Field(Account.rules_agreed_version, _("The rules you agreed to, by number")),
            Field(Account.keeps_visits, _("What you have read is remembered")),
        ),
    ),
    Part(
        "pen_names",
        _("Pen names"),
        Persona,
        lambda owner: Persona.account_id == owner.account_id,
        (
            Field(Persona.pen_name, _("Pen name")),
            Field(Persona.created_on, _("Since")),
            Field(Persona.renamed_on, _("Last changed")),
            Field(Persona.identicon_seed, _("What its ornament is drawn from")),
        ),
    ),
    Part(
        "former_names",
        _("Former names"),
        NameReservation,
        lambda owner: NameReservation.persona_id.in_(owner.persona_ids),
        (
            Field(NameReservation.sealed_name, _("Name"), show=_former),
            Field(NameReservation.until, _("Nobody else may take it until")),
        ),
    ),
    Part(
        "age",
        _("Your answer to the question of age"),
        AgeAnswer,
        lambda owner: AgeAnswer.account_id == owner.account_id,
        (
            Field(AgeAnswer.level, _("Level"), show=_level),
            Field(AgeAnswer.method, _("How")),
            Field(AgeAnswer.provider_key, _("Through")),
            Field(AgeAnswer.answered_on, _("Day")),
            Field(AgeAnswer.policy_version, _("Version of the policy")),
            Field(AgeAnswer.expires_on, _("Until")),
            Field(AgeAnswer.revoked_reason, _("Why it counts no more")),
        ),
    ),
    Part(
        "devices",
        _("Devices you are signed in on"),
        SignInSession,
        lambda owner: SignInSession.account_id == owner.account_id,
        (
            Field(SignInSession.name, _("Name")),
            pen_name(SignInSession.persona_id, _("Signed in as")),
            Field(SignInSession.created_at, _("Since")),
            Field(SignInSession.last_used_at, _("Last used")),
            Field(SignInSession.expires_at, _("Ends")),
            Field(SignInSession.confirmed_until, _("You had shown that it is you, until")),
            Field(SignInSession.has_second_factor, _("By two factors")),
        ),
    ),
    Part(
        "passkeys",
        _("Passkeys"),
        Passkey,
        lambda owner: Passkey.account_id == owner.account_id,
        (
            Field(Passkey.name, _("Name")),
            Field(Passkey.added_on, _("Added")),
            Field(Passkey.sign_count, _("How often it was used, as it says itself")),
        ),
    ),
    Part(
        "one_time_codes",
        _("One-time codes"),
        OneTimeCodes,
        lambda owner: OneTimeCodes.account_id == owner.account_id,
        (Field(OneTimeCodes.has_short_password, _("Your password is short, which codes make up for")),),
    ),
    Part(
        "leaving",
        _("Leaving"),
        Departure,
        lambda owner: Departure.account_id == owner.account_id,
        (
            Field(Departure.leaves_at, _("Your account is gone at")),
            Field(Departure.keeps_texts, _("Your texts stay, without your name")),
        ),
    ),
)

NOT_OF_PEOPLE: tuple[LeftOut, ...] = (
    LeftOut(
        "account",
        ("sign_in_digest", "password_hash", "recovery_digest"),
        _("The digests of your sign-in name, password and recovery code"),
        CREDENTIAL,
    ),
    LeftOut("account", ("passkey_handle",), _("The random number that your passkeys know you by"), LINK),
    LeftOut("passkey", ("credential_id", "public_key"), _("The public halves of your passkeys"), CREDENTIAL),
    LeftOut("passkey", ("account_id",), _("Whose passkey it is"), YOURS),
    LeftOut("one_time_codes", ("sealed_secret", "last_step"), _("What codes are made of"), CREDENTIAL),
    LeftOut("one_time_codes", ("account_id",), _("Whose codes they are"), YOURS),
    LeftOut("spent_ticket", ("nonce", "until"), _("Steps of signing in that are done"), NOBODYS),
    LeftOut("persona", ("account_id",), _("Whose a pen name is"), YOURS),
    LeftOut("persona", ("pen_name_key", "skeleton"), _("Other spellings of your pen name"), DERIVED),
    LeftOut(
        "name_reservation",
        ("name_digest", "skeleton_digest", "persona_id"),
        _("The digests of former names"),
        DERIVED,
    ),
    LeftOut("age_answer", ("account_id",), _("Whose answer it is"), YOURS),
    LeftOut(
        "age_ceremony",
        (
            *("state_digest", "browser_digest", "code_digest", "method", "way", "attempt_key"),
            *("begun_at", "used_at", "outcome", "provider_key"),
        ),
        _("That somebody is about to prove their age"),
        NOBODYS,
    ),
    LeftOut("sign_in_session", ("token_digest",), _("The digest of a device’s token"), CREDENTIAL),
    LeftOut("sign_in_session", ("account_id",), _("Whose device it is"), YOURS),
    LeftOut("departure", ("account_id",), _("Who leaves"), YOURS),
    LeftOut("key_ring", ("account_id", "sealed_accounts"), _("Other pen names under the same key"), APART),
    LeftOut("daily_salt", ("day", "salt"), _("The salt under which attempts are counted"), NOBODYS),
    LeftOut("throttle_hit", ("key", "at"), _("How often something was tried"), NOBODYS),
    LeftOut(
        "outbox",
        ("kind", "key", "payload", "created_at", "due_at", "attempts", "fault"),
        _("What the site is about to do"),
        LINK,
    ),
)

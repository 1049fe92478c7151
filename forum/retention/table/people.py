"""What is kept of people: accounts, pen names, sessions, attempts."""

from flask_babel import lazy_gettext as _

from forum.notifications.queries.mail import keeps_addresses
from forum.retention import cleaning
from forum.retention.table.entry import WHILE_MEMBER, Kept

OF_PEOPLE: tuple[Kept, ...] = (
    Kept(
        "account",
        ("sign_in_digest", "password_hash", "recovery_digest"),
        _("Your sign-in name, password and recovery code, each only as a digest"),
        WHILE_MEMBER,
    ),
    Kept(
        "account",
        (
            "role",
            "joined_on",
            "approved_texts",
            "suspended_until",
            "limited_until",
            "rules_agreed_version",
            "keeps_visits",
        ),
        _("What your account may do and remember, and the day you joined"),
        WHILE_MEMBER,
    ),
    Kept(
        "account",
        ("passkey_handle",),
        _("The random number that your passkeys know you by"),
        WHILE_MEMBER,
    ),
    Kept(
        "passkey",
        ("account_id", "credential_id", "public_key", "sign_count", "name", "added_on"),
        _("The public halves of your passkeys, with the names you gave them and the day you added them"),
        _("until you remove them, or as long as your account exists"),
    ),
    Kept(
        "one_time_codes",
        ("account_id", "sealed_secret", "last_step", "has_short_password"),
        _("The secret that your one-time codes are made of, encrypted, and which of them was used last"),
        _("until you ask for no more codes, or as long as your account exists"),
    ),
    Kept(
        "key_ring",
        ("account_id", "sealed_accounts"),
        _("Which of your pen names are opened by one key, encrypted; no page shows it to anybody but you"),
        _("as long as you have several"),
    ),
    Kept(
        "spent_ticket",
        ("nonce", "until"),
        _("Random numbers of steps of signing in that are done, so that none can be done twice"),
        _("5 minutes"),
        cleaning.stale_tickets,
    ),
    Kept(
        "age_answer",
        (
            "account_id",
            "level",
            "method",
            "provider_key",
            "answered_on",
            "policy_version",
            "expires_on",
            "revoked_reason",
        ),
        _("Your answer to the question of age: level, method and day"),
        _("as long as your account exists, or until it expires"),
        cleaning.old_answers,
    ),
    Kept(
        "persona",
        (
            *("account_id", "pen_name", "pen_name_key", "skeleton", "identicon_seed", "created_on"),
            "renamed_on",
        ),
        _("Your pen name and its ornament, and the day you last took another name"),
        WHILE_MEMBER,
    ),
    Kept(
        "departure",
        ("account_id", "keeps_texts", "leaves_at"),
        _("That you are leaving, and whether your texts stay"),
        _("24 hours, then your account is gone"),
    ),
    Kept(
        "name_reservation",
        ("name_digest", "skeleton_digest", "until", "persona_id", "sealed_name"),
        _("That a name was given up, so that nobody else takes it: as a digest, without whose it was"),
        _("5 years; whose it was only until every mention says the new one"),
        cleaning.old_reservations,
    ),
    Kept(
        "block",
        ("account_id", "persona_id", "kind", "name_digest"),
        _("Whom you block or mute; shown to nobody but you"),
        _("until you undo it, or one of you leaves"),
    ),
    Kept(
        "bookmark",
        ("account_id", "post_id", "reply_id"),
        _("Which pieces and replies you keep to find them again; shown to nobody but you, nor counted"),
        _("until you let them go, or the text is deleted"),
    ),
    Kept(
        "age_ceremony",
        (
            *("state_digest", "browser_digest", "code_digest", "method", "way", "attempt_key"),
            *("begun_at", "used_at", "outcome", "provider_key"),
        ),
        _("That somebody is about to prove their age, tied to no account"),
        _("5 minutes, or until it is done; erased within ten"),
        cleaning.old_ceremonies,
    ),
    Kept(
        "visitors_kept_out",
        ("persona_id",),
        _("That all your pieces are for members only"),
        _("until you show them to visitors again"),
    ),
    Kept(
        "sign_in_session",
        (
            *("account_id", "persona_id", "token_digest", "name", "created_at", "last_used_at"),
            *("expires_at", "confirmed_until", "has_second_factor"),
        ),
        _("The devices you are signed in on, with the hour of their last use and whether by two factors"),
        _("14 days at most, 7 without use"),
        cleaning.old_sessions,
    ),
    Kept(
        "mail_address",
        (
            *("account_id", "digest", "sealed", "confirmed_on", "refused_on"),
            *("code_digest", "code_sealed", "code_until"),
            *("told_through", "queued_at", "sent_at", "has_looked"),
        ),
        _("Your e-mail address, if you gave one: encrypted, with the hour of the last mail"),
        _("until you take it back; 24 hours if you do not confirm it, 30 days once it takes no mail"),
        cleaning.old_addresses,
        only_if=keeps_addresses,
    ),
    Kept(
        "archive",
        ("account_id", "state", "asked_at", "until", "token_digest", "size"),
        _("That you asked for an archive of your texts, and a digest of its link"),
        _("48 hours after it is ready, or until you leave"),
        cleaning.old_archives,
    ),
    Kept(
        "archive_part",
        ("archive_id", "number", "sealed"),
        _("The archive itself, encrypted"),
        _("48 hours after it is ready, or until you leave"),
    ),
    Kept(
        "daily_salt",
        ("day", "salt"),
        _("The random salt under which attempts are counted"),
        _("24 hours"),
        cleaning.old_salts,
    ),
    Kept(
        "throttle_hit",
        ("key", "at"),
        _("How often something was tried, under a key that cannot be traced back"),
        _("24 hours"),
    ),
)

"""Account (rights, credentials) and persona (pen name, content) apart, and sign-in sessions."""

import secrets
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, LargeBinary, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id

SEED_BYTES = 8  # an ornament has far fewer forms than that


def new_seed() -> str:
    """What a new ornament is drawn from."""
    return secrets.token_hex(SEED_BYTES)


class Account(Base):
    """A person's rights and credentials; nothing public is stored here."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_digest: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))  # empty where only passkeys let them in
    recovery_digest: Mapped[str] = mapped_column(String(64))
    role: Mapped[int] = mapped_column(SmallInteger)
    joined_on: Mapped[date] = mapped_column(Date)
    approved_texts: Mapped[int] = mapped_column(default=0)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    limited_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until then, all they write waits
    rules_agreed_version: Mapped[int] = mapped_column(default=0)
    keeps_visits: Mapped[bool] = mapped_column(default=True)  # what was read, to mark what is new
    passkey_handle: Mapped[bytes | None] = mapped_column(LargeBinary(64))  # what their passkeys call them

    personas: Mapped[list["Persona"]] = relationship(back_populates="account")


class Persona(Base):
    """A pen name and what is public of it; without an account it is unclaimed (imported)."""

    __tablename__ = "persona"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    pen_name: Mapped[str] = mapped_column(String(60))
    pen_name_key: Mapped[str] = mapped_column(String(60), unique=True)
    skeleton: Mapped[str] = mapped_column(String(120), unique=True)
    identicon_seed: Mapped[str] = mapped_column(String(2 * SEED_BYTES), default=new_seed)
    created_on: Mapped[date] = mapped_column(Date)
    renamed_on: Mapped[date | None] = mapped_column(Date)

    account: Mapped[Account | None] = relationship(back_populates="personas")


class Departure(Base):
    """Somebody leaves; until then they can change their mind."""

    __tablename__ = "departure"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    keeps_texts: Mapped[bool]
    leaves_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class NameReservation(Base):
    """A pen name that was given up and that nobody else may take yet; who had it is known to nobody.

    While the mentions of it are rewritten the row says whose it was, the name itself sealed.
    """

    __tablename__ = "name_reservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(String(64), index=True)
    skeleton_digest: Mapped[str] = mapped_column(String(64), index=True)
    until: Mapped[date] = mapped_column(Date, index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)


class SignInSession(Base):
    """One device that is signed in; only a digest of its token is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # that its owner sits there
    has_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())

    account: Mapped[Account] = relationship()
    persona: Mapped[Persona] = relationship()


class Passkey(Base):
    """One passkey that signs an account in; only its public half is ever here."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    added_on: Mapped[date] = mapped_column(Date)


class OneTimeCodes(Base):
    """The secret that an account's one-time codes are made of, sealed, and the last code that was used."""

    __tablename__ = "one_time_codes"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)  # no code of this step or an earlier one counts again
    has_short_password: Mapped[bool]  # which is allowed only as long as codes are asked for


class KeyRing(Base):
    """That one person's keys open several accounts, each with a pen name of its own; which ones is sealed.

    Nothing else in the database joins them, so that no page, count or decision can.
    """

    __tablename__ = "key_ring"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed_accounts: Mapped[bytes] = mapped_column(LargeBinary)


class SpentTicket(Base):
    """A ticket of a ceremony that was used and must not be used again while it would still be good."""

    __tablename__ = "spent_ticket"

    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

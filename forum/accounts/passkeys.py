"""Passkeys (WebAuthn): what browsers are asked, and whether what they answer holds."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forum.accounts.refusals import PasskeyRefused

if TYPE_CHECKING:  # loads certificates' and CBOR's parsers, which only the ceremonies need
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

HANDLE_BYTES = 32  # random: what a passkey calls its owner must tell nobody anything
CHALLENGE_BYTES = 32
LONGEST_ANSWER = 20_000  # a real one has two or three thousand characters
TIMEOUT = 300_000  # milliseconds; as long as the ticket is good
# What the library raises for answers that are no JSON, no CBOR or another shape than they should be.
MALFORMED = (ValueError, TypeError, KeyError, LookupError, AttributeError)


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: the host they are bound to, and the whole address it is reached by."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True)
class Answer:
    """A new passkey that a device made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def to_create(place: Place, challenge: bytes, handle: bytes, known: list[bytes]) -> dict[str, Any]:
    """What a browser is asked in order to make a passkey that it finds by itself later.

    The device shows the site's name and no other, unless its owner types one.
    """
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_name=place.name,
        user_id=handle,
        challenge=challenge,
        timeout=TIMEOUT,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def to_use(place: Place, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """What a browser is asked in order to sign in; without `known`, it offers all that it holds."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=TIMEOUT,
        allow_credentials=_descriptors(known),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def created(place: Place, typed: str, challenge: bytes) -> Answer:
    """The passkey that a device made for this challenge at this place; raises PasskeyRefused.

    The device must have asked for a finger, a face or a PIN: a passkey stands for two factors.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        made = webauthn.verify_registration_response(
            credential=_bounded(typed),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *MALFORMED) as error:
        raise PasskeyRefused from error
    return Answer(made.credential_id, made.credential_public_key, made.sign_count)


def credential_id(typed: str) -> bytes:
    """Which passkey an answer says it comes from; raises PasskeyRefused."""
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return parse_authentication_credential_json(_bounded(typed)).raw_id
    except (WebAuthnException, *MALFORMED) as error:
        raise PasskeyRefused from error


def used(place: Place, typed: str, challenge: bytes, public_key: bytes, sign_count: int) -> int:
    """The new count of a passkey that signed this challenge at this place; raises PasskeyRefused."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        proof = webauthn.verify_authentication_response(
            credential=_bounded(typed),
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *MALFORMED) as error:
        raise PasskeyRefused from error
    return proof.new_sign_count


def _descriptors(known: list[bytes]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=credential) for credential in known]


def _bounded(typed: str) -> str:
    if len(typed) > LONGEST_ANSWER:
        raise PasskeyRefused
    return typed

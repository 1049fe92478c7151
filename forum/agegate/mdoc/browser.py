"""Asking for a proof through the browser: W3C Digital Credentials, `org-iso-mdoc` (ISO/IEC 18013-7, annex C).

The browser shows what is asked and hands the answer over, encrypted for us (HPKE, RFC 9180).
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from forum.agegate.mdoc import cbor
from forum.agegate.mdoc.outcome import Step, Unproved, refuse
from forum.agegate.mdoc.profile import Profile

PROTOCOL = "dcapi"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def browser_request(profile: Profile, nonce: bytes, public_key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """What a browser is asked: one element, which we do not mean to keep, encrypted for this key."""
    asked = {"docType": profile.doctype, "nameSpaces": {profile.namespace: {profile.element: False}}}
    request = {"version": "1.0", "docRequests": [{"itemsRequest": cbor2.CBORTag(24, cbor.write(asked))}]}
    numbers = public_key.public_numbers()
    key = {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    encryption = [PROTOCOL, {"nonce": nonce, "recipientPublicKey": key}]
    return {
        "deviceRequest": _base64url(cbor.write(request)),
        "encryptionInfo": _base64url(cbor.write(encryption)),
    }


def open_browser_response(
    response: str, private_key: ec.EllipticCurvePrivateKey, encryption_info: str, origin: str
) -> tuple[bytes, bytes]:
    """The answer that a browser handed over, and what its signature must cover; raises Unproved."""
    try:
        raw = urlsafe_b64decode(response + "=" * (-len(response) % 4))
    except (ValueError, binascii.Error) as fault:
        raise Unproved(Step.PARSING, "not readable") from fault
    enc, sealed = _parts(cbor.read(raw))
    handed = sha256(cbor.write([encryption_info, origin])).digest()
    transcript = cbor.write([None, None, [PROTOCOL, handed]])
    try:
        return _SUITE.decrypt(enc + sealed, private_key, info=transcript), transcript
    except (InvalidTag, ValueError) as fault:
        raise Unproved(Step.PARSING, "not for us") from fault


def _parts(value: Any) -> tuple[bytes, bytes]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or value[0] != PROTOCOL
        or not isinstance(value[1], dict)
    ):
        refuse(Step.PARSING, "no response")
    enc, sealed = value[1].get("enc"), value[1].get("cipherText")
    if not isinstance(enc, bytes) or not isinstance(sealed, bytes):
        refuse(Step.PARSING, "no response")
    return enc, sealed


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()

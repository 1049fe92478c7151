"""Steps 3 to 5: whether the attestation was signed by somebody trusted, and counts just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any, TypeVar

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forum.agegate.mdoc import cbor
from forum.agegate.mdoc.outcome import Step, Unproved, refuse
from forum.agegate.mdoc.profile import Profile
from forum.agegate.mdoc.signing import Signed, read_signed

X5CHAIN = 33  # RFC 9360
LONGEST_CHAIN = 3  # a signer, and at most two certificates between it and an anchor
SKEW = timedelta(seconds=60)  # by which clocks may differ
KEY_DIGITS = 16  # of a provider's key: enough to tell providers apart

# RFC 5280, 4.2.1.12: servers, clients, code, mail, time stamps, OCSP; ISO/IEC 18013-5, annex B: tokens and
# readers.
OTHER_USES = frozenset(
    {*(f"1.3.6.1.5.5.7.3.{use}" for use in (1, 2, 3, 4, 8, 9)), "1.0.18013.5.1.3", "1.0.18013.5.1.6"}
)
Said = TypeVar("Said", x509.BasicConstraints, x509.ExtendedKeyUsage)


@dataclass(frozen=True)
class Attestation:
    """What the issuer signed, once its signature holds."""

    statement: dict[Any, Any]  # the Mobile Security Object
    provider_key: str


def check_issuer(
    issuer_auth: Any, profile: Profile, anchors: Sequence[x509.Certificate], now: datetime
) -> Attestation:
    """Check who signed, that the signature holds, and that what was signed counts now; raises Unproved."""
    signed = read_signed(issuer_auth, Step.SIGNATURE)
    chain = _chain(signed)
    anchor = _anchor_of(chain, anchors, now)
    key = _key_of(chain[0])
    signed.check(key, Step.SIGNATURE)
    raw = cbor.encoded(_payload(signed), Step.VALIDITY, "no statement")
    statement = cbor.read(raw)
    if not isinstance(statement, dict):
        refuse(Step.VALIDITY, "no statement")
    _check_statement(statement, profile, chain[0], now)
    return Attestation(statement, provider_key(anchor))


def provider_key(anchor: x509.Certificate) -> str:
    """A short name for whoever stands behind an anchor, the same as long as its key is."""
    public = anchor.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(public).hexdigest()[:KEY_DIGITS]


def _chain(signed: Signed) -> list[x509.Certificate]:
    """The signer's certificate and those above it, as sent along."""
    sent = signed.unprotected.get(X5CHAIN)
    ders = [sent] if isinstance(sent, bytes) else sent
    if not isinstance(ders, list) or not 1 <= len(ders) <= LONGEST_CHAIN:
        refuse(Step.ISSUER, "no certificate")
    try:
        return [x509.load_der_x509_certificate(der) for der in ders]
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as fault:
        raise Unproved(Step.ISSUER, "no certificate") from fault


def _anchor_of(
    chain: list[x509.Certificate], anchors: Sequence[x509.Certificate], now: datetime
) -> x509.Certificate:
    """The anchor that the chain leads to; every certificate on the way is issued by the next."""
    for below, above in pairwise(chain):
        if not _issued(below, above):
            refuse(Step.ISSUER, "untrusted issuer")
    top = chain[-1]
    able = [anchor for anchor in anchors if anchor == top or _issued(top, anchor)]
    anchor = next((one for one in able if _counts(one, now)), able[0] if able else None)
    if anchor is None or anchor == chain[0]:  # an anchor vouches for signers, and signs nothing itself
        refuse(Step.ISSUER, "untrusted issuer")
    if not all(_counts(certificate, now) for certificate in (*chain, anchor)):
        refuse(Step.ISSUER, "certificate out of its days")
    if any(_is_no_authority(certificate) for certificate in chain[1:] if certificate != anchor):
        refuse(Step.ISSUER, "untrusted issuer")
    if _is_for_another_use(chain[0]):
        refuse(Step.ISSUER, "certificate of another use")
    return anchor


def _counts(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_no_authority(certificate: x509.Certificate) -> bool:
    """Whether a certificate between signer and anchor is not allowed to issue others.

    One that says nothing readable of this is not what an anchor would have put between.
    """
    said = _said(certificate, x509.BasicConstraints)
    return said is None or not said.ca


def _is_for_another_use(certificate: x509.Certificate) -> bool:
    """Whether an authority gave a certificate for something else than signing attestations.

    The authorities of driving licences also certify their web servers, and whoever reads licences. Signers
    have uses that no standard names, or none that can be read, so that only known others are refused.
    """
    said = _said(certificate, x509.ExtendedKeyUsage)
    return said is not None and {use.dotted_string for use in said} <= OTHER_USES


def _said(certificate: x509.Certificate, kind: type[Said]) -> Said | None:
    """What a certificate says of something; None too where an extension cannot be parsed, as in real use."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None


def _key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise Unproved(Step.ISSUER, "not P-256") from fault
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        refuse(Step.ISSUER, "not P-256")
    return key


def _payload(signed: Signed) -> Any:
    if signed.payload is None:
        refuse(Step.SIGNATURE, "no payload")
    return cbor.read(signed.payload)


def _check_statement(
    statement: dict[Any, Any], profile: Profile, signer: x509.Certificate, now: datetime
) -> None:
    version = statement.get("version")
    if not isinstance(version, str) or not version.startswith("1."):  # a second one may mean something else
        refuse(Step.VALIDITY, "other version")
    if statement.get("docType") != profile.doctype:
        refuse(Step.VALIDITY, "other document")
    if statement.get("digestAlgorithm") != "SHA-256":
        refuse(Step.VALIDITY, "other digest")
    days = statement.get("validityInfo")
    if not isinstance(days, dict):
        refuse(Step.VALIDITY, "no validity")
    made, begins, ends = (_moment(days.get(name)) for name in ("signed", "validFrom", "validUntil"))
    if not signer.not_valid_before_utc <= made <= signer.not_valid_after_utc:  # ISO/IEC 18013-5, 9.3.1
        refuse(Step.VALIDITY, "signed out of its signer's days")
    if made > now + SKEW or begins > now + SKEW:
        refuse(Step.VALIDITY, "not yet valid")
    if now - SKEW > ends:
        refuse(Step.VALIDITY, "expired")


def _moment(value: Any) -> datetime:
    if isinstance(value, cbor2.CBORTag) or not isinstance(value, datetime) or value.tzinfo is None:
        refuse(Step.VALIDITY, "no validity")
    return value

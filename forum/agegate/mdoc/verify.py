"""The check of an answer, step by step: each one must hold before the next is looked at."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from forum.agegate.mdoc import cbor
from forum.agegate.mdoc.issuer import check_issuer
from forum.agegate.mdoc.outcome import Step, Unproved, refuse
from forum.agegate.mdoc.profile import Profile
from forum.agegate.mdoc.signing import read_signed

# Of a COSE_Key (RFC 9053): kind, curve, coordinates.
KIND, CURVE, X, Y = 1, -1, -2, -3
TWO_COORDINATES, P256, COORDINATE = 2, 1, 32


def verify(
    device_response: bytes,
    transcript: bytes,
    profile: Profile,
    anchors: Sequence[x509.Certificate],
    now: datetime,
) -> str:
    """The key of the provider who vouches that somebody is 18; raises Unproved.

    `transcript` is what ties the answer to the request that we made (SessionTranscript, as CBOR).
    """
    document = _document(cbor.read(device_response), profile)
    issued = _part(document, "issuerSigned", dict, Step.PARSING)
    attested = check_issuer(issued.get("issuerAuth"), profile, anchors, now)
    elements = _elements(issued.get("nameSpaces"), attested.statement, profile)
    _check_device(document, attested.statement, transcript, profile)
    if elements.get(profile.element) is not True:  # not 1, not "true"
        refuse(Step.VALUE, "not over 18")
    return attested.provider_key


def openid4vp_transcript(client_id: str, nonce: str, response_uri: str) -> bytes:
    """What an answer by OpenID4VP is tied to (OpenID4VP 1.0, appendix B.2.6.1; no encryption key)."""
    handed = sha256(cbor.write([client_id, nonce, None, response_uri])).digest()
    return cbor.write([None, None, ["OpenID4VPHandover", handed]])


def _document(response: Any, profile: Profile) -> dict[Any, Any]:
    """The one document of an answer."""
    if not isinstance(response, dict):
        refuse(Step.PARSING, "no response")
    if type(response.get("status")) is not int or response["status"] != 0:
        refuse(Step.PARSING, "not answered")
    documents = response.get("documents")
    if not isinstance(documents, list) or len(documents) != 1 or not isinstance(documents[0], dict):
        refuse(Step.PARSING, "not one document")
    document: dict[Any, Any] = documents[0]
    if document.get("docType") != profile.doctype:
        refuse(Step.PARSING, "other document")
    return document


def _elements(namespaces: Any, statement: dict[Any, Any], profile: Profile) -> dict[str, Any]:
    """What the issuer vouches for; every item that was sent must be one that it signed a digest of."""
    if not isinstance(namespaces, dict) or list(namespaces) != [profile.namespace]:
        refuse(Step.DIGESTS, "other namespace")
    digests = _part(statement, "valueDigests", dict, Step.DIGESTS).get(profile.namespace)
    items = namespaces[profile.namespace]
    if not isinstance(digests, dict) or not isinstance(items, list):
        refuse(Step.DIGESTS, "no digests")
    elements: dict[str, Any] = {}
    for item in items:
        raw = cbor.encoded(item, Step.DIGESTS, "not readable")
        said = cbor.read(raw)
        if not isinstance(said, dict) or type(said.get("digestID")) is not int:
            refuse(Step.DIGESTS, "not readable")
        name, expected = said.get("elementIdentifier"), digests.get(said["digestID"])
        digest = sha256(cbor.write_encoded(raw)).digest()
        if not isinstance(expected, bytes) or not compare_digest(digest, expected):
            refuse(Step.DIGESTS, "other digest")
        if not isinstance(name, str) or name in elements:
            refuse(Step.DIGESTS, "said twice")
        elements[name] = said.get("elementValue")
    return elements


def _check_device(
    document: dict[Any, Any], statement: dict[Any, Any], transcript: bytes, profile: Profile
) -> None:
    """Whether the device that the attestation was issued to has signed this very session."""
    signed = _part(document, "deviceSigned", dict, Step.DEVICE)
    names = cbor.encoded(signed.get("nameSpaces"), Step.DEVICE, "no signature")
    if cbor.read(names) != {}:
        refuse(Step.DEVICE, "own statements")  # nobody vouches for what a device says of itself
    proof = _part(signed, "deviceAuth", dict, Step.DEVICE)
    key = _device_key(_part(statement, "deviceKeyInfo", dict, Step.DEVICE).get("deviceKey"))
    session = cbor.read(transcript)
    covered = cbor.write(["DeviceAuthentication", session, profile.doctype, signed["nameSpaces"]])
    made = read_signed(proof.get("deviceSignature"), Step.DEVICE)
    if made.payload is not None:
        refuse(Step.DEVICE, "payload sent along")
    made.check(key, Step.DEVICE, detached=cbor.write_encoded(covered))


def _device_key(written: Any) -> ec.EllipticCurvePublicKey:
    if not isinstance(written, dict) or (written.get(KIND), written.get(CURVE)) != (TWO_COORDINATES, P256):
        refuse(Step.DEVICE, "not P-256")
    x, y = written.get(X), written.get(Y)
    if not (isinstance(x, bytes) and isinstance(y, bytes) and len(x) == len(y) == COORDINATE):
        refuse(Step.DEVICE, "not P-256")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
    except ValueError as fault:  # not on the curve
        raise Unproved(Step.DEVICE, "not P-256") from fault


def _part(of: dict[Any, Any], name: str, kind: type, step: Step) -> Any:
    found = of.get(name)
    if not isinstance(found, kind):
        refuse(step, f"no {name}")
    return found

"""COSE_Sign1 (RFC 9052) with ES256 and nothing else."""

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from forum.agegate.mdoc import cbor
from forum.agegate.mdoc.outcome import Step, Unproved, refuse

ALGORITHM, CRITICAL = 1, 2  # header parameters
ES256 = -7
HALF = 32  # bytes of each of the two numbers of a P-256 signature


@dataclass(frozen=True)
class Signed:
    """A signature with what it covers."""

    protected: bytes
    unprotected: dict[Any, Any]
    payload: bytes | None
    signature: bytes

    def check(self, key: ec.EllipticCurvePublicKey, step: Step, detached: bytes | None = None) -> None:
        """Raise Unproved unless the key made this signature over the payload, sent along or detached."""
        header = cbor.read(self.protected) if self.protected else {}
        if not isinstance(header, dict) or header.get(ALGORITHM) != ES256 or CRITICAL in header:
            refuse(step, "other algorithm")
        payload = self.payload if detached is None else detached
        covered = cbor.write(["Signature1", self.protected, b"", payload])
        first, second = self.signature[:HALF], self.signature[HALF:]
        try:
            made = encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))
            key.verify(made, covered, ec.ECDSA(SHA256()))
        except InvalidSignature as fault:
            raise Unproved(step, "wrong signature") from fault


def read_signed(value: Any, step: Step) -> Signed:
    """The four parts of a COSE_Sign1; raises Unproved."""
    if not isinstance(value, list) or len(value) != 4:
        refuse(step, "no signature")
    protected, unprotected, payload, signature = value
    if not isinstance(protected, bytes) or not isinstance(unprotected, dict):
        refuse(step, "no signature")
    if (
        not isinstance(payload, bytes | None)
        or not isinstance(signature, bytes)
        or len(signature) != 2 * HALF
    ):
        refuse(step, "no signature")
    return Signed(protected, unprotected, payload, signature)

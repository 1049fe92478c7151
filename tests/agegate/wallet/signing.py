"""Signing as the standards say (COSE_Sign1, RFC 9052), written apart from what checks it."""

from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.agegate.wallet.certificates import PrivateKey

ES256 = cbor2.dumps({1: -7})


def sign1(
    key: PrivateKey,
    payload: bytes,
    *,
    protected: bytes = ES256,
    unprotected: dict[Any, Any] | None = None,
    detached: bool = False,
) -> list[Any]:
    """The four parts of a signature."""
    covered = cbor2.dumps(["Signature1", protected, b"", payload])
    if isinstance(key, ec.EllipticCurvePrivateKey):
        first, second = decode_dss_signature(key.sign(covered, ec.ECDSA(SHA256())))
        length = (key.curve.key_size + 7) // 8
        signature = first.to_bytes(length, "big") + second.to_bytes(length, "big")
    else:
        signature = key.sign(covered, padding.PKCS1v15(), SHA256())
    return [protected, unprotected or {}, None if detached else payload, signature]


def tagged(raw: bytes) -> cbor2.CBORTag:
    """Bytes that hold CBOR, as an item."""
    return cbor2.CBORTag(24, raw)

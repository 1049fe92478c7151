"""What the European Union publishes as an example is what we ask for and what we take.

Values: Age Verification Profile, annex A.10 (the Commission's technical specification of the age verification
solution): a request through the browser, and an attestation by its reference issuer.
"""

from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from forum.agegate.mdoc import EU_AV, Step, cbor
from forum.agegate.mdoc.browser import browser_request
from forum.agegate.mdoc.signing import read_signed
from tests.agegate.wallet.signing import ES256, tagged

DEVICE_REQUEST = (
    "omd2ZXJzaW9uYzEuMGtkb2NSZXF1ZXN0c4GhbGl0ZW1zUmVxdWVzdNgYWEeiZ2RvY1R5cGVxZXUuZXVyb3BhLmVjLmF2LjFqbmFt"
    "ZVNwYWNlc6FxZXUuZXVyb3BhLmVjLmF2LjGha2FnZV9vdmVyXzE49A"
)
ENCRYPTION_INFO = (
    "gmVkY2FwaaJlbm9uY2VQOnVKMx__eBi_NnHCNCvb73JyZWNpcGllbnRQdWJsaWNLZXmkAQIgASFYIJsu3MOn4IszjLtICCwJRiSQ"
    "7LJw0NrAJGeF8XU_xRwgIlggAs-QiNamy7cfETW7vPrT2gPFQxr1Z8KXAkHCkPfU0Hs"
)
SIGNER = (
    "04BAE260A91CF520652293DB654C0F19F5CC7FAE9388F73D025B3252D035B6BCB9"
    "6C799414FB510EF79C609284B379D1B85EB812240CCBC525318DB72016EBDB00"
)
SIGNATURE = (
    "DEE5E0AB7E5A7F29CCEFE7E07C74B2389FE3B0078A35716D8313B60602476E3E"
    "4CEA73F844351F90FEBFFF7FAA3EA1A8D68AFB2676E507F6D0AFBFD5A94D6E8B"
)
DIGEST = "2263E4515E0F1ABAD07FB1185A623944B5BD667A3CF189381E4C197133AEF99B"
RANDOM = "11D5B8F7AB303D50960E488B0C20B645876697812A67A1A007609FA95B9BCC17"
X = "A0521B8EC99F9B9F52E716FC17CB93762935B9BFA6EE87F27F24682D5DA987F4"
Y = "BBA07F498D0F421E9753C94CA5A6B3B224EBE68BCE4DE8581040E8A63214E1B7"


def test_we_ask_a_browser_byte_for_byte_as_published() -> None:
    info = cbor.read(urlsafe_b64decode(ENCRYPTION_INFO + "=" * (-len(ENCRYPTION_INFO) % 4)))
    key = info[1]["recipientPublicKey"]
    asked = browser_request(EU_AV, info[1]["nonce"], _point(b"\x04" + key[-2] + key[-3]))
    assert asked == {"deviceRequest": DEVICE_REQUEST, "encryptionInfo": ENCRYPTION_INFO}


def test_the_published_attestation_is_signed_as_we_check_it() -> None:
    payload = cbor2.dumps(tagged(cbor2.dumps(_statement())))
    signed = read_signed([ES256, {}, payload, bytes.fromhex(SIGNATURE)], Step.SIGNATURE)
    signed.check(_point(bytes.fromhex(SIGNER)), Step.SIGNATURE)


def test_the_published_element_has_the_digest_that_we_look_for() -> None:
    item = {
        "random": bytes.fromhex(RANDOM),
        "digestID": 0,
        "elementValue": True,
        "elementIdentifier": EU_AV.element,
    }
    assert sha256(cbor.write_encoded(cbor2.dumps(item))).digest() == bytes.fromhex(DIGEST)


def _statement() -> dict[str, Any]:
    return {
        "docType": EU_AV.doctype,
        "version": "1.0",
        "validityInfo": {
            "signed": cbor2.CBORTag(0, "2025-06-20T08:45:29Z"),
            "validFrom": cbor2.CBORTag(0, "2025-06-20T08:45:29Z"),
            "validUntil": cbor2.CBORTag(0, "2025-09-18T00:00:00Z"),
        },
        "valueDigests": {EU_AV.namespace: {0: bytes.fromhex(DIGEST)}},
        "deviceKeyInfo": {"deviceKey": {1: 2, -1: 1, -2: bytes.fromhex(X), -3: bytes.fromhex(Y)}},
        "digestAlgorithm": "SHA-256",
    }


def _point(written: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), written)

"""An app that holds an attestation and answers requests for it, by OpenID4VP or through the browser."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import cbor2
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec

from forum.agegate.mdoc import EU_AV, Profile
from tests.agegate.wallet.issuer import TestIssuer
from tests.agegate.wallet.lies import Lie
from tests.agegate.wallet.signing import sign1, tagged


def base64url(raw: bytes) -> str:
    """Base64 as tokens have it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class TestWallet:
    """Somebody's app."""

    __test__ = False  # pytest takes it for tests by its name

    issuer: TestIssuer
    profile: Profile = EU_AV
    lie: Lie | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def respond(self, request: str) -> dict[str, str]:
        """The form that an app posts in answer to a request that stands in an address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request).query).items()}
        assert asked["response_type"] == "vp_token"
        assert asked["response_mode"] == "direct_post"
        assert asked["client_id"] == f"redirect_uri:{asked['response_uri']}"
        [query] = json.loads(asked["dcql_query"])["credentials"]
        assert query["meta"]["doctype_value"] == self.profile.doctype
        assert query["claims"] == [{"path": [self.profile.namespace, self.profile.element]}]
        nonce = "another nonce" if self.lie is Lie.REPLAYED else asked["nonce"]
        address = "https://evil.example/" if self.lie is Lie.OTHER_ADDRESS else asked["response_uri"]
        handed = sha256(cbor2.dumps([asked["client_id"], nonce, None, address])).digest()
        response = self.present([None, None, ["OpenID4VPHandover", handed]])
        return {"vp_token": json.dumps({query["id"]: [base64url(response)]}), "state": asked["state"]}

    def answer_browser(self, asked: dict[str, str], origin: str) -> str:
        """What a browser hands over: the answer, encrypted for whoever asked."""
        _protocol, encryption = cbor2.loads(_bytes(asked["encryptionInfo"]))
        written = encryption["recipientPublicKey"]
        point = b"\x04" + written[-2] + written[-3]
        recipient = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        [request] = cbor2.loads(_bytes(asked["deviceRequest"]))["docRequests"]
        items = cbor2.loads(request["itemsRequest"].value)
        assert items == {
            "docType": self.profile.doctype,
            "nameSpaces": {self.profile.namespace: {self.profile.element: False}},
        }
        info = "another request" if self.lie is Lie.REPLAYED else asked["encryptionInfo"]
        here = "https://evil.example" if self.lie is Lie.OTHER_ADDRESS else origin
        transcript = [None, None, ["dcapi", sha256(cbor2.dumps([info, here])).digest()]]
        suite = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
        sealed = suite.encrypt(self.present(transcript), recipient, info=cbor2.dumps(transcript))
        return base64url(cbor2.dumps(["dcapi", {"enc": sealed[:65], "cipherText": sealed[65:]}]))

    def present(self, transcript: list[Any]) -> bytes:
        """What the app shows in a session."""
        issued = self.issuer.issue(self.profile, self._public(), self.lie)
        document = {
            "docType": "org.example.other" if self.lie is Lie.OTHER_DOCTYPE else self.profile.doctype,
            "issuerSigned": issued,
            "deviceSigned": self._signed(transcript),
        }
        documents = [document] * (2 if self.lie is Lie.TWO_DOCUMENTS else 1)
        status = 10 if self.lie is Lie.STATUS else 0
        return self._spoilt({"version": "1.0", "documents": documents, "status": status})

    def _public(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        x = 5 if self.lie is Lie.DEVICE_KEY_OFF_CURVE else numbers.x
        return {1: 2, -1: 1, -2: x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}

    def _signed(self, transcript: list[Any]) -> dict[str, Any]:
        claims = {"org.example": {"age_over_18": True}} if self.lie is Lie.DEVICE_CLAIMS else {}
        names = tagged(cbor2.dumps(claims))
        covered = cbor2.dumps(["DeviceAuthentication", transcript, self.profile.doctype, names])
        key = ec.generate_private_key(ec.SECP256R1()) if self.lie is Lie.STOLEN_CREDENTIAL else self.key
        signature = sign1(key, cbor2.dumps(tagged(covered)), detached=True)
        kind = "deviceMac" if self.lie is Lie.DEVICE_MAC else "deviceSignature"
        return {"nameSpaces": names, "deviceAuth": {kind: signature}}

    def _spoilt(self, response: dict[str, Any]) -> bytes:
        """The answer's bytes, if the lie is in them."""
        if self.lie is Lie.OVERSIZED:
            response["padding"] = bytes(64 * 1024)
        if self.lie is Lie.DEEP:
            return b"\x81" * 40_000 + b"\x00"
        raw = cbor2.dumps(response)
        if self.lie is Lie.CUT_SHORT:
            return raw[:-1]
        if self.lie is Lie.TRAILING:
            return raw + b"\x00"
        if self.lie is Lie.DOUBLED_KEY:
            return bytes([raw[0] + 1]) + raw[1:] + cbor2.dumps("status") + cbor2.dumps(0)
        return raw

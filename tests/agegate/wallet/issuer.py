"""An issuer of attestations: an authority, a signer, and what it signs."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from forum.agegate.mdoc import Profile
from tests.agegate.wallet.certificates import YEAR, PrivateKey, authority, rsa_key, signer
from tests.agegate.wallet.lies import Lie
from tests.agegate.wallet.signing import ES256, sign1, tagged

DAY = timedelta(days=1)
VERSION_3, VERSION_9 = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x08"  # as certificates write it
VALUES = {Lie.INTEGER_ONE: 1, Lie.WORD_TRUE: "true", Lie.FALSE: False}
USES = {  # of a certificate's key: RFC 5280, 4.2.1.12, and ISO/IEC 18013-5, annex B
    Lie.WEB_SERVER_AS_SIGNER: "1.3.6.1.5.5.7.3.1",
    Lie.READER_AS_SIGNER: "1.0.18013.5.1.6",
}
HEADERS = {
    Lie.NO_ALGORITHM: b"",
    Lie.UNPROTECTED_ALGORITHM: b"",
    Lie.OTHER_ALGORITHM: cbor2.dumps({1: -35}),
}


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class TestIssuer:
    """Somebody who vouches for people's age."""

    __test__ = False  # pytest takes it for tests by its name

    now: datetime
    root: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    serial: str = ""
    more: Sequence[x509.ExtensionType] = ()  # what else its certificates say
    sends_all: bool = False  # up to the authority

    def __post_init__(self) -> None:
        self.anchor = authority(self.root, self.now, more=self.more)

    def issue(self, profile: Profile, device: Any, lie: Lie | None = None) -> dict[str, Any]:
        """What the app is given: elements, and a signature over their digests and the device's key."""
        item = self._item(0, profile.element, VALUES.get(lie, True) if lie else True)
        items = [self._item(0, "age_over_16", True)] if lie is Lie.NOTHING_SAID else [item]
        statement = self._statement(profile, device, items, lie)
        key, chain = self._signer(lie)
        ders = [certificate.public_bytes(Encoding.DER) for certificate in chain]
        if lie is Lie.CERTIFICATE_OF_NO_VERSION:
            ders = [ders[0].replace(VERSION_3, VERSION_9, 1)]
        unprotected: dict[Any, Any] = {33: ders[0] if len(ders) == 1 else ders}
        if lie is Lie.NO_CERTIFICATE:
            unprotected = {}
        if lie is Lie.UNPROTECTED_ALGORITHM:
            unprotected[1] = -7
        payload = cbor2.dumps(tagged(cbor2.dumps(statement)))
        by = _key() if lie is Lie.SIGNED_BY_ANOTHER else key
        protected = HEADERS.get(lie, ES256) if lie else ES256
        auth = sign1(by, payload, protected=protected, unprotected=unprotected)
        if lie is Lie.P384_SIGNER or lie is Lie.RSA_SIGNER:
            auth[3] = auth[3][:64]
        if lie is Lie.CHANGED_STATEMENT:
            auth[2] = cbor2.dumps(tagged(cbor2.dumps(statement | {"version": "1.1"})))
        return {"nameSpaces": self._named(profile, items, lie), "issuerAuth": auth}

    def _item(self, number: int, name: str, value: Any) -> bytes:
        said = {
            "digestID": number,
            "random": secrets.token_bytes(16),
            "elementIdentifier": name,
            "elementValue": value,
        }
        return cbor2.dumps(said)

    def _named(self, profile: Profile, items: list[bytes], lie: Lie | None) -> dict[str, Any]:
        sent = [tagged(item) for item in items]
        if lie is Lie.CHANGED_VALUE:
            sent = [tagged(self._item(0, profile.element, True))]
        if lie is Lie.INJECTED_ITEM:
            sent.append(tagged(self._item(7, "age_over_21", True)))
        if lie is Lie.SAME_ITEM_TWICE:
            sent *= 2
        named: dict[str, Any] = {profile.namespace: sent}
        if lie is Lie.INJECTED_NAMESPACE:
            named["org.example.unsigned"] = sent
        if lie is Lie.ONLY_INJECTED_NAMESPACE:
            named = {"org.example.unsigned": sent}
        return named

    def _statement(
        self, profile: Profile, device: Any, items: list[bytes], lie: Lie | None
    ) -> dict[str, Any]:
        digest, name = (sha512, "SHA-512") if lie is Lie.SHA_512 else (sha256, "SHA-256")
        digests = {number: digest(cbor2.dumps(tagged(item))).digest() for number, item in enumerate(items)}
        begins, ends = self.now - DAY, self.now + 90 * DAY
        signed = self.now + DAY if lie is Lie.SIGNED_TOMORROW else begins
        if lie is Lie.SIGNED_BEFORE_THE_SIGNER_WAS:
            signed = self.now - YEAR - DAY
        if lie is Lie.EXPIRED:
            begins, ends = self.now - 90 * DAY, self.now - timedelta(seconds=61)
            signed = begins
        if lie is Lie.NOT_YET_VALID:
            begins = self.now + timedelta(seconds=61)
        days = {"signed": signed, "validFrom": begins, "validUntil": ends}
        return {
            "version": "2.0" if lie is Lie.STATEMENT_OF_OTHER_VERSION else "1.0",
            "digestAlgorithm": name,
            "valueDigests": {profile.namespace: digests},
            "deviceKeyInfo": {"deviceKey": device},
            "docType": "org.example.other" if lie is Lie.STATEMENT_FOR_OTHER_DOCTYPE else profile.doctype,
            "validityInfo": {} if lie is Lie.NO_VALIDITY else days,
            "serial": self.serial,
        }

    def _signer(self, lie: Lie | None) -> tuple[PrivateKey, list[x509.Certificate]]:
        """The signer's key, and the certificates that are sent along."""
        days = (self.now - YEAR, self.now + YEAR)
        if lie is Lie.EXPIRED_SIGNER:
            days = (self.now - YEAR, self.now - timedelta(seconds=1))
        if lie is Lie.FUTURE_SIGNER:
            days = (self.now + timedelta(seconds=1), self.now + YEAR)
        key: PrivateKey = _key()
        if lie is Lie.RSA_SIGNER:
            key = rsa_key()
        if lie is Lie.P384_SIGNER:
            key = ec.generate_private_key(ec.SECP384R1())
        if lie is Lie.ANCHOR_ITSELF:
            return self.root, [self.anchor]
        root = _key() if lie is Lie.UNTRUSTED_ISSUER else self.root
        more = [x509.ExtendedKeyUsage([x509.ObjectIdentifier(USES[lie])])] if lie in USES else self.more
        certificate = signer(key, root, days, more=more)
        if lie is Lie.LONG_CHAIN:
            return key, [certificate] * 4
        if lie is Lie.SIGNER_AS_AUTHORITY and isinstance(key, ec.EllipticCurvePrivateKey):
            own = _key()
            return own, [signer(own, key, days, "Another", "Signer"), certificate]
        return key, [certificate, self.anchor] if self.sends_all else [certificate]

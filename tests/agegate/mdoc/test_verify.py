"""Every step of checking a proof refuses the lie that is made for it, and for exactly that reason."""

import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as some

from forum.agegate.mdoc import EU_AV, MDL, Profile, Step, Unproved, openid4vp_transcript, verify
from tests.agegate.wallet import LIES, Lie, TestIssuer, TestWallet
from tests.agegate.wallet.certificates import authority

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HANDED = ("redirect_uri:https://here.example/answer", "a nonce", "https://here.example/answer")
OTHERS = {
    Lie.REPLAYED: (HANDED[0], "another", HANDED[2]),
    Lie.OTHER_ADDRESS: (*HANDED[:2], "https://evil.example"),
}
TRANSCRIPT = openid4vp_transcript(*HANDED)


def _present(profile: Profile, lie: Lie | None, issuer: TestIssuer) -> bytes:
    handed = OTHERS.get(lie, HANDED) if lie else HANDED
    return TestWallet(issuer, profile, lie).present(cbor2.loads(openid4vp_transcript(*handed)))


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer(NOW)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks something up while checking would tell others who comes here."""

    def refuse(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("a proof is checked without asking anybody")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.parametrize("profile", [EU_AV, MDL])
def test_an_honest_proof_holds_and_names_the_provider(issuer: TestIssuer, profile: Profile) -> None:
    keys = {
        verify(_present(profile, None, issuer), TRANSCRIPT, profile, [issuer.anchor], NOW) for _ in range(2)
    }
    [key] = keys
    assert len(key) == 16
    other = TestIssuer(NOW)
    trusted = [other.anchor, issuer.anchor]
    assert verify(_present(profile, None, other), TRANSCRIPT, profile, trusted, NOW) not in keys


@pytest.mark.parametrize("profile", [EU_AV, MDL])
@pytest.mark.parametrize("lie", Lie)
def test_a_lie_is_refused_for_what_it_is(issuer: TestIssuer, profile: Profile, lie: Lie) -> None:
    with pytest.raises(Unproved) as caught:
        verify(_present(profile, lie, issuer), TRANSCRIPT, profile, [issuer.anchor], NOW)
    assert (caught.value.step, caught.value.reason) == LIES[lie]


def test_every_step_has_its_lies() -> None:
    """The first step is the ceremony's own: tests/agegate/test_ceremonies.py."""
    assert set(LIES) == set(Lie)
    covered = Counter(step for step, _reason in LIES.values())
    assert set(covered) == set(Step) - {Step.CEREMONY}


def test_nobody_is_trusted_without_a_list(issuer: TestIssuer) -> None:
    with pytest.raises(Unproved, match="untrusted issuer"):
        verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, [], NOW)


def test_a_proof_of_one_kind_is_none_of_another(issuer: TestIssuer) -> None:
    with pytest.raises(Unproved, match="other document"):
        verify(_present(MDL, None, issuer), TRANSCRIPT, EU_AV, [issuer.anchor], NOW)


@pytest.mark.parametrize(
    "said",
    [
        x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.0.18013.5.1.2")]),
        x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.130.2.0.0.1.2")]),  # as the Union's signers have it
        x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.18"), b"no names"),  # cannot be parsed
    ],
)
@pytest.mark.parametrize("sends_all", [False, True])
def test_what_certificates_say_in_real_use_is_no_hindrance(said: x509.ExtensionType, sends_all: bool) -> None:
    """The Union's own authority and signers have an extension that cannot be parsed."""
    issuer = TestIssuer(NOW, more=[said], sends_all=sends_all)
    assert verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, [issuer.anchor], NOW)


def test_an_authority_may_have_renewed_its_certificate(issuer: TestIssuer) -> None:
    """Lists name the old one and the new one for a while."""
    old = authority(issuer.root, NOW - timedelta(days=800))
    for anchors in ([old, issuer.anchor], [issuer.anchor, old]):
        assert verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, anchors, NOW)
    with pytest.raises(Unproved, match="out of its days"):
        verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, [old], NOW)


@pytest.mark.parametrize(("off", "holds"), [(-59, True), (60, True)])
def test_clocks_may_differ_by_a_minute(issuer: TestIssuer, off: int, holds: bool) -> None:
    """An attestation that is valid from a day ago for 90 days, looked at just around both ends."""
    for edge in (NOW - timedelta(days=1), NOW + timedelta(days=90)):
        moment = edge + timedelta(seconds=off)
        assert (
            bool(verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, [issuer.anchor], moment)) == holds
        )


@pytest.mark.parametrize("off", [timedelta(days=-1, seconds=-61), timedelta(days=90, seconds=61)])
def test_and_by_no_more(issuer: TestIssuer, off: timedelta) -> None:
    with pytest.raises(Unproved, match=r"expired|not yet valid"):
        verify(_present(EU_AV, None, issuer), TRANSCRIPT, EU_AV, [issuer.anchor], NOW + off)


ANYBODY = TestIssuer(NOW)
HONEST = _present(EU_AV, None, ANYBODY)


def _is_refused(response: bytes) -> bool:
    try:
        verify(response, TRANSCRIPT, EU_AV, [ANYBODY.anchor], NOW)
    except Unproved:
        return True
    return False


@given(some.binary(max_size=300))
def test_random_bytes_prove_nothing_and_break_nothing(raw: bytes) -> None:
    assert _is_refused(raw)


simple = (
    some.none()
    | some.booleans()
    | some.integers(-(2**64), 2**64 - 1)
    | some.floats()
    | some.text()
    | some.binary()
)
names = some.sampled_from(
    ["documents", "status", "docType", "issuerSigned", "deviceSigned", "nameSpaces", "issuerAuth"]
)
trees = some.recursive(
    simple,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(names | some.integers(-3, 40), inner, max_size=4)
        | inner.map(lambda value: cbor2.CBORTag(24, cbor2.dumps(value)))
    ),
    max_leaves=20,
)


@given(trees)
def test_no_other_cbor_proves_anything(value: Any) -> None:
    assert _is_refused(cbor2.dumps(value))
    assert _is_refused(cbor2.dumps({"version": "1.0", "status": 0, "documents": [value]}))
    document = {"docType": EU_AV.doctype, "issuerSigned": value, "deviceSigned": value}
    assert _is_refused(cbor2.dumps({"version": "1.0", "status": 0, "documents": [document]}))


@pytest.mark.filterwarnings("ignore:Parsed a serial number which wasn't positive")
@given(some.integers(0, len(HONEST) * 8 - 1))
def test_no_bit_of_a_proof_can_be_turned_unless_nothing_depends_on_it(bit: int) -> None:
    """Which version an answer says that it has proves nothing either way, nor does what pads a signature."""
    turned = bytearray(HONEST)
    turned[bit // 8] ^= 1 << bit % 8
    if not _is_refused(bytes(turned)):
        assert _what_counts(bytes(turned)) == _what_counts(HONEST)


def _what_counts(response: bytes) -> tuple[Any, ...]:
    said = cbor2.loads(response)
    headers = said["documents"][0]["issuerSigned"]["issuerAuth"][1]
    certificate = x509.load_der_x509_certificate(headers.pop(33))
    return said["status"], said["documents"], certificate.tbs_certificate_bytes, certificate.signature

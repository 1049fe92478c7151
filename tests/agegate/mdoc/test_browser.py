"""A browser's answer is for us alone, of this request and this site, or it is none."""

from datetime import UTC, datetime

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as some

from forum.agegate.mdoc import EU_AV, Unproved, verify
from forum.agegate.mdoc.browser import browser_request, open_browser_response
from tests.agegate.wallet import Lie, TestIssuer, TestWallet
from tests.agegate.wallet.wallet import base64url

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://here.example"
KEY = ec.generate_private_key(ec.SECP256R1())
ASKED = browser_request(EU_AV, b"sixteen bytes ok", KEY.public_key())


def _check(answer: str, issuer: TestIssuer, key: ec.EllipticCurvePrivateKey = KEY) -> str:
    response, transcript = open_browser_response(answer, key, ASKED["encryptionInfo"], HERE)
    return verify(response, transcript, EU_AV, [issuer.anchor], NOW)


def test_an_honest_answer_proves_it() -> None:
    issuer = TestIssuer(NOW)
    assert _check(TestWallet(issuer).answer_browser(ASKED, HERE), issuer)


@pytest.mark.parametrize("lie", [Lie.REPLAYED, Lie.OTHER_ADDRESS])
def test_an_answer_to_another_request_or_site_cannot_even_be_opened(lie: Lie) -> None:
    issuer = TestIssuer(NOW)
    with pytest.raises(Unproved, match="not for us"):
        _check(TestWallet(issuer, lie=lie).answer_browser(ASKED, HERE), issuer)


def test_nobody_else_can_open_it() -> None:
    issuer = TestIssuer(NOW)
    answer = TestWallet(issuer).answer_browser(ASKED, HERE)
    with pytest.raises(Unproved, match="not for us"):
        _check(answer, issuer, ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize("lie", [Lie.INJECTED_NAMESPACE, Lie.STOLEN_CREDENTIAL, Lie.INTEGER_ONE, Lie.EXPIRED])
def test_what_is_inside_is_checked_as_everywhere(lie: Lie) -> None:
    issuer = TestIssuer(NOW)
    with pytest.raises(Unproved):
        _check(TestWallet(issuer, lie=lie).answer_browser(ASKED, HERE), issuer)


def _is_refused(answer: str) -> bool:
    try:
        open_browser_response(answer, KEY, ASKED["encryptionInfo"], HERE)
    except Unproved:
        return True
    return False


@given(some.text(max_size=100) | some.binary(max_size=100).map(base64url))
def test_nothing_else_is_an_answer(answer: str) -> None:
    assert _is_refused(answer)


@given(
    some.sampled_from(
        [["dcapi"], ["dcapi", {}], ["other", {"enc": b"", "cipherText": b""}], {}, None, "dcapi"]
    )
    | some.tuples(some.binary(max_size=80), some.binary(max_size=80)).map(
        lambda parts: ["dcapi", {"enc": parts[0], "cipherText": parts[1]}]
    )
)
def test_nor_is_what_only_looks_like_one(value: object) -> None:
    assert _is_refused(base64url(cbor2.dumps(value)))

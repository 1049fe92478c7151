"""Whom the site trusts: read when the operator says so, checked, kept whole, and stale after a month."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask

from forum.access import SYSTEM, AccessRefused, AgeLevel
from forum.agegate.policy import AgePolicy, Region
from forum.agegate.trust import queries
from forum.agegate.trust.actions import refresh
from forum.agegate.trust.models import TrustList
from forum.agegate.trust.sources import MOST_BYTES, SourceFault, read
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.wallet import TestIssuer
from tests.agegate.wallet.issuer import VERSION_3, VERSION_9
from tests.cast import Cast
from tests.fixtures.clients import Visitor

HUGE = b"x" * (MOST_BYTES + 1)
PEM = TestIssuer(clock.now()).anchor.public_bytes(Encoding.PEM)
OTHER_VERSION = (
    x509.load_pem_x509_certificate(PEM).public_bytes(Encoding.DER).replace(VERSION_3, VERSION_9, 1)
)
UNKNOWN = b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n" % b64encode(OTHER_VERSION)
ANSWERS = {
    "/list": (200, PEM),
    "/gone": (404, b""),
    "/moved": (302, b""),
    "/huge": (200, HUGE),
}


class _Lists(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the name that http.server asks for
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Location", "/list")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Where lists are served from."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Lists) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


@pytest.fixture
def listed(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a list that the operator has named."""
    file = tmp_path / "anchors.pem"
    file.write_bytes(PEM * 2)
    monkeypatch.setitem(app.config, "AGE_TRUST_EU_AV", str(file))
    return file


def test_a_list_is_read_and_trusted(app: Flask, listed: Path) -> None:
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert (said.exit_code, said.output) == (0, "eu_av: 2 keys to trust.\n")
    with app.app_context():
        assert len(queries.anchors("eu_av")) == 2
        assert queries.anchors("mdl") == ()
        [kept] = queries.freshness()
        assert (kept.method, kept.count, kept.is_stale) == ("eu_av", 2, False)


@pytest.mark.parametrize("content", [b"", b"no certificate", PEM[:-40], UNKNOWN, HUGE])
def test_a_list_that_cannot_be_used_leaves_the_old_one(app: Flask, listed: Path, content: bytes) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["alcove", "age", "refresh-trust"]).exit_code == 0
    listed.write_bytes(content)
    said = run(args=["alcove", "age", "refresh-trust"])
    assert said.exit_code == 1
    assert said.output.startswith("Error: The list kept before stays for eu_av: it ")
    with app.app_context():
        assert len(queries.anchors("eu_av")) == 2


def test_a_list_that_is_not_there(app: Flask, listed: Path) -> None:
    listed.unlink()
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert (said.exit_code, "cannot be read" in said.output) == (1, True)


def test_where_no_list_is_set_nothing_is_read(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert (said.exit_code, "No list is set" in said.output) == (0, True)


def test_a_list_that_nobody_refreshes_is_trusted_for_a_month(
    app: Flask, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    read_at = clock.now()
    for days, count in ((29, 2), (31, 0)):
        monkeypatch.setattr(clock, "now", lambda days=days: read_at + timedelta(days=days))
        with app.app_context():
            assert len(queries.anchors("eu_av")) == count
            assert queries.freshness()[0].is_stale == (count == 0)


@pytest.mark.parametrize("method", ["eu_av", "oidc_age"])
def test_a_kept_list_that_cannot_be_read_any_more_closes_the_gate(
    app: Flask, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    by_proof = AgePolicy(regions={"*": Region(AgeLevel.VERIFIED, methods=(method,))})
    monkeypatch.setitem(app.extensions, "age_policy", by_proof)
    monkeypatch.setitem(app.config, "OIDC_AGE_ISSUER", "https://provider.example")
    monkeypatch.setitem(app.config, "OIDC_AGE_CLIENT_ID", "the site")
    with app.app_context(), writing():
        db.session.add(TrustList(method=method, body=b'{"jwks": 1', count=1, refreshed_at=clock.now()))
        db.session.commit()
    assert Visitor(app, app.test_client()).get("/").status_code == 503


def test_a_list_is_fetched_from_where_the_operator_says(server: str) -> None:
    assert read(f"{server}/list") == PEM
    for path, says in (("/gone", "404"), ("/moved", "302"), ("/huge", "larger")):
        with pytest.raises(SourceFault, match=says):
            read(server + path)
    with pytest.raises(SourceFault, match="must begin with https"):
        read("http://lists.example/list")
    with pytest.raises(SourceFault, match="did not answer"):
        read("http://127.0.0.1:1/list")


def test_only_the_operator_refreshes(db_session: object, cast: Cast) -> None:
    for person in (cast.ada, cast.mira):
        with pytest.raises(AccessRefused):
            refresh(person.viewer)
    with writing():
        assert refresh(SYSTEM) == []
        db.session.rollback()


def test_administrators_see_how_old_and_how_long_the_lists_are(
    app: Flask, cast: Cast, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.extensions, "age_policy", AgePolicy(regions={"*": Region(methods=("click", "eu_av", "mdl"))})
    )
    app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    root, mira = (Visitor(app, app.test_client()).sign_in(who) for who in (cast.root, cast.mira))
    page = root.get("/moderation/age").text
    assert "2 keys to trust" in page
    assert "nothing has been read" in page
    assert "too old" not in page
    assert mira.get("/moderation/age").status_code == 403
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "too old" in Visitor(app, app.test_client()).sign_in(cast.root).get("/moderation/age").text

"""After a hundred proofs of age nothing that was shown is kept: only that it was, how, and by whom."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select

from forum.access import AgeLevel
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.lib import clock
from forum.lib.db import db
from tests.agegate.oidc.provider import CLIENT_ID, CLIENT_SECRET, SUBJECT, running
from tests.cast import assemble
from tests.fixtures.databases import DATABASES, SECRET, install
from tests.fixtures.mail import Mailbox
from tests.serving.conftest import PATIENCE, get
from tests.serving.proofs import EVERYBODY, Crowd
from tests.serving.traces import files, is_found, look, rows

POLICY = """
version = 4
[regions."*"]
floor = "verified"
methods = ["eu_av", "oidc_age"]
"""
KEPT = {
    "account_id",
    "level",
    "method",
    "provider_key",
    "answered_on",
    "policy_version",
    "expires_on",
    "revoked_reason",
}


@dataclass
class Place:
    """A place that asks everybody for a proof, and whoever comes; its server does not run yet."""

    crowd: Crowd
    environment: dict[str, str]
    mailbox: Mailbox


@pytest.fixture
def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    settings: dict[str, str],
    mail_server: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    """It has mail and says all that it can say; apps and a provider vouch for people's age."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    data_dir, policy = tmp_path / "data", tmp_path / "age.toml"
    data_dir.mkdir(mode=0o700)
    policy.write_text(POLICY)
    url = f"sqlite:///{data_dir / 'alcove.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")()
    base = f"http://127.0.0.1:{settings['PORT']}"
    with running(f"{base}/age/with/oidc_age/back") as provider:
        app = install(url, data_dir, base_url=base).app
        crowd = Crowd(app, base, assemble(app).people[:3])
        crowd.trust(provider.url)
        crowd.planted |= {"subject": SUBJECT, "client's secret": CLIENT_SECRET}
        environment = {
            **settings,
            "ALCOVE_SECRET_KEY": SECRET,
            "ALCOVE_BASE_URL": base,
            "ALCOVE_DATABASE_URL": url,
            "ALCOVE_SMTP_URL": mail_server.url,
            "ALCOVE_MAIL_FROM": "post@relay.example",
            "ALCOVE_PROXIES": "1",
            "ALCOVE_LOG_LEVEL": "debug",
            "ALCOVE_LOG_REQUESTS": "1",
            "ALCOVE_AGE_POLICY": str(policy),
            "ALCOVE_OIDC_AGE_ISSUER": provider.url,
            "ALCOVE_OIDC_AGE_CLIENT_ID": CLIENT_ID,
            "ALCOVE_OIDC_AGE_CLIENT_SECRET": CLIENT_SECRET,
        }
        yield Place(crowd, environment, mail_server)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("place", DATABASES, indirect=True)
def test_a_hundred_proofs_leave_nothing(
    place: Place, start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    crowd, log = place.crowd, tmp_path / "server.log"
    with log.open("wb") as output:
        server = start(place.environment, prepared=False, log=output)
    assert get(server, place.environment["PORT"], "/healthz") == 200
    crowd.prove_all()
    assert len(crowd.planted) > 10 * EVERYBODY
    look({**files(crowd.app), **rows(crowd.app)}, crowd.planted)
    _only_the_answer_is_kept(crowd)
    server.send_signal(signal.SIGTERM)
    server.wait(PATIENCE)
    said = log.read_bytes()
    assert said.count(b"agegate.begin") == EVERYBODY, "it does say something"
    look({"server": said}, crowd.planted)
    assert place.mailbox.raw == []


def _only_the_answer_is_kept(crowd: Crowd) -> None:
    """Of members level, method, who vouched and the days; of visitors nothing at all."""
    with crowd.app.app_context():
        assert {column["name"] for column in inspect(db.engine).get_columns("age_answer")} == KEPT
        assert db.session.scalar(select(func.count()).select_from(AgeCeremony)) == 0
        answers = list(db.session.scalars(select(AgeAnswer).where(AgeAnswer.method != "click")))
        assert {answer.account_id for answer in answers} == {person.account_id for person in crowd.members}
        said = {(answer.level, answer.policy_version, answer.answered_on) for answer in answers}
        assert said == {(AgeLevel.VERIFIED, 4, clock.today())}
        by = [str(answer.provider_key) for answer in answers]
    assert set(by) <= crowd.vouching
    assert all(is_found(rows(crowd.app)["table age_answer"], key) for key in by), "it finds what is there"

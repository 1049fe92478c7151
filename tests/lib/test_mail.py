"""The settings of mail: what a server's address may be, and what is refused at the start."""

from pathlib import Path

import pytest

from forum.config import Config, ConfigError
from forum.lib import mail

MALFORMED = [
    *("mail.example.org", "http://mail.example.org", "smtp://", "smtp+starttls://:25", "smtps://host:70000"),
    "smtps://host:port",
]


@pytest.mark.parametrize(
    ("url", "port"),
    [
        *(("smtp+starttls://mail.example.org", 587), ("smtps://mail.example.org", 465)),
        *(("smtp://relay", 25), ("smtp://127.0.0.1:2525", 2525)),
    ],
)
def test_each_way_has_its_usual_port(url: str, port: int) -> None:
    assert mail.server(url).port == port


def test_a_password_may_hold_anything_and_is_not_shown() -> None:
    server = mail.server("smtps://post%40example.org:p%40ss%3A%2F@mail.example.org")
    assert (server.user, server.password) == ("post@example.org", "p@ss:/")
    assert "p@ss" not in repr(server)


def test_a_password_travels_in_clear_only_within_this_machine() -> None:
    for local in ("127.0.0.1", "[::1]", "localhost"):
        assert mail.server(f"smtp://user:secret@{local}:25").password == "secret"
    with pytest.raises(ValueError, match="holds a password"):
        mail.server("smtp://user:secret@mail.example.org")


@pytest.mark.parametrize("url", [*MALFORMED, "smtp://user:secret@mail.example.org"])
def test_a_malformed_server_is_refused_at_the_start_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("ALCOVE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ALCOVE_SMTP_URL", url)
    monkeypatch.setenv("ALCOVE_MAIL_FROM", "post@example.org")
    with pytest.raises(ConfigError, match=r"^ALCOVE_SMTP_URL (must|holds)") as caught:
        Config.from_env()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "post", "Alcove <post@example.org>", "post@example.org\nBcc: x@y.zz"])
def test_a_server_without_a_sender_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sender: str
) -> None:
    monkeypatch.setenv("ALCOVE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ALCOVE_SMTP_URL", "smtps://mail.example.org")
    monkeypatch.setenv("ALCOVE_MAIL_FROM", sender)
    with pytest.raises(ConfigError, match="ALCOVE_MAIL_FROM must be"):
        Config.from_env()


def test_both_may_be_given_as_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALCOVE_DATA_DIR", str(tmp_path))
    for name, value in (("SMTP_URL", "smtps://mail.example.org"), ("MAIL_FROM", "post@example.org")):
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"ALCOVE_{name}_FILE", str(tmp_path / name))
    config = Config.from_env()
    assert (config.smtp_url, config.mail_from) == ("smtps://mail.example.org", "post@example.org")

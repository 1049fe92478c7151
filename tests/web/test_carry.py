"""What was typed survives whatever kept it from being sent."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from forum.discussion.models import Reply
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space

WORDS = "I have thought about “this” for an hour <3"
SHOWN = "I have thought about “this” for an hour &lt;3"


@pytest.fixture
def address(app: Flask, cast: Cast) -> str:
    """Where a reply is sent."""
    with app.app_context(), writing():
        post = a_post(cast.mira.viewer, a_space())
        db.session.commit()
        return f"/p/{post.public_id}/replies"


def _stored(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Reply.source)))


def _fields(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: value.replace("&lt;", "<").replace("&#34;", '"') for name, value in found}


def test_an_expired_token_keeps_the_text(app: Flask, cast: Cast, client: Visitor, address: str) -> None:
    client.sign_in(cast.ada)
    answer = client.http.post(address, data={"csrf_token": "expired", "body": WORDS})
    assert answer.status_code == 400
    assert SHOWN in answer.text
    again = client.http.post(address, data=_fields(answer.text))
    assert again.status_code == 303
    assert _stored(app) == [WORDS]


def test_signed_out_meanwhile_keeps_the_text_through_signing_in(
    app: Flask, cast: Cast, client: Visitor, address: str
) -> None:
    client.pass_gate()
    refused = client.post(address, body=WORDS)
    assert refused.status_code == 401
    assert SHOWN in refused.text
    assert _stored(app) == []
    fields = _fields(refused.text)
    signed_in = client.http.post(
        "/sign-in", data={**fields, "sign_in_name": cast.ada.sign_in_name, "password": PASSWORD}
    )
    assert signed_in.status_code == 200
    assert SHOWN in signed_in.text
    assert f'action="{address}"' in signed_in.text
    assert client.http.post(address, data=_fields(signed_in.text)).status_code == 303
    assert _stored(app) == [WORDS]


def test_a_wrong_password_on_the_way_keeps_the_text_too(
    app: Flask, cast: Cast, client: Visitor, address: str
) -> None:
    client.pass_gate()
    fields = _fields(client.post(address, body=WORDS).text)
    wrong = client.http.post(
        "/sign-in", data={**fields, "sign_in_name": cast.ada.sign_in_name, "password": "not that one at all"}
    )
    assert wrong.status_code >= 400
    assert SHOWN in wrong.text
    assert "not that one at all" not in wrong.text


@pytest.fixture
def broken_commit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A switch after which the database cannot store anything."""

    def fail(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    yield lambda: monkeypatch.setattr(Session, "commit", fail)
    monkeypatch.undo()


def test_a_full_disk_acknowledges_nothing_and_keeps_the_text(
    app: Flask, cast: Cast, client: Visitor, address: str, broken_commit: Callable[[], None]
) -> None:
    client.sign_in(cast.ada)
    token = client.csrf_token()
    broken_commit()
    answer = client.http.post(address, data={"csrf_token": token, "body": WORDS})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert SHOWN in answer.text
    assert _stored(app) == []


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A switch after which the database answers nothing at all."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    def take_away() -> None:
        for verb in ("connection", "execute", "scalar", "scalars", "get"):
            monkeypatch.setattr(Session, verb, fail)

    return take_away


def test_a_database_that_is_away_is_said_and_the_text_kept(
    app: Flask, cast: Cast, client: Visitor, address: str, database_away: Callable[[], None]
) -> None:
    client.sign_in(cast.ada)
    token = client.csrf_token()
    database_away()
    answer = client.http.post(address, data={"csrf_token": token, "body": WORDS})
    assert answer.status_code == 503
    assert SHOWN in answer.text
    for page in ("/", address.removesuffix("/replies"), "/notifications", "/sign-in"):
        assert client.get(page).status_code in {200, 503}, page


def test_leaving_works_when_the_database_is_away(
    app: Flask, cast: Cast, client: Visitor, database_away: Callable[[], None]
) -> None:
    client.sign_in(cast.ada)
    database_away()
    answer = client.http.post("/exit")
    assert (answer.status_code, answer.location) == (303, app.config["LEAVE_URL"])


def test_secrets_are_never_carried(client: Visitor) -> None:
    answer = client.http.post(
        "/join",
        data={"csrf_token": "expired", "sign_in_name": "a name", "pen_name": "Wren", "password": "hush hush"},
    )
    assert answer.status_code == 400
    assert "hush" not in answer.text


def test_another_site_cannot_put_words_into_anybodys_mouth(cast: Cast, client: Visitor, address: str) -> None:
    client.sign_in(cast.ada)
    answer = client.http.post(
        address, data={"body": "I hate this place"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "hate" not in answer.text


LUGGAGE = {"carry-action": "/settings/sessions/end-others", "carry.body": "I hate this place"}
ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_cannot_pack_anybodys_luggage_at_the_gate(
    client: Visitor, headers: dict[str, str]
) -> None:
    answer = client.http.post("/age", data=LUGGAGE, headers=headers)
    assert answer.status_code == 400
    assert "hate" not in answer.text
    assert "end-others" not in answer.text


@pytest.mark.parametrize(
    "action",
    ["/settings/sessions/end-others", "/settings/password", "/sign-out", "/p/23456789abc/withdraw"]
    + [f"/moderation/cases/23456789abc/{verb}" for verb in ("decisions", "claim")],
)
def test_only_words_are_offered_to_be_sent_again(client: Visitor, action: str) -> None:
    answer = client.post("/age", **{**LUGGAGE, "carry-action": action})
    assert answer.status_code == 200
    assert "I hate this place" in answer.text  # to be copied
    assert f'action="{action}"' not in answer.text


def test_the_gate_lets_luggage_of_words_by(cast: Cast, client: Visitor, address: str) -> None:
    answer = client.post("/age", **{**LUGGAGE, "carry-action": address})
    assert f'action="{address}"' in answer.text


def test_no_secret_hides_in_the_luggage(client: Visitor) -> None:
    answer = client.post("/age", **{**LUGGAGE, "carry.current_password": "hush hush"})
    assert "hush" not in answer.text


def test_a_form_of_a_thousand_fields_makes_no_page_of_a_thousand_fields(client: Visitor) -> None:
    answer = client.http.post("/p/23456789abc", data={f"field{number}": "x" for number in range(1000)})
    assert answer.status_code == 403
    assert answer.text.count("field") < 100


def test_a_moderators_reasons_can_be_copied_when_the_page_was_open_too_long(
    cast: Cast, client: Visitor
) -> None:
    client.sign_in(cast.mira)
    action = "/moderation/cases/23456789abc/decisions"
    answer = client.http.post(action, data={"csrf_token": "expired", "reasons": WORDS})
    assert answer.status_code == 400
    assert SHOWN in answer.text
    assert f'action="{action}"' not in answer.text
    assert f'href="{action}"' not in answer.text

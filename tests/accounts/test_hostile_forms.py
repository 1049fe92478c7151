"""Hostile input at the doors: a sentence and 400, never a 500, never somebody else's rights."""

from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from forum.accounts.models import Account
from forum.lib.db import db
from tests.cast import Cast
from tests.fixtures.clients import Visitor

DOORS = {
    "/join": ("sign_in_name", "pen_name", "password", "next", "stay"),
    "/sign-in": ("sign_in_name", "password", "next", "stay", "carry-action", "carry.body"),
    "/recover": ("sign_in_name", "recovery_code", "new_password"),
}
NASTY = [
    "",
    "\0",
    "a\0b" * 10,
    "\u202eadmin",
    "x" * 200_000,
    "' OR '1'='1' --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n%00",
    "\r\nSet-Cookie: id=1",
    "\ufdfa" * 500,
    "e\u0301" * 5000,
]


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_in_every_field_gets_a_sentence(client: Visitor, path: str, text: str) -> None:
    answer = client.post(path, **dict.fromkeys(DOORS[path], text))
    assert answer.status_code in {400, 429}
    assert "<script>alert" not in answer.text
    assert "Set-Cookie: id=1" not in str(answer.headers)


@pytest.mark.parametrize("path", DOORS)
def test_bytes_that_are_no_text_get_a_sentence(client: Visitor, path: str) -> None:
    body = f"csrf_token={client.csrf_token()}".encode()
    body += b"".join(f"&{field}=%ff%fe%ed%a0%80".encode() for field in DOORS[path])
    kind = "application/x-www-form-urlencoded"
    assert client.http.post(path, data=body, content_type=kind).status_code in {400, 429}


@pytest.mark.parametrize("path", DOORS)
def test_missing_and_doubled_fields_get_a_sentence(client: Visitor, path: str) -> None:
    assert client.post(path).status_code == 400
    doubled = {field: ["one thing", "another thing"] for field in DOORS[path]}
    assert client.post(path, **doubled).status_code in {400, 429}


@pytest.mark.parametrize("path", DOORS)
def test_files_where_text_belongs_get_a_sentence(client: Visitor, path: str) -> None:
    files = {field: (BytesIO(b"x"), "x.txt") for field in DOORS[path]}
    assert client.post(path, **files).status_code == 400


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("body", ["[1]", "{}", '{"password": {"a": 1}}', "null", "not json"])
def test_json_where_a_form_belongs_gets_a_sentence(client: Visitor, path: str, body: str) -> None:
    headers = {"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json"}
    assert client.http.post(path, data=body, headers=headers).status_code == 400


@pytest.mark.parametrize("path", [*DOORS, "/sign-out", "/settings/password", "/settings/sessions/end-others"])
def test_another_site_cannot_send_our_forms(client: Visitor, cast: Cast, path: str) -> None:
    client.sign_in(cast.ada)
    answer = client.http.post(path, data={"sign_in_name": "x", "password": "y"})
    assert answer.status_code == 400
    assert client.get("/settings").status_code == 200


def test_nobody_joins_with_rights_of_their_own_choice(app: Flask, client: Visitor) -> None:
    extra = {"role": "3", "approved_texts": "9", "is_moderator": "1", "account_id": "1", "viewer": "root"}
    names = {"sign_in_name": "the quiet heron", "pen_name": "Zora", "password": "nine paper boats at dawn"}
    assert client.post("/join", **names, **extra).status_code == 200
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        assert (account.role, account.approved_texts) == (1, 0)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"])
def test_a_header_does_not_move_somebody_to_another_network(app: Flask, header: str) -> None:
    visitor = Visitor(app, app.test_client())
    answers = []
    for number in range(31):
        data = {"csrf_token": visitor.csrf_token(), "sign_in_name": f"guess {number}", "password": "x"}
        value = f"for=198.51.100.{number}" if header == "Forwarded" else f"198.51.100.{number}"
        answers.append(visitor.http.post("/sign-in", data=data, headers={header: value}).status_code)
    assert answers[-1] == 429


@pytest.mark.parametrize("path", ["/join", "/sign-in", "/recover", "/settings", "/settings/sessions"])
def test_other_methods_do_nothing(client: Visitor, path: str) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        answer = client.http.open(path, method=method, data={"csrf_token": client.csrf_token()})
        assert answer.status_code in {403, 405}
    assert client.http.head(path).data == b""


@pytest.mark.parametrize("public_id", ["1", "0", "-1", "x" * 11, "%00", "../password", "9" * 400, "é"])
def test_ids_that_are_none_are_not_there(client: Visitor, cast: Cast, public_id: str) -> None:
    client.sign_in(cast.ada)
    assert client.post(f"/settings/sessions/{public_id}/end").status_code in {404, 405}


def test_no_door_tells_how_many_accounts_there_are(app: Flask, client: Visitor, cast: Cast) -> None:
    with app.app_context():
        count = db.session.scalar(select(func.count()).select_from(Account))
    for path in DOORS:
        assert f">{count}<" not in client.get(path).text


@given(
    name=st.text(max_size=80), code=st.text(max_size=60), password=st.text(max_size=60), next_path=st.text()
)
def test_whatever_is_typed_at_the_doors_is_answered(
    sqlite_app: Flask, name: str, code: str, password: str, next_path: str
) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    fields = {"sign_in_name": name, "pen_name": name, "recovery_code": code, "next": next_path}
    fields |= {"password": password, "new_password": password}
    storable = {field: text.encode("utf-8", "replace").decode() for field, text in fields.items()}
    for path in DOORS:
        assert visitor.post(path, **storable).status_code in {200, 303, 400, 429}

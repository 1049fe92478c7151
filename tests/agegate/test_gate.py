"""The gate stands before every page, says nothing of what is behind it, and lets adults through."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule

from forum.access import AgeLevel
from forum.agegate.policy import REMEMBERED_DAYS, SESSION_DAYS
from forum.lib import clock, ids
from forum.lib.db import db, writing
from forum.web import doors
from forum.web.doors import Access
from forum.web.headers import RTA
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space

# About, rules, privacy, help and crisis links, report form, sign-in, join, the
# gate, exit, robots, health, and the counts (from this machine only). Whoever adds to this list has
# decided that it may be seen by anyone.
PUBLIC = {
    "/about",
    "/about/rules",
    "/about/privacy",
    "/about/data",
    "/about/age",
    "/about/safety",
    "/about/transparency",
    "/about/transparency.json",
    "/flag",
    "/flag/thanks",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/passkey",
    "/sign-in/passkey/offer",
    "/sign-out",
    "/join",
    "/join/passkey",
    "/recover",
    "/age",
    "/age/young",
    "/age/with/<key>",
    "/age/with/<key>/begin",
    "/age/with/<key>/answer",
    "/age/with/<key>/back",
    "/age/with/<key>/go-on",
    "/age/with/<key>/standing",
    "/exit",
    "/theme",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/metrics",
}


def _addresses(app: Flask) -> list[tuple[Rule, str]]:
    with app.test_request_context():
        build = app.url_map.bind("localhost").build
        return [
            (
                rule,
                build(
                    rule.endpoint,
                    {name: ids.new_id() if "id" in name else "invented" for name in rule.arguments},
                    method=next(iter(rule.methods or ())),
                ),
            )
            for rule in app.url_map.iter_rules()
        ]


def _gate_page(client: Visitor) -> bytes:
    return bytes(client.get("/nothing/of/this/name").data)


def test_no_route_outside_the_public_list_answers_anything_but_the_gate(
    sqlite_app: Flask,
) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    gate = _gate_page(visitor)
    seen = 0
    for rule, address in _addresses(sqlite_app):
        if rule.rule in PUBLIC:
            continue
        seen += 1
        for method in (rule.methods or set()) - {"HEAD"}:
            answer = visitor.http.open(address, method=method)
            assert answer.status_code == 403, f"{method} {rule}"
            assert answer.data == gate, f"{method} {rule}"
    assert seen > 15


def test_the_public_list_is_what_the_doors_say(sqlite_app: Flask) -> None:
    table = doors.table_of(sqlite_app)
    public = {
        rule.rule for rule in sqlite_app.url_map.iter_rules() if table[rule.endpoint].access is Access.PUBLIC
    }
    assert public <= PUBLIC, "Decide whether anyone may see it: door=GATED, or add it to the list above."


@pytest.mark.parametrize(
    "address",
    [
        "/p/x.css",
        "/p/22222222222;.js",
        "/p/..%2fabout",
        "/P/22222222222",
        "/p/22222222222/",
        "//about",
        "/?view_adult=1",
        "/moderation/cases/22222222222.json",
        "/static/../forum/config.py",
    ],
)
def test_odd_addresses_get_the_gate_as_well(sqlite_app: Flask, address: str) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    answer = visitor.get(address)
    assert answer.status_code == 403
    assert answer.data == _gate_page(visitor)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1"},
        {"X-Original-URL": "/about"},
        {"X-Rewrite-URL": "/about"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-HTTP-Method-Override": "POST"},
        {"If-None-Match": "*"},
        {"Range": "bytes=0-10"},
    ],
)
def test_no_header_opens_the_gate(sqlite_app: Flask, headers: dict[str, str]) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    answer = visitor.get("/", headers=headers)
    assert answer.status_code == 403
    assert answer.data == _gate_page(visitor)
    assert "ETag" not in answer.headers


def test_what_is_there_and_what_is_not_look_alike(app: Flask, cast: Cast, client: Visitor) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), title="A title nobody may glimpse")
        reply = a_reply(cast.mira.viewer, post)
        addresses = [f"/p/{post.public_id}", f"/r/{reply.public_id}", "/s/essays", f"/u/{cast.ada.pen_name}"]
        db.session.commit()
    invented = [f"/p/{ids.new_id()}", f"/r/{ids.new_id()}", "/s/nowhere", "/u/nobody-at-all"]
    answers = [client.get(address) for address in (*addresses, *invented)]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1
    assert "glimpse" not in answers[0].text


def test_an_open_space_is_read_without_the_gate_and_nothing_else(
    app: Flask, cast: Cast, client: Visitor
) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space("welcome", AgeLevel.NONE), title="Hello and welcome")
        reply = a_reply(cast.mira.viewer, post)
        post_id, reply_id = post.public_id, reply.public_id
        db.session.commit()
    assert "Hello and welcome" in client.get(f"/p/{post_id}").text
    assert "Hello and welcome" in client.get("/s/welcome").text
    assert client.get(f"/r/{reply_id}").status_code == 303
    assert client.get("/").status_code == 403
    assert client.post(f"/p/{post_id}/replies", body="Hello").status_code == 403


def test_a_visitor_declares_and_comes_back_to_the_page_they_wanted(sqlite_app: Flask) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    page = visitor.get("/u/somebody").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = visitor.http.post(
        "/age", data={"csrf_token": token[1]}, headers={"Referer": "http://localhost/u/somebody?page=2"}
    )
    assert (answer.status_code, answer.location) == (303, "/u/somebody?page=2")
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    "hostile",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/%0d%0aSet-Cookie:x",
        "/\r\nX: y",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/" + "x" * 3000,
        "/ü",
    ],
)
def test_the_gate_leads_nowhere_else(sqlite_app: Flask, hostile: str) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    answer = visitor.post("/age", next=hostile)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))
    assert "evil" not in answer.location


def test_a_declaration_from_another_site_is_refused(sqlite_app: Flask) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    token = {"csrf_token": visitor.csrf_token()}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert visitor.http.post("/age", data=token, headers=headers).status_code == 400
    assert visitor.http.post("/age").status_code == 400
    assert visitor.http.get("/age?declare=1").status_code == 200
    assert visitor.get("/").status_code == 403


@pytest.mark.parametrize(
    "value", ["1", "declared", "1_1_2999-01-01", "1_1_2999-01-01.forged", "x" * 3000, "é", ""]
)
def test_a_made_up_cookie_proves_nothing(sqlite_app: Flask, value: str) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    visitor.http.set_cookie("visit", value)
    assert visitor.get("/").status_code == 403


def _pass(app: Flask, **fields: str) -> tuple[Visitor, str]:
    visitor = Visitor(app, app.test_client())
    answer = visitor.post("/age", **fields)
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("visit=")]
    return visitor, cookie


def test_a_cookie_of_another_installation_proves_nothing(sqlite_app: Flask) -> None:
    sqlite_app.config["SECRET_KEY"], secret = "another installation's secret", sqlite_app.config["SECRET_KEY"]
    try:
        visitor, _cookie = _pass(sqlite_app)
    finally:
        sqlite_app.config["SECRET_KEY"] = secret
    assert visitor.get("/").status_code == 403


def test_the_answer_goes_with_the_browser_unless_it_is_remembered(sqlite_app: Flask) -> None:
    _visitor, cookie = _pass(sqlite_app)
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    _visitor, cookie = _pass(sqlite_app, remember="1")
    assert f"Max-Age={REMEMBERED_DAYS * 86400}" in cookie


@pytest.mark.parametrize(("fields", "days"), [({}, SESSION_DAYS), ({"remember": "1"}, REMEMBERED_DAYS)])
def test_an_answer_lapses(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str], days: int
) -> None:
    visitor, _cookie = _pass(sqlite_app, **fields)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days))
    assert visitor.get("/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days + 1))
    assert visitor.get("/").status_code == 403


def test_a_member_who_answered_once_is_not_asked_on_another_device(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    assert new_visitor().sign_in(cast.ada).get("/").status_code == 200
    phone = new_visitor().sign_in(cast.tim)
    assert phone.get("/").status_code == 403
    phone.pass_gate()
    assert new_visitor().sign_in(cast.tim).get("/").status_code == 200


def test_programs_are_told_what_is_needed(sqlite_app: Flask) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    answer = visitor.get("/", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    assert answer.json
    assert answer.json["required_level"] == "declared"


def test_every_answer_carries_the_headers(sqlite_app: Flask) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client())
    answers = [visitor.get(address) for address in ("/", "/age", "/about", "/sign-in", "/healthz")]
    visitor.pass_gate()
    answers += [visitor.get("/"), visitor.get("/nowhere"), visitor.post("/age")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Vary"] == "Cookie, Accept, Authorization"
        assert answer.headers["Rating"] == RTA
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "ETag" not in answer.headers
    assert answers[0].headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet"
    assert "X-Robots-Tag" not in answers[2].headers


def test_leaving_forgets_the_answer_and_the_sign_in(app: Flask, cast: Cast, client: Visitor) -> None:
    client.pass_gate().sign_in(cast.ada)
    answer = client.http.post("/exit")  # no token: nobody may be kept from leaving
    assert (answer.status_code, answer.location) == (303, app.config["LEAVE_URL"])
    assert client.get("/").status_code == 403
    assert client.http.get("/exit").status_code == 403  # nobody is led away by a link


def test_what_was_written_survives_the_gate(app: Flask, cast: Cast, client: Visitor) -> None:
    """Somebody's answer lapsed while they wrote."""
    with app.app_context(), writing():
        post_id = a_post(cast.ada.viewer, a_space()).public_id
        db.session.commit()
    client.sign_in(cast.tim)
    refused = client.post(f"/p/{post_id}/replies", body="Words I laboured over.")
    assert refused.status_code == 403
    assert "Words I laboured over." in refused.text
    fields = dict(re.findall(r'name="(carry[^"]*)" value="([^"]*)"', refused.text))
    resumed = client.post("/age", **fields)
    assert resumed.status_code == 200
    assert "Words I laboured over." in resumed.text
    assert f'action="/p/{post_id}/replies"' in resumed.text


def test_the_gate_page_is_one_page_without_a_way_around_it(sqlite_app: Flask) -> None:
    text = Visitor(sqlite_app, sqlite_app.test_client()).get("/").text
    assert text.count("<h1") == 1
    assert "masthead" not in text
    for word in ("og:", "canonical", "application/atom", "<img"):
        assert word not in text


def test_every_page_behind_the_gate_begins_with_the_way_out(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    with app.app_context(), writing():
        post_id = a_post(cast.ada.viewer, a_space()).public_id
        db.session.commit()
    guest, member, moderator = new_visitor().pass_gate(), new_visitor(), new_visitor()
    member.sign_in(cast.ada)
    moderator.sign_in(cast.mira)
    pages = [
        guest.get(address) for address in ("/", "/s/essays", f"/p/{post_id}", "/nowhere", "/moderation/log")
    ]
    pages += [
        member.get(address) for address in ("/settings", "/notifications", "/s/essays/new", "/moderation")
    ]
    pages += [
        member.post(f"/p/{post_id}/replies", body=""),
        guest.post(f"/p/{post_id}/replies", body="words"),
    ]
    pages += [moderator.get("/moderation"), member.http.post(f"/p/{post_id}/replies", data={"body": "words"})]
    for page in pages:
        body = page.text.partition("<body")[2]
        first = re.search(r"<(form|a|header|main)[^>]*>", body)
        assert first, page.request.path
        assert 'action="/exit"' in first[0], f"{page.request.path} {page.status_code}"


def test_leaving_ends_the_session_itself_not_only_its_cookie(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    here, elsewhere = new_visitor().sign_in(cast.ada), new_visitor().sign_in(cast.ada)
    cookie = here.http.get_cookie("id")
    assert cookie
    here.http.post("/exit")
    here.http.set_cookie("id", cookie.value)
    assert here.get("/settings").status_code == 403
    assert elsewhere.get("/settings").status_code == 200

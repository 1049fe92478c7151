"""Leak checks: ways around the gate (TRUST.md §4, "Bypass")."""

from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import Signer

from forum.agegate import cookie
from forum.lib import clock
from forum.web import cookies
from tests.agegate.leaks.world import Answer, World
from tests.agegate.test_gate import PUBLIC

CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "facebookexternalhit/1.1",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23",
    "GPTBot/1.0",
    "curl/8.0",
    "",
)
OVERRIDES = (
    "X-HTTP-Method-Override",
    "X-Method-Override",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Override-URL",
)
FORWARDING = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Prefix", "Via")


def _is_gate(answer: Answer, gate: Answer) -> bool:
    return answer.status == 403 and answer.body == gate.body and not answer.holds()


def _age_cookie(app: Flask, value: str) -> dict[str, str]:
    with app.app_context():
        return {cookies.name("age"): value}


def test_every_route_without_a_cookie(world: World, gate: Answer) -> None:
    known = {"public_id": world.piece[3:], "slug": "essays", "pen_name": "Ada"}
    walked = 0
    for rule in world.server.app.url_map.iter_rules():
        if rule.rule in PUBLIC or "GET" not in (rule.methods or ()):
            continue
        with world.server.app.test_request_context():
            values = {name: known.get(name, "1") for name in rule.arguments}
            target = world.server.app.url_map.bind("localhost").build(rule.endpoint, values)
        assert _is_gate(world.come().send(target), gate), target
        walked += 1
    assert walked > 30


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_every_method(world: World, gate: Answer, method: str) -> None:
    for target in ("/", world.piece, world.reply, "/u/Ada"):
        answer = world.come().send(target, method)
        assert answer.status == 403, f"{method} {target}"
        assert answer.body == (b"" if method == "HEAD" else gate.body)
        assert "Allow" not in answer.headers


@pytest.mark.parametrize("form", ["/{}", "{}/", "{}//", "/.{}", "/x/..{}", "{}/.", "{}?", "{}%20", "{};a=b"])
def test_slashes_and_dots(world: World, form: str) -> None:
    answer = world.come().send(form.format(world.piece))
    assert answer.status in {403, 308, 301, 404}
    assert not answer.holds()


def test_letters_of_another_case(world: World, gate: Answer) -> None:
    assert _is_gate(world.come().send(world.piece.replace("/p/", "/P/")), gate)
    assert _is_gate(world.come().send(world.piece.upper()), gate)


def test_a_forged_cookie(world: World, gate: Answer) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    for value in (f"1_1_{tomorrow}", f"2_1_{tomorrow}.AAAA", "declared", "1", "true", "2_1_9999-12-31."):
        somebody = world.come()
        somebody.cookies = _age_cookie(world.server.app, value)
        assert _is_gate(somebody.send(world.piece), gate), value


def test_a_truncated_or_changed_cookie(world: World, gate: Answer) -> None:
    somebody = world.come().pass_gate()
    ((name, value),) = [pair for pair in somebody.cookies.items() if pair[1].startswith("1_")]
    assert somebody.send(world.piece).holds(), "the cookie as it was opens the gate"
    for broken in (
        value[:-1],
        value[1:],
        value.swapcase(),
        value.replace("1_", "2_", 1),
        value + "A",
        value * 9,
    ):
        somebody.cookies[name] = broken
        assert _is_gate(somebody.send(world.piece), gate), broken


def test_an_expired_cookie(world: World, gate: Answer) -> None:
    with world.server.app.app_context():
        yesterday = clock.today() - timedelta(days=1)
        value = cookie._signer().sign(f"1_1_{yesterday.isoformat()}").decode()
    somebody = world.come()
    somebody.cookies = _age_cookie(world.server.app, value)
    assert _is_gate(somebody.send(world.piece), gate)


def test_a_cookie_of_an_older_policy(world: World, gate: Answer) -> None:
    with world.server.app.app_context():
        later = clock.today() + timedelta(days=3)
        value = cookie._signer().sign(f"1_0_{later.isoformat()}").decode()
    somebody = world.come()
    somebody.cookies = _age_cookie(world.server.app, value)
    assert _is_gate(somebody.send(world.piece), gate)


def test_a_cookie_of_another_installation(world: World, gate: Answer) -> None:
    later = clock.today() + timedelta(days=3)
    foreign = Signer(b"another secret of another site", sep=".").sign(f"1_1_{later}")
    somebody = world.come()
    somebody.cookies = _age_cookie(world.server.app, foreign.decode())
    assert _is_gate(somebody.send(world.piece), gate)


@pytest.mark.parametrize("query", ["view_adult=1", "age=18", "over18=yes", "remember=1", "next=/", "level=2"])
def test_a_query_that_says_one_is_an_adult(world: World, gate: Answer, query: str) -> None:
    assert _is_gate(world.come().send(f"{world.piece}?{query}"), gate)
    assert _is_gate(world.come().send("/"), gate)


def test_the_gate_is_not_passed_by_get(world: World, gate: Answer) -> None:
    somebody = world.come()
    somebody.send("/age?remember=1&next=/")
    assert _is_gate(somebody.send("/"), gate)


def test_plain_cookies_that_others_use(world: World, gate: Answer) -> None:
    for name in ("view_adult", "over18", "age", "age_verified", "adult", "visit"):
        somebody = world.come()
        somebody.cookies = {name: "1"}
        assert _is_gate(somebody.send(world.piece), gate), name


@pytest.mark.parametrize("header", OVERRIDES)
def test_override_headers(world: World, gate: Answer, header: str) -> None:
    for value in ("POST", "/about", "/healthz"):
        assert _is_gate(world.come().send(world.piece, headers={header: value}), gate)
    assert world.come().send("/about", headers={header: world.piece}).holds() == set()


@pytest.mark.parametrize("header", FORWARDING)
def test_forwarding_headers(world: World, gate: Answer, header: str) -> None:
    for value in ("127.0.0.1", "localhost", "for=127.0.0.1;proto=https", "/about"):
        answer = world.come().send(world.piece, headers={header: value})
        assert (answer.status, answer.holds()) == (403, set())


@pytest.mark.parametrize("agent", CRAWLERS)
def test_crawlers_and_link_previews_are_ordinary_visitors(world: World, gate: Answer, agent: str) -> None:
    assert _is_gate(world.come().send(world.piece, headers={"User-Agent": agent}), gate)


def test_an_account_is_no_declaration(world: World, gate: Answer) -> None:
    tim = world.come().sign_in(world.cast.tim)
    assert _is_gate(tim.send(world.piece), gate)


def test_a_range_or_a_condition_comes_after_the_gate(world: World, gate: Answer) -> None:
    for headers in (
        {"Range": "bytes=0-99"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Sat, 01 Jan 2028 00:00:00 GMT"},
    ):
        answer = world.come().send(world.piece, headers=headers)
        assert _is_gate(answer, gate)
        assert "ETag" not in answer.headers

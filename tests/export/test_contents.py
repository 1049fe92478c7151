"""What an archive holds: all of one's own, nothing of anybody else's, and nothing that a browser runs."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Account, SignInSession
from forum.discussion.queries.posts import find_space
from forum.export.table import PARTS
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast
from tests.export.conftest import Fetched, Open, fetch
from tests.export.lives import ABOUT_OTHERS, live, say_goodbye
from tests.stories import a_post, a_reply, a_space, many_replies


@pytest.fixture
def mira(app: Flask, cast: Cast, sign_in: Open) -> Fetched:
    """The archive of Mira, a moderator to whom everything happened, as it did to Otto."""
    at_home = sign_in(cast.mira)
    with app.app_context(), writing():
        space = a_space()
        live(cast.mira, cast.otto, space, "kettle", "heron")
        live(cast.otto, cast.mira, space, "heron", "kettle")
        say_goodbye(cast.mira)
        db.session.commit()
    return fetch(app, at_home)


def test_every_part_holds_what_is_ones_own(mira: Fetched) -> None:
    empty = [part.name for part in PARTS if not mira.everything[part.name]]
    assert empty == []
    for part in PARTS:
        assert {field.name for field in part.fields} == set(mira.everything[part.name][0]), part.name
        assert f'href="{part.name}.html"' in mira.files["index.html"]
        assert f"{part.name}.html" in mira.files


@pytest.mark.parametrize(
    ("part", "field", "said"),
    [
        ("pieces", "source", "The kettle piece."),
        ("pieces", "title", "The kettle title"),
        ("replies", "source", "The kettle reply."),
        ("earlier_versions", "source", "kettle at first"),
        ("former_names", "sealed_name", "kettle the former"),
        ("devices", "name", "kettle phone"),
        ("mail", "sealed", "kettle@example.net"),
        ("flags", "words", "kettle"),
        ("decisions", "reasons", "kettle is why"),
        ("appeals", "words", "kettle, please"),
        ("appeals", "answer", "kettle, therefore"),
        ("kept_away", "persona_id", "Otto"),
        ("read", "seen_through", "1-1, 3"),
        ("moderation_a_day", "cases", 7),
    ],
)
def test_the_words_are_there_for_programs_and_for_people(
    mira: Fetched, part: str, field: str, said: object
) -> None:
    assert said in [row[field] for row in mira.everything[part]]
    assert str(said) in mira.files[f"{part}.html"]


def test_nothing_of_anybody_else_is_in_it(mira: Fetched) -> None:
    everything = mira.all
    assert "heron" not in everything, "somebody else's title or words"
    assert "Their text" not in everything, "nor as evidence"
    assert "wants to know" not in everything, "why a moderator looked up who had flagged"
    assert ABOUT_OTHERS not in everything
    assert everything.count("Otto") == 2, (
        "the name that Mira mutes, in JSON and on its page, and nowhere else"
    )
    for name in ("Ada", "Rooty", "Bodil"):
        assert name not in everything


def test_no_credential_is_in_it(mira: Fetched, app: Flask, cast: Cast) -> None:
    with app.app_context():
        account = db.session.get_one(Account, cast.mira.account_id)
        secrets = [account.sign_in_digest, account.password_hash, account.recovery_digest]
        secrets += db.session.scalars(select(SignInSession.token_digest))
    for secret in (*secrets, "token of", "argon2", PASSWORD, cast.mira.sign_in_name):
        assert secret not in mira.all, secret


def test_replies_lead_back_to_where_they_stand(mira: Fetched, app: Flask) -> None:
    reply = mira.everything["replies"][0]
    assert re.fullmatch(rf"{re.escape(app.config['BASE_URL'])}/r/[a-z0-9]{{11}}", reply["id"])
    assert re.fullmatch(rf"{re.escape(app.config['BASE_URL'])}/p/[a-z0-9]{{11}}", reply["post_id"])
    assert f'href="{reply["id"]}"' in mira.files["replies.html"]


def test_a_text_that_can_still_be_owned_again_is_in_it(app: Flask, cast: Cast, sign_in: Open) -> None:
    with app.app_context(), writing():
        a_post(cast.ada.viewer, a_space(), title="Given away", body="Nobody's kettle.")
        a_post(cast.ada.viewer, find_space(cast.ada.viewer, "essays"), title="Kept", body="A heron.")
        db.session.commit()
    ada = sign_in(cast.ada)
    kept, given = fetch(app, ada).everything["pieces"][::-1]
    assert ada.post(f"{given['id'].removeprefix(app.config['BASE_URL'])}/disown").status_code == 303
    after = fetch(app, ada).everything
    assert [row["title"] for row in after["pieces"]] == ["Given away", "Kept"]
    assert after["disowned"][0]["post_id"] == given["id"]
    assert kept["title"] == "Kept"


def test_its_pages_run_nothing_and_ask_nobody(app: Flask, cast: Cast, sign_in: Open) -> None:
    hostile = '<script>alert(1)</script> ![x](https://elsewhere.example/x.png) "><img src=x onerror=alert(1)>'
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), title=hostile[:60], body=hostile)
        a_reply(cast.ada.viewer, post, body=hostile)
        db.session.commit()
    archive = fetch(app, sign_in(cast.ada))
    pages = {name: page for name, page in archive.files.items() if name.endswith(".html")}
    for name, page in pages.items():
        assert not re.search(r"<(script|img|iframe|object|embed|form|base)\b", page, re.IGNORECASE), name
        assert not re.search(r"<[^>]*\s(src|srcset|on\w+|style|ping)\s*=", page, re.IGNORECASE), name
        assert "default-src 'none'" in page
        assert re.findall(r"<link\b[^>]*>", page) == ['<link rel="stylesheet" href="look.css">']
    assert "url(" not in archive.files["look.css"]
    assert "@import" not in archive.files["look.css"]


def test_many_texts_take_several_pages_and_come_in_order(app: Flask, cast: Cast, sign_in: Open) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        many_replies(post, cast.ada.persona_id, [None] * 450)
        db.session.commit()
    archive = fetch(app, sign_in(cast.ada))
    assert len(archive.everything["replies"]) == 450
    assert [archive.files[f"replies{n}.html"].count("<article>") for n in ("", "-2", "-3")] == [200, 200, 50]

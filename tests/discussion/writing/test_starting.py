"""Starting a piece: the form, what is stored, the preview."""

import pytest

from forum.discussion.models import Visibility
from tests.discussion.writing.conftest import Stage, find_post

HARD_TEXT = "Snow ❄️👩🏽‍🦰, “quotes” — 雪, שלג, ثلج, non-breaking, e\u0301."


def id_in(location: str) -> str:
    return location.rsplit("/", 1)[-1]


def test_a_member_starts_a_piece_and_lands_on_it(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    page = ada.get("/s/essays/new")
    assert page.status_code == 200
    for name in ("title", "body", "content_notes", "replies_wanted", "audience", "csrf_token"):
        assert f'name="{name}"' in page.text

    answer = ada.post(
        "/s/essays/new",
        title="On patience",
        body="First.\r\n\r\n**Second.**",
        content_notes="illness",
        replies_wanted="support",
        audience="members",
    )

    assert answer.status_code == 303
    public_id = id_in(answer.location)
    assert answer.location == f"/p/{public_id}"
    with stage.app.app_context():
        post = find_post(public_id)
        assert (post.title, post.source) == ("On patience", "First.\n\n**Second.**")
        assert "<strong>Second.</strong>" in post.html
        assert post.excerpt == "First. Second."
        assert (post.content_notes, post.replies_wanted, post.audience) == ("illness", "support", "members")
        assert post.visibility == Visibility.PUBLISHED
    shown = ada.get(answer.location).text
    assert "On patience" in shown
    assert "On patience" not in stage.guest().get(answer.location).text


def test_every_script_and_sign_comes_back_as_typed(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    answer = ada.post("/s/essays/new", title=HARD_TEXT, body=HARD_TEXT)
    with stage.app.app_context():
        post = find_post(id_in(answer.location))
        assert post.source == HARD_TEXT
        assert post.title == HARD_TEXT
    assert HARD_TEXT in ada.get(answer.location).text
    assert HARD_TEXT in ada.get(f"{answer.location}/edit").text


def test_a_preview_shows_the_text_and_stores_nothing(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    answer = ada.post("/s/essays/new", title="", body="a *word*", content_notes="grief", preview="1")
    assert answer.status_code == 200
    assert "<em>word</em>" in answer.text
    assert "a *word*" in answer.text
    assert 'value="grief"' in answer.text
    assert "Nothing has been published" in stage.guest().get("/s/essays").text


def test_only_moderators_start_pieces_in_their_space(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    assert ada.get("/s/notes/new").status_code == 403
    refused = ada.post("/s/notes/new", title="Let me", body="in, please")
    assert refused.status_code == 403
    assert "Only moderators start pieces" in refused.text
    assert "in, please" in refused.text
    assert stage.visitor(stage.cast.mira).post("/s/notes/new", title="News", body="None.").status_code == 303


def test_a_suspended_member_cannot_write_and_keeps_the_text(stage: Stage) -> None:
    answer = stage.visitor(stage.cast.bo).post("/s/essays/new", title="Let me", body="in, please")
    assert answer.status_code == 403
    assert "suspended" in answer.text
    assert "in, please" in answer.text


def test_a_space_that_is_not_there_is_a_404(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    for slug in ("nowhere", "esс", "a%00b", "x" * 500):
        assert ada.get(f"/s/{slug}/new").status_code == 404
        answer = ada.post(f"/s/{slug}/new", title="Kept", body="kept words")
        assert answer.status_code == 404
        assert "kept words" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please give it a title"),
        ("title", " \u00a0 ", "Please give it a title"),
        ("title", "\u200b\u2060", "Please write something"),
        ("title", "x" * 201, "200 is the most"),
        ("title", "a\x00b", "cannot be shown"),
        ("body", "", "Please write something"),
        ("body", " \r\n\t ", "Please write something"),
        ("body", "\u200d\u200b", "Please write something"),
        ("body", "word " * 20_001, "100000 is the most"),
        ("body", "a\x00b", "cannot be shown"),
        ("content_notes", "n" * 201, "200 is the most"),
        ("replies_wanted", "silence", "choose one"),
        ("audience", "nobody", "choose one"),
    ],
)
def test_what_does_not_fit_comes_back_with_the_field_named(
    stage: Stage, field: str, value: str, words: str
) -> None:
    ada = stage.visitor(stage.cast.ada)
    fields = {"title": "A title to keep", "body": "Words to keep"} | {field: value}
    answer = ada.post("/s/essays/new", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    for name, kept in fields.items():
        if name not in {"replies_wanted", "audience"} and kept.strip() and "\x00" not in kept:
            assert kept in answer.text
    assert "Nothing has been published" in stage.guest().get("/s/essays").text


def test_a_text_of_the_greatest_length_is_taken(stage: Stage) -> None:
    body = "wörd " * 20_000
    answer = stage.visitor(stage.cast.ada).post("/s/essays/new", title="x" * 200, body=body)
    assert answer.status_code == 303
    with stage.app.app_context():
        assert find_post(id_in(answer.location)).source == body


def test_markup_in_a_text_is_no_markup_of_the_page(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    nasty = "<script>alert(1)</script>"
    answer = ada.post("/s/essays/new", title=nasty, body=nasty, content_notes=nasty)
    for path in (answer.location, f"{answer.location}/edit", f"{answer.location}/withdraw", "/"):
        assert nasty not in ada.get(path).text

"""What is made of a draft: excerpt, bounds, and telling the same text again."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.discussion import composing
from forum.discussion.composing import EXCERPT_MOST, PostDraft, ReplyDraft, UnfitText
from forum.markup import guards


@given(st.text(max_size=2000))
def test_an_excerpt_is_short_and_a_beginning(text: str) -> None:
    found = composing.excerpt(text)
    assert len(found) <= EXCERPT_MOST
    assert "\n" not in found
    assert " ".join(text.split()).startswith(found.removesuffix("…"))


def test_an_excerpt_ends_between_words() -> None:
    found = composing.excerpt("wonderful " * 100)
    assert found.endswith("wonderful…")
    assert composing.excerpt("x" * 1000) == "x" * (EXCERPT_MOST - 1) + "…"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PostDraft("", "words"), "title"),
        (PostDraft("x" * 201, "words"), "title"),
        (PostDraft("a\x00", "words"), "title"),
        (PostDraft("title", "\ud800"), "body"),
        (PostDraft("title", "words", content_notes="n" * 201), "content_notes"),
        (PostDraft("title", "x" * 100_001), "body"),
        (ReplyDraft("\n \u200b"), "body"),
        (ReplyDraft("x" * 20_001), "body"),
    ],
)
def test_an_action_takes_nothing_that_does_not_fit(sqlite_app: Flask, draft: PostDraft, field: str) -> None:
    with sqlite_app.test_request_context(), pytest.raises(UnfitText) as caught:
        composing.compose(draft)
    assert caught.value.field == field
    assert caught.value.sentence


def test_what_the_renderer_refuses_is_said_at_the_field(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "MAX_SOURCE", 10)
    with sqlite_app.test_request_context(), pytest.raises(UnfitText) as caught:
        composing.compose(ReplyDraft("eleven chars"))
    assert "too long" in caught.value.sentence


@given(st.tuples(st.text(), st.text(), st.text()), st.tuples(st.text(), st.text(), st.text()))
def test_only_the_same_words_at_the_same_place_are_the_same(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "a key for one test"
    with app.app_context():
        digests = [
            composing.submission_digest(place, PostDraft(title, source))
            for place, title, source in (one, other)
        ]
    assert (digests[0] == digests[1]) == (one == other)
    assert all(len(digest) == 64 for digest in digests)

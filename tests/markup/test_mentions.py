"""Names are found where people are spoken to, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markup import renamed, render
from tests.markup.pages import elements, html_of


def test_a_mention_is_a_link_to_the_person() -> None:
    assert html_of("Thank you @ada-b.") == ('<p>Thank you <a class="mention" href="/u/ada-b">@ada-b</a>.</p>')


def test_names_are_told_once_each_in_order_as_typed() -> None:
    assert render("@Bob and @ada, (@mira_k): @ada!").mentions == ("Bob", "ada", "mira_k")


@pytest.mark.parametrize("name", ["abc", "a.b-c_d", "a" * 20, "Ünal", "नमस्ते", "山田太郎", "אדה", "x2y"])
def test_every_script_can_be_spoken_to(name: str) -> None:
    assert render(f"«@{name}»").mentions == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "me@example.org",
        "me.you+tag@example.org",
        "`@ada`",
        "```\n@ada\n```",
        "    @ada",
        "[@ada](https://x.org)",
        "https://x.org/@ada",
        "<https://x.org/@ada>",
        "@ada@elsewhere.example",
        "@ab",
        "@" + "a" * 21,
        "@-ada",
        "@@ada",
        "@ ada",
        "\\@ada",
    ],
)
def test_what_only_looks_like_a_mention(text: str) -> None:
    rendered = render(text)
    assert rendered.mentions == ()
    assert "mention" not in rendered.html


@pytest.mark.parametrize(("text", "name"), [("@ada-", "ada"), ("@ada...", "ada"), ("@a_b_", "a_b")])
def test_a_name_does_not_end_with_a_separator(text: str, name: str) -> None:
    assert render(text).mentions == (name,)


def test_a_name_with_underscores_is_no_emphasis() -> None:
    assert "<em>" not in html_of("@one_two and @three_four")


def test_a_mention_inside_emphasis_and_quotes_counts() -> None:
    assert render("> *see @ada*\n\n- **@bob**").mentions == ("ada", "bob")


def test_nobody_can_call_the_whole_village() -> None:
    rendered = render(" ".join(f"@person{n}" for n in range(300)))
    assert len(rendered.mentions) == 50
    marked = [e for e in elements(str(rendered.html)) if e.attributes.get("class") == "mention"]
    assert [e.text for e in marked] == [f"@{name}" for name in rendered.mentions]
    assert "@person299" in rendered.text


@pytest.mark.parametrize(
    ("source", "renamed_source"),
    [
        ("@ada", "@Wren"),
        ("Thanks, @Ada!", "Thanks, @Wren!"),
        ("@ADA and @ada, `@ada`", "@Wren and @Wren, `@Wren`"),
        ("@adam ada me@ada.example @ada@elsewhere.example", None),
        ("[@ada](/x) **@ada**", "[@Wren](/x) **@Wren**"),
        ("", None),
    ],
)
def test_a_mention_follows_its_name(source: str, renamed_source: str | None) -> None:
    assert renamed(source, lambda name: name.casefold() == "ada", "@Wren") == (renamed_source or source)


def test_a_name_with_escaped_signs_is_followed_too() -> None:
    assert renamed("Dear @a\\_d\\-a, @a_d-a.", lambda name: name == "a_d-a", "@Wren") == "Dear @Wren, @Wren."


PIECES = [
    "@ada",
    "@Ada",
    "@mira",
    "@",
    "a",
    "_",
    "*",
    "**",
    "-",
    ".",
    "\\",
    "`",
    " ",
    "\n",
    "[",
    "](/x)",
    "&amp;",
    "~~",
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_nobody_is_called_by_a_name_that_was_given_up(source: str) -> None:
    rewritten = renamed(source, lambda name: name.casefold() == "ada", "@Wren")
    before, after = render(source).mentions, render(rewritten).mentions
    assert "ada" not in {name.casefold() for name in after}
    assert {name for name in before if name.casefold() != "ada"} <= set(after)

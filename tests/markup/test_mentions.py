"""Names are found where people are spoken to, and nowhere else."""

import pytest

from forum.markup import render
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

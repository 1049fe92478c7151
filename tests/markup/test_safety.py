"""Nothing that anybody types becomes anything but text and the few elements that we make."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum.markup import VERSION, render
from forum.markup.sanitize import first_pass, last_pass
from tests.markup.pages import elements, html_of

REL = "nofollow ugc noopener noreferrer"
PLAIN = {"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "blockquote"} | {
    *("ul", "li", "table", "thead", "tbody", "tr")
}
ALIGNED = ({}, *({"class": f"align-{side}"} for side in ("left", "center", "right")))
MENTION = re.compile(r"/u/[A-Za-z0-9%._~-]+")
WEB = re.compile(r"https?://[^\s@\\/?#]+([/?#]\S*)?", re.IGNORECASE)

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=a()>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://x.org' onclick='alert(1)' id=x class=mention>x</a>",
    "<p id=x style='position:fixed'>x</p>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<textarea></p><script>alert(1)</script>",
    "</p></div></article><script>alert(1)</script>",
    "<form action=/sign-out method=post><button>x</button></form>",
    "<base href=https://evil.example/><meta http-equiv=refresh content=0>",
    "<b <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```html class="x" onclick="alert(1)"\nx\n```',
    "``` {#id .class onclick=alert(1)}\nx\n```",
    "[x](https://x.org'onmouseover='alert(1))",
    '[x](https://x.org"onmouseover="alert(1))',
    '[x](https://x.org "t" onmouseover="alert(1)")',
    '[x](https://x.org "\'><script>alert(1)</script>")',
    '![" onerror="alert(1)](https://x.org/i.png)',
    '![x](https://x.org/"onerror="alert(1))',
    "[<img src=x onerror=alert(1)>](https://x.org)",
    "[x](<javascript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<https://x.org/<script>>",
    "https://x.org/\"onmouseover='alert(1)'",
    "https://x.org/<script>alert(1)</script>",
    "@ada<script>alert(1)</script>",
    '@ada"onclick="alert(1)',
    "x | <script>alert(1)</script>\n--- | ---\n<img src=x onerror=alert(1)> | y",
    "# <script>alert(1)</script> {#id onclick=alert(1)}",
    "*[x]: <script>",
    "[^1]: <script>alert(1)</script>",
    "x{: onclick=alert(1) }",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02seam\x03 \x0260\x03script\x0262\x03",
    "\\<script\\>alert(1)\\</script\\>",
    "**<script>**alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<script>",
]


def assert_harmless(html: str) -> None:
    for tag, attributes, _ in elements(html):
        match tag:
            case "a" if "rel" in attributes:
                assert set(attributes) <= {"href", "rel", "title"}
                assert attributes["rel"] == REL
                # without an address where the last sanitizer knows better what a host can be
                assert WEB.fullmatch(attributes.get("href", "https://none"))
            case "a":
                assert attributes.pop("class") == "mention"
                assert MENTION.fullmatch(attributes.pop("href"))
                assert attributes == {}
            case "div":
                assert attributes == {"class": "table-scroll", "tabindex": "0"}
            case "pre":
                assert attributes in ({"tabindex": "0"}, {"class": "as-typed", "tabindex": "0"})
            case "ol":
                assert attributes == {} or re.fullmatch(r"[0-9]{1,3}", attributes.pop("start"))
            case "th" | "td":
                assert attributes in ALIGNED
            case _:
                assert tag in PLAIN
                assert attributes == {}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["{}", "a *{}* b", "> {}", "- {}", "1. x\n\n   {}"])
def test_an_attack_is_only_words(place: str, attack: str) -> None:
    assert_harmless(html_of(place.format(attack)))


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.startswith("<s")])
def test_raw_html_is_shown_as_typed(attack: str) -> None:
    if "\x00" not in attack:
        assert render(attack).text == attack


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_sanitizer_holds_alone(attack: str) -> None:
    for html in (last_pass(attack), first_pass([attack])[0]):
        for tag, attributes, _ in elements(html):
            assert tag in PLAIN | {"a", "div", "pre", "ol", "th", "td"}
            assert set(attributes) <= {"href", "rel", "title", "class", "tabindex", "start"}
            assert re.match(r"https?://|/u/", attributes.get("href", "/u/"))


FRAGMENTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from("[ ] ( ) ![ < > & &amp; * ** _ ` ``` ~~~ ~~ | - + # \\ @ : / ' \" = ! \t".split(" ")),
    st.sampled_from(["\n", "\n\n", "    ", "  ", "- ", "1. ", "> ", "# ", "---", "|-|-|", "\u00a0"]),
    st.sampled_from(["https://x.org", "javascript:", "[a]: ", "](https://x.org)", "@ada", "<a ", "x"]),
    st.text(max_size=8),
)
TYPED = st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=40).map("".join))


@given(TYPED)
@example("&#0; &#2; &#xD800; &#x110000; &notit; &&& &;")
@example("\x0260\x03" * 5)
def test_any_text_becomes_a_harmless_page_that_stays_the_same(source: str) -> None:
    rendered = render(source)
    assert_harmless(str(rendered.html))
    assert rendered == render(source)
    assert rendered.version == VERSION
    assert last_pass(str(rendered.html)) == rendered.html
    rendered.text.encode()


WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


@given(st.lists(SENTENCE, min_size=1, max_size=6))
def test_plain_words_come_back_word_for_word(lines: list[str]) -> None:
    assert render("\n".join(lines)).text.split("\n") == lines
    assert render("\n\n".join(lines)).text.split("\n") == lines
    assert render("\n".join(f"- {line}" for line in lines)).text.split("\n") == lines
    assert render("\n".join(f"> {line}" for line in lines)).text.split("\n") == lines


BLOCKS = ("- ", "  - ", "    - ", "1. ", "2) ", "> ", ">> ", "# ", "    ", "- - ", "- > ", "- # ")
LINES = ("\n", "\n\n", "| ", "|-|-|\n", "a | b\n--|--\n", "***\n", "---\n", "1986. ", "\u3000", "  ")
MARKS = ("```\n", "~~~\n", "- ```\n", *"*_`[<>&\\@()", "**", "](", "<b>")
STRUCTURE = st.sampled_from(BLOCKS + LINES + MARKS)


@given(st.lists(st.tuples(STRUCTURE, st.booleans()), max_size=40))
def test_no_structure_loses_doubles_or_moves_a_word(pieces: list[tuple[str, bool]]) -> None:
    marked = [mark + (f"w{at}w " if word else "") for at, (mark, word) in enumerate(pieces)]
    source = re.sub(r"(?m)(```|~~~).*$", r"\1", "".join(marked))  # what follows a fence names a language
    assert re.findall(r"w\d+w", render(source).text) == re.findall(r"w\d+w", source)


@given(st.lists(TYPED, min_size=1, max_size=4).map("\n".join))
def test_code_comes_back_character_for_character(source: str) -> None:
    code = re.sub(r"[\x00-\x1f\x7f~]", "", source) or "x"
    code = code.removeprefix("\ufeff").strip(" ") or "x"
    shown = [e.text for e in elements(html_of(f"~~~~\n{code}\n~~~~")) if e.tag == "code"]
    assert shown == [code + "\n"]

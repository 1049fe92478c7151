"""Only pages of this site are led to."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.web.paths import LONGEST, local

HERE = "https://alcove.example"


@given(st.text(max_size=80))
def test_whatever_is_asked_for_one_stays_here(path: str) -> None:
    led = urlsplit(urljoin(HERE, local(path)))
    assert f"{led.scheme}://{led.netloc}" == HERE


@pytest.mark.parametrize("path", ["/", "/p/abc?page=x", "/u/%C3%84nne", "/s/a-b_c/"])
def test_real_pages_are_led_to(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize("path", [None, "", "p/abc", "//x", "/\\x", "/a b", "/a\nb", "/" + "a" * LONGEST])
def test_the_rest_is_not(path: str | None) -> None:
    assert local(path, "/otherwise") == "/otherwise"

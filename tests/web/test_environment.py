"""What templates write is what MarkupSafe would have written, whatever the value."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from forum.web.environment import written

DANGEROUS = "<b>&amp;\"quoted\" 'so'</b>"


class Html:
    """Something that says itself how it stands in a page."""

    def __html__(self) -> str:
        """Its markup."""
        return "<i>it</i>"


class Name(str):
    """A string of another type, which may be anything."""

    __slots__ = ()


VALUES = (
    st.text() | st.text("<>&'\"aé1 ", max_size=80) | st.integers() | st.floats() | st.booleans() | st.none()
)


@given(VALUES)
def test_any_value_is_written_as_it_would_be_escaped(value: object) -> None:
    assert written(value) == escape(value)
    assert written(value) == escape(value), "nor does a second time differ"


@given(st.text())
def test_markup_stands_as_it_is(text: str) -> None:
    assert written(Markup(text)) == escape(Markup(text)) == text


@pytest.mark.parametrize("value", [Html(), Name(DANGEROUS), [DANGEROUS], DANGEROUS, DANGEROUS * 9])
def test_other_things_are_asked_or_escaped(value: object) -> None:
    assert written(value) == escape(value)


def test_templates_escape_what_they_write(sqlite_app: Flask) -> None:
    template = sqlite_app.jinja_env.from_string("{{ text }}|{{ text|upper }}|{{ safe }}|{{ number }}")
    shown = template.render(text=DANGEROUS, safe=Markup("<hr>"), number=12)
    assert shown == f"{escape(DANGEROUS)}|{escape(DANGEROUS.upper())}|<hr>|12"
    with pytest.raises(UndefinedError):
        sqlite_app.jinja_env.from_string("{{ nothing }}").render()

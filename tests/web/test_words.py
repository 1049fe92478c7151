"""What templates say: in the language of the moment, filled in safely, and the same each time."""

from collections.abc import Iterator

import flask_babel
import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale


class Echo:
    """A catalogue that says of every sentence into which language it was put.

    What is said here is remembered, so these tests say what no page does.
    """

    def ugettext(self, sentence: str) -> str:
        """One sentence."""
        return f"{flask_babel.get_locale()} {sentence}"

    def ungettext(self, one: str, many: str, number: int) -> str:
        """A sentence for a number."""
        return f"{flask_babel.get_locale()} {one if number == 1 else many}"


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch, sqlite_app: Flask) -> Iterator[None]:
    """Templates in the midst of a request, and that catalogue."""
    monkeypatch.setattr(flask_babel, "get_translations", Echo)
    with sqlite_app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("echo")
def test_each_language_has_its_own_words() -> None:
    said = "{{ _('Far <b>away</b>') }}|{{ gettext('100%%, %(name)s', name=name) }}"
    for _again in range(2):
        assert render_template_string(said, name="<x>") == "en Far <b>away</b>|en 100%, &lt;x&gt;"
        with force_locale("de"):
            assert render_template_string(said, name="<y>") == "de Far <b>away</b>|de 100%, &lt;y&gt;"


@pytest.mark.usefixtures("echo")
def test_numbers_choose_their_sentence() -> None:
    said = "{{ ngettext('%(num)s swan', '%(num)s swans', number) }}"
    for number, sentence in ((1, "en 1 swan"), (2, "en 2 swans"), (1, "en 1 swan"), (3, "en 3 swans")):
        assert render_template_string(said, number=number) == sentence
    with force_locale("de"):
        assert render_template_string(said, number=2) == "de 2 swans"


@pytest.mark.usefixtures("echo")
def test_a_sentence_with_a_sign_is_said_alike_each_time() -> None:
    for _again in range(2):
        assert render_template_string("{{ _('a fifth: 20%%') }}") == "en a fifth: 20%"

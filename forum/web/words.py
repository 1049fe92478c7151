"""What templates say, in the reader's language: each sentence is looked up once, not at every page.

Flask-Babel takes 25 microseconds for a sentence, and a page has fifty: more than its text takes.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import flask_babel
from babel import Locale
from flask import Flask
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

KNOWN = 4096  # sentences; all templates together have a few hundred
_last: tuple[Locale | None, str] = (None, str(None))


def install(app: Flask) -> None:
    """Have `_`, `gettext` and `ngettext` of templates remember; to be called after Flask-Babel's own."""
    env = cast(Any, app.jinja_env)  # its extension adds the next method, which no type knows
    env.install_gettext_callables(gettext=_one, ngettext=_many, newstyle=True)
    env.globals["_"] = env.globals["gettext"] = _remembering(env.globals["gettext"])


def language() -> str:
    """The reader's language; saying its name takes as long as finding it, so the last one's is kept."""
    global _last
    locale = get_locale()
    last = _last
    if locale is not last[0]:
        _last = last = (locale, str(locale))
    return last[1]


def _remembering(say: Callable[..., str]) -> Callable[..., str]:
    """Jinja's own function, asked once for each sentence that has nothing to fill in."""
    known: dict[tuple[str, str], str] = {}

    @pass_context
    def gettext(context: Context, sentence: str, **values: object) -> str:
        if values or not context.eval_ctx.autoescape:
            return say(context, sentence, **values)
        key = (language(), sentence)
        said = known.get(key)
        if said is None:
            if len(known) >= KNOWN:
                known.clear()
            said = known[key] = say(context, sentence)
        return said

    return gettext


def _one(sentence: str) -> str:
    return _one_in(language(), sentence)


def _many(one: str, many: str, number: int) -> str:
    return _many_in(language(), one, many, number)


@lru_cache(KNOWN)
def _one_in(_locale: str, sentence: str) -> str:
    return str(flask_babel.get_translations().ugettext(sentence))


@lru_cache(KNOWN)
def _many_in(_locale: str, one: str, many: str, number: int) -> str:
    return str(flask_babel.get_translations().ungettext(one, many, number))

"""The templates' environment: Jinja's own, except that what needs no escaping is not put through it.

Escaping costs a microsecond, and a long page writes thousands of ids, names and numbers.
See docs/decisions/rendering-speed.md.
"""

from collections.abc import MutableMapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from flask.templating import Environment as FlaskEnvironment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

COMPILED = "written-1-%s.cache"  # names compiled templates; raised when they are compiled otherwise

SHORT = 60  # letters: pen names, addresses, dates and the site's own words, which come again and again
_escaped = lru_cache(maxsize=2048)(escape)


def written(value: Any) -> str:
    """What stands in a page for a value: exactly what `markupsafe.escape` makes of it.

    Letters and digits alone hold nothing to escape, a number neither, and markup is escaped already;
    everything else goes through `escape`.
    """
    kind = type(value)
    if kind is str:
        if value.isalnum():
            return value  # type: ignore[no-any-return]  # a str
        return _escaped(value) if len(value) <= SHORT else escape(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # a Markup, which is a str
    if kind is int:
        return str(value)
    return escape(value)


class _Generator(CodeGenerator):
    """Jinja's generator, which writes `environment.written(…)` where it wrote `escape(…)`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(FlaskEnvironment):
    """Flask's environment with that generator."""

    code_generator_class = _Generator
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates know; where one adds nothing it needs no overlay, which is slow to look into."""
        if d:
            return super().make_globals(d)
        return cast(MutableMapping[str, Any], MappingProxyType(self.globals))  # nobody is to change it

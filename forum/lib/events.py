"""How a lower room tells higher ones that something happened, without knowing them.

Listeners run at once, in the emitter's transaction, and only write rows or enqueue work.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Event], listener: Callable[[Event], None]) -> None:
    """Have `listener` called with every later event of `kind`; subscribing twice counts once."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def emit(event: object) -> None:
    """Tell the listeners of the event's own type, in the order in which they subscribed."""
    for listener in _listeners[type(event)]:
        listener(event)

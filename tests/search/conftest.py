"""The world in which reading is tested: every state of a text, for every audience, at every age level."""

from tests.discussion.reading.test_agreement import whole_world

__all__ = ["whole_world"]

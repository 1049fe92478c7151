"""How long work tells of its progress: whoever asks for it gives a way to show it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

Step = Callable[[int], None]  # so much more is done
Watch = Callable[[str, int], AbstractContextManager[Step]]  # what is done, and how much of it there is

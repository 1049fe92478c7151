"""The references' server: set up as Alcove's own, less the hooks, which know Alcove's application."""

from forum import server

globals().update(
    {name: value for name, value in vars(server).items() if not name.startswith("_") and not callable(value)}
)

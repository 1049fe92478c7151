"""The references' server: set up as Alcove's own, less what only Alcove needs."""

from forum import server

# These know Alcove's application.
OWN = {"on_starting", "when_ready", "pre_fork", "post_worker_init", "worker_exit"}

globals().update(
    {name: value for name, value in vars(server).items() if name not in OWN and not name.startswith("_")}
)

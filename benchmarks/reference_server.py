"""The references' server: set up as Alcove's own, less what only Alcove needs."""

from forum import server

OWN = {"pre_fork"}  # closes Alcove's database before a worker is made

globals().update(
    {name: value for name, value in vars(server).items() if name not in OWN and not name.startswith("_")}
)

"""What the archives leave to a worker."""

from forum.access import SYSTEM
from forum.export import actions
from forum.lib.jobs import job


@job("export.make_archive", prepare=lambda archive: actions.pack(SYSTEM, archive))
def make_archive(made: actions.Made) -> None:
    """Make an archive that somebody asked for."""
    actions.store(SYSTEM, made)

"""What keeping leaves to a worker."""

from forum.keeping import doctor, log_file
from forum.lib.jobs import Rest, job


@job("keeping.examine", prepare=lambda check=0: doctor.look_at(check))
def examine(following: int | None) -> Rest:
    """Look for faults in the database and the files, one check after the other."""
    return None if following is None else {"check": following}


@job("keeping.shorten_log", prepare=log_file.shorten)
def shorten_log(_is_done: bool) -> Rest:
    """Empty SQLite's log of changes; that happens outside of any transaction, before this."""
    return None

"""What keeps the promise of retention day by day."""

from forum import retention
from forum.lib.jobs import Rest, job


@job("retention.enforce")
def enforce(entry: int = 0) -> Rest:
    """Erase what has been kept long enough, one entry of the table after the other."""
    return retention.enforce_entry(entry)


@job("retention.forget_archives")
def forget_archives() -> None:
    """Delete archives that nobody can fetch any more."""
    retention.enforce_table("archive")


@job("retention.forget_ceremonies")
def forget_ceremonies() -> None:
    """Delete attempts to prove one's age that count no more."""
    retention.enforce_table("age_ceremony")


@job("retention.forget_salts")
def forget_salts() -> None:
    """Destroy yesterday's salts, and with them what attempts were counted under."""
    retention.enforce_table("daily_salt")

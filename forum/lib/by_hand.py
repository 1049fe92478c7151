"""What migrations make by hand, because no model can say it: full-text indexes of either database."""

PREFIX = "fts_"  # of their names, and so of the tables that SQLite keeps behind each of its own


def include_name(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether migrations are compared with the models in this: Alembic's hook of that name."""
    return not (name or "").startswith(PREFIX)

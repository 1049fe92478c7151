"""Somebody who changes what a page shows, at the database, so that it costs the server nothing."""

from itertools import cycle
from typing import Any

from benchmarks.places import Place

FIRST = "SELECT id FROM reply WHERE post_id = {} ORDER BY path LIMIT 1"
EDIT = "UPDATE reply SET edited_at = {} WHERE id = {}"
MARK = {"SQLite": "?", "PostgreSQL": "%s"}  # where the driver wants a value


class Editor:
    """Marks a piece's first reply as edited and takes it back, by turns."""

    def __init__(self, place: Place, name: str) -> None:
        mark = MARK[place.database.name]
        self._connection: Any = place.database.connect()
        found = self._connection.execute(FIRST.format(mark), (place.community.piece_ids[name],))
        self._reply = found.fetchone()[0]
        self._statement = EDIT.format(mark, mark)
        self._moments = cycle(["2025-06-01 00:00:00.000000", None])

    def __call__(self) -> None:
        """Edit, or take it back."""
        self._connection.execute(self._statement, (next(self._moments), self._reply))

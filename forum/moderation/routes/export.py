"""All decisions as a file for the European Commission's transparency database, for administrators."""

import csv
import io

from flask import Response

from forum.moderation import dsa_fields
from forum.moderation.queries.export import reported_decisions
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a table program would reckon with what begins so


@room.get("/moderation/decisions.csv", door=MODERATOR)
def decisions_csv() -> Response:
    """One line a decision, and nothing personal in it."""
    written = io.StringIO()
    lines = csv.DictWriter(written, dsa_fields.FIELDS)
    lines.writeheader()
    for row in reported_decisions(current.viewer()):
        lines.writerow({field: _tame(value) for field, value in row.items()})
    answer = Response(written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=decisions.csv"
    return answer


def _tame(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value

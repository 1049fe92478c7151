"""The page on which one asks for an archive, and the way to fetch it."""

from flask import Response, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from forum.access import AccessRefused, Hidden
from forum.export import actions, links, policy, queries
from forum.export.jobs import make_archive
from forum.export.models import Archive, ArchiveState
from forum.web import current
from forum.web.doors import CONFIRMED, Room

room = Room("export", __name__)


@room.get("/settings/export", door=CONFIRMED)
def archive() -> str:
    """Show how to have one's texts, and the archive that was asked for last."""
    viewer = current.viewer()
    found = queries.newest_of(viewer)
    return render_template(
        "export/archive.html",
        state=found.state if found else None,
        url=_url(found) if found and found.state == ArchiveState.READY else None,
        kilobytes=max(1, round((found.size or 0) / 1000)) if found else 0,
        until=found.until if found else None,
        may_ask=queries.asked_today(viewer) < policy.MOST_A_DAY,
        most=policy.MOST_A_DAY,
    )


@room.post("/settings/export", door=CONFIRMED)
def ask() -> ResponseReturnValue:
    """Have an archive made; who asks twice, or too often, is shown how things stand."""
    viewer = current.viewer()
    if not queries.is_running(viewer) and queries.asked_today(viewer) < policy.MOST_A_DAY:
        make_archive.later(archive=actions.ask(viewer).id)
    return redirect(url_for("export.archive"), 303)


@room.get("/settings/export/<token>", door=CONFIRMED)
def fetch(token: str) -> ResponseReturnValue:
    """Send an archive to whom it belongs."""
    if len(token) != links.LENGTH or not token.isascii():
        raise AccessRefused(Hidden())
    found = queries.find(current.viewer(), token)
    answer = Response(stream_with_context(queries.bytes_of(found.id)), mimetype="application/zip")
    answer.headers["Content-Length"] = str(found.size)
    # A name that says nothing to whoever sees the folder of downloads.
    answer.headers["Content-Disposition"] = 'attachment; filename="archive.zip"'
    return answer


def _url(found: Archive) -> str:
    return url_for("export.fetch", token=links.token_of(found))

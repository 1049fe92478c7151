"""Moving in: the one verb that writes what an export holds."""

from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from forum.access import Viewer, require
from forum.discussion.models import MAX_DEPTH, Space
from forum.gateways.importing import origins, policy
from forum.gateways.importing.moving import Move
from forum.gateways.importing.pieces import ImportRefused, Progress, silent
from forum.gateways.importing.preparing import preparer
from forum.gateways.importing.report import Report
from forum.gateways.importing.wordpress import WordPressExport
from forum.lib.db import db


def import_wordpress(
    viewer: Viewer,
    path: Path,
    space_slug: str,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Report:
    """Bring the pieces and comments of a WordPress export into a space.

    The file is read through once before anything is written; raises ImportRefused. A dry run does
    everything and takes it back. The caller commits, unless the report has differences.
    """
    require(policy.can_import(viewer))
    space = db.session.scalar(select(Space).where(Space.slug == space_slug))
    if space is None:
        raise ImportRefused(_("There is no space “%(slug)s”.", slug=space_slug))
    export = WordPressExport(path, MAX_DEPTH)
    checked = export.check(progress)
    savepoint = db.session.begin_nested()
    try:
        report = _move(viewer, space, export, progress, Report(checked, checked, dry_run))
    except BaseException:
        savepoint.rollback()
        raise
    if dry_run or report.differences:
        savepoint.rollback()
    else:
        savepoint.commit()
    return report


def _move(
    viewer: Viewer, space: Space, export: WordPressExport, progress: Progress, report: Report
) -> Report:
    before = origins.arrived()
    move = Move(viewer, space, export.site, report)
    pieces = export.pieces(progress)
    report.tally = export.tally
    with preparer(report.checked.wanted_comments) as ready:
        move.run(pieces, ready)
    after = origins.arrived()
    report.stored_pieces = after.pieces - before.pieces
    report.stored_comments = after.comments - before.comments
    return report

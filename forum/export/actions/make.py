"""Make an archive: read and pack without barring any writer, then store what was packed."""

import logging
import traceback
from dataclasses import dataclass
from typing import IO

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from forum.access import Viewer, require
from forum.export import links, packing, policy
from forum.export.models import Archive, ArchivePart, ArchiveState
from forum.export.queries import PURPOSE
from forum.lib import clock, keys
from forum.lib.db import db, writing
from forum.notifications import actions as notifications

PART_BYTES = 256 * 1024  # in memory at once; SQLite and PostgreSQL both store such rows apart from the others
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """What came of packing: a file that has no name on the disk, or nothing."""

    archive_id: int
    file: IO[bytes] | None


def pack(viewer: Viewer, archive_id: int) -> Made:
    """Pack what belongs into an archive; what cannot be packed now will not be by trying again."""
    require(policy.can_make(viewer))
    archive = db.session.get(Archive, archive_id)
    if archive is None or archive.state != ArchiveState.RUNNING:
        return Made(archive_id, None)
    try:
        return Made(archive_id, packing.pack(archive.account_id))
    except SQLAlchemyError:  # the database is away: it will be back, and the job with it
        raise
    except Exception as fault:  # noqa: BLE001  # whatever it is, the member is told
        # Where it happened, but not its text, which could hold what somebody wrote.
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("an archive could not be packed: %s\n%s", type(fault).__name__, where)
        return Made(archive_id, None)


@writing()
def store(viewer: Viewer, made: Made) -> None:
    """Keep what was packed for as long as it can be fetched, and tell its owner; or say that it failed."""
    require(policy.can_make(viewer))
    archive = db.session.get(Archive, made.archive_id, with_for_update=True)
    if archive is None or archive.state != ArchiveState.RUNNING:  # its owner left, or it is two days late
        return
    if made.file is None:
        archive.state = ArchiveState.FAILED
        return
    archive.size = _store_bytes(archive, made.file)
    archive.state, archive.until = ArchiveState.READY, clock.now() + policy.FETCHED_FOR
    archive.token_digest = links.digest(links.token_of(archive))
    notifications.tell_of_archive(viewer, archive.account_id)


def _store_bytes(archive: Archive, file: IO[bytes]) -> int:
    size = number = 0
    with file:
        while part := file.read(PART_BYTES):
            sealed = keys.seal_bytes(PURPOSE, part)
            row = {"archive_id": archive.id, "number": number, "sealed": sealed}
            db.session.execute(insert(ArchivePart), [row])
            size, number = size + len(part), number + 1
    return size

"""Somebody's archives, and the bytes of one."""

from collections.abc import Iterator

from sqlalchemy import func, select

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.export import links, policy
from forum.export.models import Archive, ArchivePart, ArchiveState
from forum.lib import clock, keys
from forum.lib.db import db

PURPOSE = "archive"  # of the key that seals its bytes


def newest_of(viewer: Viewer) -> Archive | None:
    """The archive that the viewer asked for last and that is still there."""
    require(policy.can_have_archives(viewer))
    mine = (Archive.account_id == viewer.account_id, Archive.until > clock.now())
    return db.session.scalar(select(Archive).where(*mine).order_by(Archive.id.desc()).limit(1))


def is_running(viewer: Viewer) -> bool:
    """Whether one of the viewer's is in the making."""
    mine = (Archive.account_id == viewer.account_id, Archive.state == ArchiveState.RUNNING)
    return db.session.scalar(select(Archive.id).where(*mine).limit(1)) is not None


def asked_today(viewer: Viewer) -> int:
    """How many the viewer asked for in the last 24 hours, also those that came to nothing."""
    lately = (Archive.account_id == viewer.account_id, Archive.asked_at > clock.now() - policy.DAY)
    return db.session.scalar(select(func.count()).select_from(Archive).where(*lately)) or 0


def find(viewer: Viewer, token: str) -> Archive:
    """The viewer's own archive by its link; raises AccessRefused for anybody else's, or too late."""
    found = db.session.scalar(select(Archive).where(Archive.token_digest == links.digest(token)))
    if found is None:
        raise AccessRefused(Hidden())
    require(policy.can_fetch(viewer, found, clock.now()))
    return found


def bytes_of(archive_id: int) -> Iterator[bytes]:
    """An archive's bytes in their order; they end early, as a broken download does, if it is deleted."""
    query = select(ArchivePart.sealed).where(ArchivePart.archive_id == archive_id)
    number = 0
    while (sealed := db.session.scalar(query.where(ArchivePart.number == number))) is not None:
        yield keys.unseal_bytes(PURPOSE, sealed)
        number += 1

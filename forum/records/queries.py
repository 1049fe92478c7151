"""Signed worksheets, and which are due."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.lib import clock
from forum.lib.db import by_public_id, db
from forum.records import policy
from forum.records.models import WorksheetRecord
from forum.records.worksheets import WORKSHEETS, Worksheet

MOST_SHOWN = 50


@dataclass(frozen=True)
class Standing:
    """How a worksheet stands: when it was last signed, and whether it is due again."""

    sheet: Worksheet
    latest: WorksheetRecord | None

    @property
    def is_due(self) -> bool:
        """Whether nobody has signed it yet, or too long ago."""
        return self.latest is None or self.latest.review_on <= clock.today()

    @property
    def review_on(self) -> date | None:
        """When it is to be looked at again."""
        return self.latest.review_on if self.latest else None


def standings(viewer: Viewer) -> list[Standing]:
    """How each worksheet stands."""
    return [Standing(sheet, latest(viewer, key)) for key, sheet in WORKSHEETS.items()]


def latest(viewer: Viewer, kind: str) -> WorksheetRecord | None:
    """The last signed worksheet of a kind."""
    require(policy.can_keep_records(viewer))
    newest = select(WorksheetRecord).where(WorksheetRecord.kind == kind).order_by(WorksheetRecord.id.desc())
    return db.session.scalars(newest.limit(1)).first()


def signed(viewer: Viewer) -> list[WorksheetRecord]:
    """Signed worksheets, the newest first."""
    require(policy.can_keep_records(viewer))
    newest = select(WorksheetRecord).order_by(WorksheetRecord.id.desc())
    return list(db.session.scalars(newest.limit(MOST_SHOWN)))


def find_record(viewer: Viewer, public_id: str) -> WorksheetRecord:
    """One signed worksheet; raises AccessRefused where there is none."""
    require(policy.can_keep_records(viewer))
    record = by_public_id(WorksheetRecord, public_id)
    if record is None:
        raise AccessRefused(Hidden())
    return record

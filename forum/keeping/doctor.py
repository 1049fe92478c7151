"""The doctor: looks at everything that must be true, one check after the other, and mends what can be."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from forum.lib.checks import Check
from forum.lib.db import db

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """What came of one check: what is wrong, and how many rows were mended so that it no longer is."""

    check: Check
    faults: tuple[str, ...]
    mended: int = 0


def checks() -> tuple[Check, ...]:
    """Every check of the rooms and of the installation, as the application wires them."""
    found: tuple[Check, ...] = current_app.extensions["checks"]
    return found


def examine(to_look_at: tuple[Check, ...], *, mend: bool = False) -> Iterator[Finding]:
    """Look at each, in the caller's transaction; with `mend`, mend what follows from rows and look again."""
    for check in to_look_at:
        faults = _look(check)
        mended = 0
        if faults and mend and check.mend is not None:
            mended = check.mend()
            faults = _look(check)
        yield Finding(check, faults, mended)


def look_at(number: int) -> int | None:
    """Look at one check by the way, and log if something is wrong; the number of the next one."""
    (finding,) = examine(checks()[number : number + 1])
    if finding.faults:  # how many, not which: a log is no place for addresses of texts
        logger.error("not so (%d), run `flask alcove doctor`: %s", len(finding.faults), finding.check.right)
    return number + 1 if number + 1 < len(checks()) else None


def _look(check: Check) -> tuple[str, ...]:
    """What is wrong; a table that is not there keeps nobody from looking at the next thing."""
    try:
        with db.session.begin_nested():
            return tuple(check.faults())
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        why = str(error.orig).strip().partition("\n")[0]
        return (_("This could not be looked at: %(why)s", why=why),)

"""How a ceremony stands."""

from enum import StrEnum

from sqlalchemy import select

from forum.access import Viewer
from forum.agegate.ceremonies import LIFETIME, Begun, browser_digest, digest
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.lib import clock
from forum.lib.db import db


class Standing(StrEnum):
    """What the browser that began is told."""

    WAITING = "waiting"
    PROVED = "proved"
    FAILED = "failed"
    OVER = "over"
    UNREACHABLE = "unreachable"  # known to the request that tried, and stored nowhere


def taken_back(viewer: Viewer) -> str | None:
    """Why a member's earlier answer counts no more, if it was taken back."""
    if viewer.account_id is None:
        return None
    query = select(AgeAnswer.revoked_reason).where(AgeAnswer.account_id == viewer.account_id)
    return db.session.scalar(query)


def standing(viewer: Viewer, begun: Begun) -> Standing:
    """How the ceremony stands that a browser began; redeemed, unknown, lapsed and others' ones are over."""
    query = select(AgeCeremony.used_at, AgeCeremony.outcome).where(
        AgeCeremony.state_digest == digest(begun.ceremony.state),
        AgeCeremony.browser_digest == browser_digest(viewer, begun.browser),
        AgeCeremony.begun_at > clock.now() - LIFETIME,
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return Standing.OVER
    return Standing(found.outcome) if found.outcome else Standing.WAITING

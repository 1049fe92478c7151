"""Refreshing trust lists: by the operator's command and once a day, never in a request."""

from dataclasses import dataclass

from flask import current_app

from forum.access import Viewer, require
from forum.agegate import policy
from forum.agegate.trust import sources
from forum.agegate.trust.models import TrustList
from forum.lib import clock
from forum.lib.db import db, writing


@dataclass(frozen=True)
class Refreshed:
    """How it went with one list: how many it names, or what is wrong."""

    method: str
    count: int = 0
    fault: str | None = None


def refresh(viewer: Viewer) -> list[Refreshed]:
    """Read every list that is set, and keep each that can be used; where one cannot, the old one stays."""
    require(policy.can_look_after(viewer))
    found = [_read(method, source) for method, source in sources.configured(current_app.config).items()]
    with writing():
        for refreshed, body in found:
            if refreshed.fault is None:
                _keep(refreshed, body)
        db.session.flush()
    return [refreshed for refreshed, _body in found]


def _read(method: str, source: str) -> tuple[Refreshed, bytes]:
    try:
        if method == "oidc_age":
            from forum.agegate.oidc.provider import discover  # its libraries serve no page

            count, body = discover(source)
        else:
            body = sources.read(source)
            count = len(sources.certificates(body))
        return Refreshed(method, count), body
    except sources.SourceFault as fault:
        return Refreshed(method, fault=str(fault)), b""


def _keep(refreshed: Refreshed, body: bytes) -> None:
    kept = db.session.get(TrustList, refreshed.method) or TrustList(method=refreshed.method)
    kept.body, kept.count, kept.refreshed_at = body, refreshed.count, clock.now()
    db.session.add(kept)

"""Whom a method trusts just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from sqlalchemy import select

from forum.agegate.trust import sources
from forum.agegate.trust.models import TrustList
from forum.lib import clock
from forum.lib.db import db

if TYPE_CHECKING:
    from forum.agegate.oidc.provider import Client, Provider

# A list that nobody refreshes may name somebody who is trusted no more. Published lists say that they are
# to be read again within days to half a year; a month is what a careless operator may miss.
FRESH = timedelta(days=30)


@dataclass(frozen=True)
class Freshness:
    """How a method's list stands, for administrators."""

    method: str
    count: int
    refreshed_at: datetime

    @property
    def is_stale(self) -> bool:
        """Whether the method is off until the list is refreshed."""
        return clock.now() - self.refreshed_at > FRESH


def anchors(method: str) -> tuple[x509.Certificate, ...]:
    """The certificates that a method trusts; none where its list is missing, too old or cannot be read."""
    body = _fresh(method)
    try:
        return () if body is None else _parsed(body)
    except sources.SourceFault:  # a later version of what reads it may be stricter
        return ()


def provider(client: "Client | None") -> "Provider | None":
    """The provider that an operator has agreed with, if what it says of itself is known and fresh."""
    body = None if client is None else _fresh("oidc_age")
    try:
        return None if client is None or body is None else _described(body, client)
    except sources.SourceFault:
        return None


def freshness() -> list[Freshness]:
    """How old each list is and how many it names."""
    query = select(TrustList.method, TrustList.count, TrustList.refreshed_at).order_by(TrustList.method)
    return [Freshness(*row) for row in db.session.execute(query)]


def _fresh(method: str) -> bytes | None:
    query = select(TrustList.body, TrustList.refreshed_at).where(TrustList.method == method)
    kept = db.session.execute(query).one_or_none()
    return None if kept is None or clock.now() - kept.refreshed_at > FRESH else bytes(kept.body)


@lru_cache(maxsize=8)
def _described(body: bytes, client: "Client") -> "Provider":
    from forum.agegate.oidc.provider import described  # its libraries serve no other page

    return described(body, client)


@lru_cache(maxsize=8)
def _parsed(body: bytes) -> tuple[x509.Certificate, ...]:
    return tuple(sources.certificates(body))

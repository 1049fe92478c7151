"""A site that trusts an issuer."""

from cryptography.hazmat.primitives.serialization import Encoding

from forum.agegate.trust.models import TrustList
from forum.lib import clock
from forum.lib.db import db
from tests.agegate.wallet.issuer import TestIssuer


def trust(issuer: TestIssuer, *methods: str) -> None:
    """Have an issuer vouch by these methods, as if the operator had read such a list just now."""
    body = issuer.anchor.public_bytes(Encoding.PEM)
    for method in methods:
        db.session.add(TrustList(method=method, body=body, count=1, refreshed_at=clock.now()))
    db.session.flush()

"""A provider as it describes itself (OpenID Connect Discovery 1.0), read by the operator's command only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from forum.agegate.trust.sources import LOOPBACK, SourceFault, read

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Client:
    """What the operator has agreed on with a provider."""

    issuer: str
    client_id: str
    secret: str | None
    claim: str  # a name, or names with dots between where one lies in another
    expected: Any  # what the claim must be, of the same JSON type
    scope: str = "openid"


@dataclass(frozen=True)
class Provider:
    """A provider and what the operator has agreed on with it."""

    client: Client
    authorization_endpoint: str
    token_endpoint: str
    keys: KeySet


def discover(issuer: str) -> tuple[int, bytes]:
    """How many keys a provider has, and what it says of itself; raises SourceFault."""
    said = _read_json(issuer.rstrip("/") + WELL_KNOWN)
    if said.get("issuer") != issuer:
        raise SourceFault("it says that it is another issuer")
    for name in ENDPOINTS:
        if not is_safe(said.get(name)):
            raise SourceFault(f"its {name} is no https:// address")
    kept = {name: said[name] for name in ("issuer", *ENDPOINTS)} | {"jwks": _read_json(said["jwks_uri"])}
    body = json.dumps(kept).encode()
    return len(_keys(kept).keys), body


def described(body: bytes, client: Client) -> Provider:
    """The provider that a stored description tells of; raises SourceFault where that is another's, or broken.

    Else one that an operator has given up would be sent what was agreed on with the next, and believed.
    """
    kept = _parsed(body)
    if kept.get("issuer") != client.issuer:
        raise SourceFault("it says that it is another issuer")
    try:
        return Provider(client, kept["authorization_endpoint"], kept["token_endpoint"], _keys(kept))
    except KeyError as fault:
        raise SourceFault("it says too little of itself") from fault


def is_safe(address: Any) -> bool:
    """Whether an address is one that nobody on the way can change: HTTPS, or this machine itself."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:  # "https://[" is no address
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _keys(kept: dict[str, Any]) -> KeySet:
    """The keys that we know the kind of; others are passed over (RFC 7517, 5)."""
    listed = kept["jwks"].get("keys")
    found = [key for each in listed for key in _known(each)] if isinstance(listed, list) else []
    if not found:
        raise SourceFault("its keys cannot be read")
    return KeySet(found)


def _known(key: Any) -> Sequence[Key]:
    try:
        return KeySet.import_key_set({"keys": [key]}).keys
    except (JoseError, ValueError, TypeError, KeyError):
        return []


def _read_json(address: str) -> dict[str, Any]:
    return _parsed(read(address))


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise SourceFault("what it says of itself cannot be read") from fault
    if not isinstance(said, dict):
        raise SourceFault("what it says of itself cannot be read")
    return said

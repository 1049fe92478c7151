"""Asking a provider: code flow with PKCE (RFC 7636), state and nonce; what it says besides is thrown away."""

import json
import time
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from forum.agegate.methods.outcome import NotProved, Unreachable
from forum.agegate.oidc.provider import Provider

ALGORITHMS = ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"]  # signatures by the provider's own key
PATIENCE = 5.0  # seconds of silence, in which somebody waits and a thread is taken
ALL_IN_ALL = 10.0  # seconds for a whole answer, however steadily it trickles
MOST_BYTES = 64 * 1024
SKEW = 60  # seconds by which clocks may differ
KEY_DIGITS = 16


def authorization_url(provider: Provider, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
    """Where somebody goes in order to have the provider vouch for them."""
    client = provider.client
    wanted = {"id_token": {client.claim.partition(".")[0]: {"essential": True}}}
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": client.scope,
        "claims": json.dumps(wanted),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joined = "&" if urlsplit(provider.authorization_endpoint).query else "?"
    return f"{provider.authorization_endpoint}{joined}{urlencode(asked)}"


def redeem(
    provider: Provider, *, code: str, redirect_uri: str, nonce: str, verifier: str, now: datetime
) -> str:
    """The provider's key, where it vouches for an age of 18; raises NotProved or Unreachable."""
    answer = _ask(provider, {"code": code, "redirect_uri": redirect_uri, "code_verifier": verifier})
    claims = _checked(provider, answer.get("id_token"), nonce, now)
    found: Any = claims
    for name in provider.client.claim.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    expected = provider.client.expected
    if type(found) is not type(expected) or found != expected:  # True is not 1
        raise NotProved("not over 18")
    return sha256(provider.client.issuer.encode()).hexdigest()[:KEY_DIGITS]


def _ask(provider: Provider, fields: dict[str, str]) -> dict[str, Any]:
    """What the provider gives for a code."""
    client = provider.client
    form = {"grant_type": "authorization_code", "client_id": client.client_id, **fields}
    auth = (quote(client.client_id), quote(client.secret)) if client.secret else None
    body, began = b"", time.monotonic()
    try:
        with httpx.stream(
            "POST", provider.token_endpoint, data=form, auth=auth, timeout=PATIENCE, follow_redirects=False
        ) as answer:
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise NotProved("too large")
                if time.monotonic() - began > ALL_IN_ALL:
                    raise Unreachable
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise Unreachable from fault
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unreachable
    if answer.status_code != httpx.codes.OK:
        raise NotProved("code refused")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise NotProved("not readable") from fault
    return said if isinstance(said, dict) else {}


def _checked(provider: Provider, token: Any, nonce: str, now: datetime) -> dict[str, Any]:
    """What the provider has signed for us, of this attempt; no key is fetched, whatever the token says."""
    if not isinstance(token, str):
        raise NotProved("no token")
    client = provider.client
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=SKEW,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, provider.keys, algorithms=ALGORITHMS).claims
    except InvalidKeyIdError as fault:  # the provider has new keys: nobody's fault who asks it meanwhile
        raise Unreachable from fault
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as fault:
        raise NotProved("wrong signature") from fault
    try:
        rules.validate(claims)
    except (JoseError, ValueError, TypeError) as fault:
        raise NotProved("not for us now") from fault
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", client.client_id if not several else None) != client.client_id:
        raise NotProved("not for us now")
    return dict(claims)

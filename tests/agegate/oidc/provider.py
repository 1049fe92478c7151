"""A provider of OpenID Connect on this machine: authlib's server, honest or lying in one way."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET, SUBJECT = "the site", "a secret of both", "subject-4711-of-a-person"


class Lie(StrEnum):
    """What is wrong with what a provider says, or how it says it."""

    OTHER_ISSUER = auto()
    OTHER_AUDIENCE = auto()
    ONE_OF_SEVERAL = auto()
    OTHER_PARTY = auto()
    OTHER_NONCE = auto()
    NO_NONCE = auto()
    EXPIRED = auto()
    NO_EXPIRY = auto()
    ISSUED_LATER = auto()
    UNSIGNED = auto()
    SHARED_SECRET = auto()
    FOREIGN_KEY = auto()
    UNKNOWN_KEY = auto()
    CLAIM_MISSING = auto()
    INTEGER_ONE = auto()
    WORD_TRUE = auto()
    FALSE = auto()
    NO_TOKEN = auto()
    NO_JSON = auto()
    HUGE = auto()
    MOVED = auto()
    BROKEN = auto()
    SLOW = auto()


VALUES = {Lie.INTEGER_ONE: 1, Lie.WORD_TRUE: "true", Lie.FALSE: False}


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out."""

    code: str
    redirect_uri: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    scope: str = "openid"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class TheSite(ClientMixin):
    """The one client that the provider knows."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class OpenIdProvider:
    """The provider: where it is, its keys, and how it lies."""

    url: str = ""
    redirect_uri: str = ""
    lie: Lie | None = None
    described: dict[str, Any] = field(default_factory=dict)  # otherwise than it is
    further_keys: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    other: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "other"}))
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))

    def token(self, nonce: str) -> str:
        """What is signed of somebody who came."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": "https://evil.example" if self.lie is Lie.OTHER_ISSUER else self.url,
            "aud": "another site" if self.lie is Lie.OTHER_AUDIENCE else CLIENT_ID,
            "sub": SUBJECT,
            "nonce": "another" if self.lie is Lie.OTHER_NONCE else nonce,
            "iat": now + 3600 if self.lie is Lie.ISSUED_LATER else now,
            "exp": now - 61 if self.lie is Lie.EXPIRED else now + 300,
            "age_over_18": VALUES.get(self.lie, True) if self.lie else True,
        }
        if self.lie is Lie.ONE_OF_SEVERAL:
            claims["aud"] = [CLIENT_ID, "another site"]
        if self.lie is Lie.OTHER_PARTY:
            claims["azp"] = "another site"
        gone = {Lie.NO_NONCE: "nonce", Lie.NO_EXPIRY: "exp", Lie.CLAIM_MISSING: "age_over_18"}
        claims.pop(gone.get(self.lie, "") if self.lie else "", None)
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        public = json.dumps(self.key.as_dict(private=False)).encode()
        if self.lie is Lie.UNSIGNED:
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.lie is Lie.SHARED_SECRET:
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(public))
        key, kid = self.key, "two" if self.lie is Lie.UNKNOWN_KEY else "one"
        if self.lie is Lie.FOREIGN_KEY:
            key = ECKey.generate_key("P-256", {"kid": "one"})
        return jwt.encode({"alg": "ES256", "kid": kid}, claims, key)


def _part(of: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(of).encode()).rstrip(b"=").decode()


def _server(app: Flask, provider: OpenIdProvider) -> AuthorizationServer:
    class CodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> Code:
            data = request.payload.data
            asked = (data["nonce"], data["code_challenge"], data["code_challenge_method"])
            kept = Code(code, request.payload.redirect_uri, *asked)
            provider.codes[code] = kept
            return kept

        def query_authorization_code(self, code: str, client: TheSite) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return SUBJECT

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def encode_id_token(self, token: Any, request: Any) -> str:
            return provider.token(request.authorization_code.nonce)

    server = AuthorizationServer(
        app, query_client=lambda _id: TheSite(provider.redirect_uri), save_token=lambda _token, _request: None
    )
    server.register_grant(CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)])
    return server


def _app(provider: OpenIdProvider) -> Flask:
    app = Flask("provider")
    app.config["SECRET_KEY"] = "a provider of tests"
    server = _server(app, provider)

    @app.get("/.well-known/openid-configuration")
    def describe() -> Response:
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        addresses = {name: f"{provider.url}/{name}" for name in names}
        return jsonify({"issuer": provider.url} | addresses | provider.described)

    @app.get("/jwks_uri")
    def keys() -> Response:
        known = KeySet([provider.key, provider.other]).as_dict(private=False)["keys"]
        return jsonify({"keys": [*provider.further_keys, *known]})

    @app.get("/authorization_endpoint")
    def ask() -> str:
        provider.asked.append(request.url)
        return "<!DOCTYPE html><title>Provider</title><form method=post><button>I agree</button></form>"

    @app.post("/authorization_endpoint")
    def agree() -> Any:
        return server.create_authorization_response(
            grant=server.get_consent_grant(end_user=SUBJECT), grant_user=SUBJECT
        )

    @app.post("/token_endpoint")
    def give() -> Any:
        instead = _INSTEAD.get(provider.lie) if provider.lie else None
        return instead(provider.url) if instead else server.create_token_response()

    return app


def _trickle() -> Iterator[str]:
    """A byte now and then, for longer than anybody waits."""
    for _part_of in range(40):
        yield " "
        time.sleep(0.1)


# What is answered in the place of a token.
_INSTEAD: dict[Lie, Callable[[str], Any]] = {
    Lie.MOVED: lambda url: redirect(f"{url}/elsewhere", 307),
    Lie.BROKEN: lambda _url: ("broken", 500),
    Lie.SLOW: lambda _url: Response(_trickle()),
    Lie.HUGE: lambda _url: "x" * 100_000,
    Lie.NO_JSON: lambda _url: "no json",
    Lie.NO_TOKEN: lambda _url: {"access_token": "x"},
}


@contextmanager
def running(redirect_uri: str) -> Iterator[OpenIdProvider]:
    """The provider on a port of its own."""
    provider = OpenIdProvider(redirect_uri=redirect_uri)
    served = make_server("127.0.0.1", 0, _app(provider), threaded=True)
    provider.url = f"http://127.0.0.1:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def agree(address: str) -> str:
    """What a browser does at the provider: see its page, agree, and follow the way back, given as a path."""
    import httpx

    with httpx.Client(follow_redirects=False) as browser:
        assert browser.get(address).status_code == 200
        back = browser.post(address)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{urlencode(parse_qsl(parts.query))}"

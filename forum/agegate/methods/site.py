"""Proving one's age by a provider of OpenID Connect with whom the operator has an agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from cachetools import TTLCache
from flask import current_app
from flask_babel import gettext as _

from forum.agegate.ceremonies import Ceremony, Way
from forum.agegate.methods.outcome import NotProved, Unreachable
from forum.agegate.oidc import client
from forum.agegate.oidc.provider import Client, Provider
from forum.agegate.trust import queries as trust
from forum.lib import clock

REST = 60.0  # seconds in which a provider that did not answer is not tried again, nor offered
_away: TTLCache[str, bool] = TTLCache(maxsize=8, ttl=REST)
_lock = Lock()


@dataclass(frozen=True)
class Site:
    """The provider that the operator has set."""

    key: str = "oidc_age"

    @property
    def title(self) -> str:
        """What people read of it."""
        return str(current_app.config["OIDC_AGE_NAME"] or _("Another site that knows your age"))

    @property
    def explained(self) -> str:
        """Who learns what."""
        return _(
            "You sign in there, and that site tells us one thing: that you are 18 or older. We throw away "
            "whatever else it says of you. It learns that you came from here, and when."
        )

    @property
    def ways(self) -> tuple[Way, ...]:
        """By going there and coming back."""
        return (Way.SITE,)

    def is_usable(self) -> bool:
        """Whether there is a provider whose keys are known, and which answered when it was last asked."""
        provider = self._provider()
        return provider is not None and not is_away(provider.client.issuer)

    def start(self, ceremony: Ceremony) -> str:
        """Where somebody goes."""
        provider = self._provider()
        if provider is None:
            raise Unreachable
        return client.authorization_url(
            provider,
            redirect_uri=ceremony.return_address,
            state=ceremony.state,
            nonce=ceremony.nonce,
            verifier=ceremony.verifier,
        )

    def finish(self, ceremony: Ceremony, answer: Mapping[str, str]) -> str:
        """The provider's key; raises NotProved, or Unreachable where it or somebody declined."""
        provider = self._provider()
        if provider is None or "error" in answer:
            raise Unreachable
        if not answer.get("code"):
            raise NotProved("no code")
        try:
            return client.redeem(
                provider,
                code=answer["code"],
                redirect_uri=ceremony.return_address,
                nonce=ceremony.nonce,
                verifier=ceremony.verifier,
                now=clock.now(),
            )
        except Unreachable:
            with _lock:
                _away[provider.client.issuer] = True
            raise

    def _provider(self) -> Provider | None:
        return trust.provider(configured())


def configured() -> Client | None:
    """What the operator has agreed on with a provider, if with any."""
    config = current_app.config
    if not config["OIDC_AGE_ISSUER"]:
        return None
    return Client(
        issuer=config["OIDC_AGE_ISSUER"],
        client_id=config["OIDC_AGE_CLIENT_ID"],
        secret=config["OIDC_AGE_CLIENT_SECRET"],
        claim=config["OIDC_AGE_CLAIM"],
        expected=config["OIDC_AGE_VALUE"],
        scope=config["OIDC_AGE_SCOPE"],
    )


def is_away(issuer: str) -> bool:
    """Whether a provider did not answer of late."""
    with _lock:
        return issuer in _away


SITE = Site()

"""Reading a trust list where the operator says that it is: a file, or an address of theirs."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

MOST_BYTES = 1024 * 1024
PATIENCE = 10.0  # seconds
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SourceFault(Exception):
    """A list cannot be read, or holds nothing to trust; the message says why."""


def configured(config: Mapping[str, object]) -> dict[str, str]:
    """The source of each method's list, where the operator has set one."""
    named = {
        "eu_av": config.get("AGE_TRUST_EU_AV"),
        "mdl": config.get("AGE_TRUST_MDL"),
        "oidc_age": config.get("OIDC_AGE_ISSUER"),
    }
    return {method: str(source) for method, source in named.items() if source}


def certificates(body: bytes) -> list[x509.Certificate]:
    """The certificates in a list; raises SourceFault where one is broken or there is none."""
    try:
        found = x509.load_pem_x509_certificates(body)
    except (ValueError, x509.InvalidVersion) as fault:
        raise SourceFault("it holds no certificates in PEM form, or a broken one") from fault
    return found


def read(source: str) -> bytes:
    """The bytes at a source; raises SourceFault."""
    return _fetch(source) if "://" in source else _open(Path(source))


def _open(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return _bounded(handle.read(MOST_BYTES + 1))
    except OSError as error:
        raise SourceFault(f"it cannot be read: {error.strerror}") from error


def _fetch(address: str) -> bytes:
    import httpx  # for the operator's command, and nothing that a request does

    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SourceFault("its address must begin with https://")
    body = b""
    try:
        with httpx.stream("GET", address, timeout=PATIENCE, follow_redirects=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SourceFault(f"its server answered with {answer.status_code}")
            for part in answer.iter_bytes():
                body = _bounded(body + part)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceFault(f"its server did not answer ({type(error).__name__})") from error
    return body


def _bounded(body: bytes) -> bytes:
    if len(body) > MOST_BYTES:
        raise SourceFault("it is larger than a megabyte")
    return body

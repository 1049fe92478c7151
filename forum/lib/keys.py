"""Keys derived from the one secret: each purpose has its own, so that none can be used for another."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2
VERSION = b"\x01"  # of the key that a row's text is sealed with, so that another one can follow


def derive(purpose: str) -> bytes:
    """The 32-byte key for one purpose, derived from the application's secret."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"alcove/" + purpose.encode(), hashlib.sha256).digest()


def digest(purpose: str, value: str) -> str:
    """A keyed HMAC-SHA-256 in hex: finds a value again without storing it."""
    return hmac.new(derive(purpose), value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def seal(purpose: str, text: str) -> bytes:
    """Encrypt a text with AES-256-GCM; without the secret, the database alone cannot show it."""
    return seal_bytes(purpose, text.encode())


def unseal(purpose: str, sealed: bytes) -> str:
    """The text that `seal` encrypted; raises ValueError when the secret is another one."""
    return unseal_bytes(purpose, sealed).decode()


def seal_bytes(purpose: str, plain: bytes) -> bytes:
    """The same for what is no text."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derive(purpose)).encrypt(nonce, plain, None)


def unseal_bytes(purpose: str, sealed: bytes) -> bytes:
    """What `seal_bytes` encrypted; raises ValueError when the secret is another one."""
    try:
        return AESGCM(derive(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise ValueError("sealed with another secret key") from error


def seal_for(purpose: str, row: int, text: str) -> bytes:
    """Encrypt a text for one row: moved to another one it cannot be opened."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(_of_row(purpose)).encrypt(nonce, text.encode(), _bound_to(purpose, row))


def unseal_of(purpose: str, row: int, sealed: bytes) -> str:
    """The text that `seal_for` encrypted for a row; raises ValueError when it is another row or secret."""
    nonce, hidden = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if not sealed.startswith(VERSION):
        raise ValueError("sealed with a key of another version")
    try:
        return AESGCM(_of_row(purpose)).decrypt(nonce, hidden, _bound_to(purpose, row)).decode()
    except InvalidTag as error:
        raise ValueError("sealed with another secret key, or for another row") from error


def _of_row(purpose: str) -> bytes:
    return derive(f"{purpose}/{VERSION[0]}")


def _bound_to(purpose: str, row: int) -> bytes:
    return f"{purpose}/{row}".encode()

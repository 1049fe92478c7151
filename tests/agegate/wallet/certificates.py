"""Certificates of an issuer's authority and of its signers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One RSA key for all tests, since making one takes long."""
    return rsa.generate_private_key(65537, 2048)


def authority(
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    name: str = "Authority",
    more: Sequence[x509.ExtensionType] = (),
) -> x509.Certificate:
    """A certificate that vouches for others."""
    subject = _named(name)
    return _certificate(key, subject, key, subject, (now - YEAR, now + YEAR), is_authority=True, more=more)


def signer(
    key: PrivateKey,
    by: ec.EllipticCurvePrivateKey,
    days: tuple[datetime, datetime],
    name: str = "Signer",
    issuer: str = "Authority",
    *,
    more: Sequence[x509.ExtensionType] = (),
    is_authority: bool = False,
) -> x509.Certificate:
    """A certificate that an authority gives a signer of attestations, or another one under it."""
    return _certificate(key, _named(name), by, _named(issuer), days, is_authority=is_authority, more=more)


def _certificate(
    key: PrivateKey,
    subject: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    days: tuple[datetime, datetime],
    *,
    is_authority: bool,
    more: Sequence[x509.ExtensionType] = (),
) -> x509.Certificate:
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), *days)
    constraint = x509.BasicConstraints(ca=is_authority, path_length=None)
    builder = builder.add_extension(constraint, critical=True)
    for extension in more:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(by, SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

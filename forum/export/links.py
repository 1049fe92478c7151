"""An archive's link: 128 bits that only the secret key tells; the database holds a digest of them."""

from forum.export.models import Archive
from forum.lib import keys

LENGTH = 32  # hexadecimal digits: 128 bits, which nobody guesses


def token_of(archive: Archive) -> str:
    """What its address ends with, made anew for the page that shows the link."""
    return keys.digest("archive link", archive.public_id)[:LENGTH]


def digest(token: str) -> str:
    """What is stored of a token."""
    return keys.digest("archive token", token)

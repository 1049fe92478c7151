"""Where planted values are looked for, and in which spellings."""

import base64
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote, quote_plus

from flask import Flask
from sqlalchemy import MetaData, select

from forum.lib.db import db


def files(app: Flask) -> dict[str, bytes]:
    """Every file that the place has, as it is on the disk just now, its queue and SQLite's log included."""
    found = {}
    for folder, _, names in os.walk(app.config["DATA_DIR"]):
        for name in names:
            path = Path(folder) / name
            found[str(path.relative_to(app.config["DATA_DIR"]))] = path.read_bytes()
    return found


def rows(app: Flask) -> dict[str, bytes]:
    """Every row of every table that the database has, also of those that no model knows."""
    found: dict[str, bytes] = {}
    with app.app_context(), db.engine.connect() as connection:
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            values = [value for row in connection.execute(select(table)) for value in row]
            found[f"table {table.name}"] = b"\n".join(map(_as_bytes, values))
    assert len(found) > 30
    return found


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def look(kept: dict[str, bytes], planted: dict[str, str]) -> None:
    found = [f"{name} in {place}" for place, bytes_ in kept.items() for name in _in(bytes_, planted)]
    assert not found, "\n".join(found)


def _in(haystack: bytes, planted: dict[str, str]) -> list[str]:
    lower = haystack.lower()
    return [name for name, value in planted.items() if any(each in lower for each in _forms(value))]


def is_found(haystack: bytes, value: str) -> bool:
    return bool(_in(haystack, {"it": value}))


def _forms(value: str) -> set[bytes]:
    """A value as it is, and as it would be written by something that hides it from nobody."""
    raw = value.encode()
    forms = {raw, value.encode("utf-16-le"), quote(value).encode(), quote_plus(value).encode()}
    forms |= {raw.replace(b"-", b""), raw.hex().encode()}
    for text in {raw, raw.lower()}:
        for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = algorithm(text)
            forms |= {digest.digest(), digest.hexdigest().encode(), base64.b64encode(digest.digest())}
    if re.fullmatch("[A-Z2-7]{32}", value):  # the key of one-time codes, which is written in base32
        forms.add(base64.b32decode(value))
    for shift in range(3):  # wherever it begins, the middle of its base64 is one of three
        coded = base64.b64encode(b"\0" * shift + raw)
        forms.add(coded[4 if shift else 0 : len(coded) - 4])
    return {form.lower() for form in forms}

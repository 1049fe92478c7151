"""Looking for what must not be there, in files, rows and logs, however it would be written."""

import base64
import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from flask import Flask
from sqlalchemy import MetaData, select

from forum.lib.db import db

Planted = Mapping[str, str | bytes]
Sought = dict[bytes, list[tuple[bytes, str]]]
HEAD = 8  # bytes: few places begin like one of thousands of forms by chance


def files(app: Flask) -> dict[str, bytes]:
    """Every file that a place has, as it is on the disk just now, its queue and SQLite's log included."""
    there = {}
    for folder, _, names in os.walk(app.config["DATA_DIR"]):
        for name in names:
            path = Path(folder) / name
            there[str(path.relative_to(app.config["DATA_DIR"]))] = path.read_bytes()
    assert "jobs.db" in there
    return there


def rows(app: Flask) -> dict[str, bytes]:
    """Every row of every table that the database has, also of those that no model knows."""
    there: dict[str, bytes] = {}
    with app.app_context(), db.engine.connect() as connection:
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            values = [value for row in connection.execute(select(table)) for value in row]
            there[f"table {table.name}"] = b"\n".join(map(_as_bytes, values))
    assert len(there) > 30
    return there


def look(kept: Mapping[str, bytes], planted: Planted) -> None:
    """Fail if anything that was planted is anywhere in what is kept."""
    sought = _sought(planted)
    there = [f"{name} in {place}" for place, haystack in kept.items() for name in _in(haystack, sought)]
    assert not there, "\n".join(there)


def is_found(haystack: bytes, value: str | bytes) -> bool:
    """Whether a value is there in any form."""
    return bool(_in(haystack, _sought({"it": value})))


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _sought(planted: Planted) -> Sought:
    """What to look for, by how it begins: so one pass looks for thousands of forms."""
    sought: Sought = {}
    for name, value in planted.items():
        for form in _forms(value):
            sought.setdefault(form[:HEAD], []).append((form, name))
    return sought


def _in(haystack: bytes, sought: Sought) -> list[str]:
    lower = haystack.lower()
    heads = {part for at in range(len(lower)) if (part := lower[at : at + HEAD]) in sought}
    heads |= {head for head in sought if len(head) < HEAD}
    return sorted({name for head in heads for form, name in sought[head] if form in lower})


def _forms(value: str | bytes) -> set[bytes]:
    """A value as it is, and as it would be written by something that hides it from nobody."""
    raw = value.encode() if isinstance(value, str) else value
    forms = {raw, raw.hex().encode()}
    hashed = {raw}
    if isinstance(value, str):
        forms |= {value.encode("utf-16-le"), quote(value).encode(), quote_plus(value).encode()}
        forms.add(raw.replace(b"-", b""))
        hashed.add(raw.lower())
        if re.fullmatch("[A-Z2-7]{32}", value):  # the key of one-time codes, which is written in base32
            forms.add(base64.b32decode(value))
    for text in hashed:
        for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = algorithm(text)
            forms |= {digest.digest(), digest.hexdigest().encode(), base64.b64encode(digest.digest())}
    for shift in range(3):  # wherever it begins, the middle of its base64 is one of three
        for coded in (base64.b64encode, base64.urlsafe_b64encode):
            whole = coded(b"\0" * shift + raw)
            forms.add(whole[4 if shift else 0 : len(whole) - 4])
    return {form.lower() for form in forms}

"""Packing an archive: every part once as JSON for machines and once as pages for people, in one ZIP file.

Rows are read and written in batches, so that an archive of any size takes a few megabytes of memory.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import inspect, select

from forum.accounts.models import Persona
from forum.export.table import LEFT_OUT, PARTS, Address, Field, Look, Owner, Part
from forum.lib import clock
from forum.lib.db import db

A_PAGE = 200  # rows: an evening's reading, and a page that a phone opens at once
IN_MEMORY = 4_000_000  # bytes of an archive; what is more lies on the disk, in a file without a name
STYLE = Path(__file__).with_name("look.css")


@dataclass(frozen=True)
class Value:
    """One column of a row as a page shows it."""

    label: str
    look: Look
    shown: object
    href: str | None = None


@dataclass(frozen=True)
class Page:
    """A file of the archive that people open, with its title."""

    file: str
    title: str
    rows: int


def pack(account_id: int) -> IO[bytes]:
    """All that belongs into an account's archive, as a ZIP file at its beginning."""
    owned = select(Persona.id).where(Persona.account_id == account_id)
    owner = Owner(account_id, tuple(db.session.scalars(owned)))
    with ExitStack() as until_done:
        archive = until_done.enter_context(SpooledTemporaryFile(IN_MEMORY, dir=_folder()))
        _write(archive, owner)
        archive.seek(0)
        until_done.pop_all()  # whoever stores it closes it
    return archive


def _folder() -> str:
    """Where what is too large for memory lies meanwhile: beside the database, not in everybody's /tmp."""
    return str(current_app.config["DATA_DIR"])


def _write(archive: IO[bytes], owner: Owner) -> None:
    with ZipFile(archive, "w", ZIP_DEFLATED) as bundle, TemporaryFile("w+b", dir=_folder()) as machines:
        pages = _write_parts(bundle, machines, owner)
        _write_page(bundle, "index.html", "export/index.html", pages=pages, left_out=LEFT_OUT, at=clock.now())
        bundle.writestr("look.css", STYLE.read_bytes())
        with bundle.open("everything.json", "w", force_zip64=True) as entry:
            machines.seek(0)
            while read := machines.read(A_PAGE * 1024):
                entry.write(read)


def _write_parts(bundle: ZipFile, machines: IO[bytes], owner: Owner) -> list[Page]:
    """Write each part's pages, and beside them the one JSON object of all."""
    head = {"made_at": clock.now().isoformat(), "site": current_app.config["BASE_URL"]}
    machines.write(_json(head)[:-1])
    pages = [page for part in PARTS for page in _write_part(bundle, machines, owner, part)]
    left_out = [
        {"table": each.table, "columns": each.columns, "what": str(each.what), "why": str(each.why)}
        for each in LEFT_OUT
    ]
    machines.write(b',\n"left_out": ' + _json(left_out) + b"}\n")
    return pages


def _write_part(bundle: ZipFile, machines: IO[bytes], owner: Owner, part: Part) -> list[Page]:
    """Write a part as JSON, and as pages where it has any row."""
    machines.write(f',\n"{part.name}": ['.encode())
    pages: list[Page] = []
    for batch in _batches(owner, part):
        machines.write((b",\n" if pages else b"") + b",\n".join(_object(part, row) for row in batch))
        number = f"-{len(pages) + 1}" if pages else ""
        page = Page(f"{part.name}{number}.html", str(part.title), len(batch))
        rows = [[_value(each, value) for each, value in zip(part.fields, row, strict=True)] for row in batch]
        _write_page(bundle, page.file, "export/part.html", part=part, page=page, rows=rows)
        pages.append(page)
    machines.write(b"]")
    return pages


def _batches(owner: Owner, part: Part) -> Iterator[Sequence[tuple[object, ...]]]:
    """The rows of a part in the order in which they came to be, as the values of its fields."""
    columns = [column.label(None) for field in part.fields for column in field.read]
    query = select(*columns).select_from(part.model).where(part.whose(owner))
    query = query.order_by(*inspect(part.model).primary_key)
    found = db.session.execute(query.execution_options(yield_per=A_PAGE))
    for batch in found.partitions():
        yield [_read(part.fields, row) for row in batch]


def _object(part: Part, row: Sequence[object]) -> bytes:
    return _json({each.name: _plain(value) for each, value in zip(part.fields, row, strict=True)})


def _read(fields: Sequence[Field], row: Sequence[Any]) -> tuple[object, ...]:
    values, start = [], 0
    for field in fields:
        end = start + len(field.read)
        values.append(_shown(field, row[start:end]))
        start = end
    return tuple(values)


def _shown(field: Field, read: Sequence[Any]) -> object:
    if field.show is None or all(value is None for value in read):
        return read[0]
    return field.show(*read)


def _value(field: Field, value: object) -> Value:
    href = _url(value) if isinstance(value, Address) else None
    return Value(str(field.label), field.look, href or _readable(value), href)


def _readable(value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said}" for key, said in value.items())
    return value


def _plain(value: object) -> object:
    if isinstance(value, Address):
        return _url(value)
    return value.isoformat() if isinstance(value, date) else value  # a moment is a day too


def _url(address: Address) -> str:
    return f"{current_app.config['BASE_URL']}{address}"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _write_page(bundle: ZipFile, file: str, template: str, **context: object) -> None:
    # Without the context that a request has, of which nothing belongs into a file.
    page = current_app.jinja_env.get_template(template).render(context)
    bundle.writestr(file, page.encode())

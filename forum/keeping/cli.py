"""The operator's commands of the keeping room."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from forum.keeping import backup as backups
from forum.keeping import doctor as doctors
from forum.keeping import moving, restoring
from forum.keeping.doctor import Finding
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Step
from forum.lib.db import db, writing


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say in one sentence what kept a command from being done; nothing of it is stored then."""
    try:
        yield
    except NotDone as error:
        raise click.ClickException(error.sentence) from error
    except sqlite3.Error as error:
        raise click.ClickException(_("SQLite failed: %(why)s", why=error)) from error
    except DBAPIError as error:
        db.session.rollback()
        why = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(_("The database did not answer: %(why)s", why=why)) from error


@contextmanager
def _bar(label: str, length: int) -> Iterator[Step]:
    """Show how far a piece of work has come."""
    with click.progressbar(length=length, label=label) as bar:
        yield bar.update


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there.")
@with_appcontext
def backup(file: Path, overwrite: bool) -> None:
    """Write everything but the secret key to FILE, while people read and write.

    FILE is an SQLite database, also where the site runs on PostgreSQL, and can be restored to either.
    It is verified before it gets its name, and nobody else on this machine can read it.
    """
    with _in_a_sentence():
        taken = backups.take(file, _bar, overwrite=overwrite)
    size, rows = taken.size / 1e6, sum(taken.counts.values())
    said = _(
        "Backed up %(rows)d rows to %(file)s (%(size).1f MB), verified.", rows=rows, file=file, size=size
    )
    click.echo(said)
    click.echo(
        _(
            "Not in it: the secret key. Keep that elsewhere; without it nobody can sign in again, and the "
            "words of flags stay sealed. Nor are sign-ins: after a restore everybody signs in anew.\n"
            "In it: what people wrote, also what is held or removed. Encrypt it before it leaves this "
            "machine, and let it die within 30 days: what somebody withdrew should not live on in it."
        )
    )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the community that is there.")
@click.option("--lost-key", is_flag=True, help="Even though the secret key is not the one it was made with.")
@with_appcontext
def restore(file: Path, replace: bool, lost_key: bool) -> None:
    """Bring back the backup in FILE, all of it or nothing.

    What has grown too old since is erased at once, and everybody has to sign in again.
    """
    with _in_a_sentence(), writing():
        restored = restoring.restore(file, _bar, replace=replace, lost_key=lost_key)
    tell(restored.findings)
    click.echo(
        _(
            "Restored what was there at %(when)s, and erased or blanked %(erased)d rows that were too old "
            "to be kept. Whatever happened later is not there: passwords that were changed are the old "
            "ones, and texts that were withdrawn or removed later are shown again.",
            when=restored.note.made_at,
            erased=restored.erased,
        )
    )
    _fail_where_wrong(restored.findings)


@click.command("move-to")
@click.argument("url", metavar="postgresql://…")
@click.option("--wait/--no-wait", default=True, help="Hold off writing until you press Enter.")
@with_appcontext
def move_to(url: str, wait: bool) -> None:
    """Copy a community from SQLite to an empty PostgreSQL database.

    People go on reading meanwhile; whoever writes is told that it cannot be stored now, and keeps the
    text. The SQLite file stays as it is.
    """
    with _in_a_sentence(), writing(), moving.moved(url, _bar) as moved:
        tell(moved.findings)
        for table, count in sorted(moved.counts.items()):
            click.echo(f"{count:>12,}  {table}")
        click.echo(
            _(
                "Every row has arrived. Now set ALCOVE_DATABASE_URL to the new address, and "
                "ALCOVE_SECRET_KEY to the key that is used here, and start the site anew."
            )
        )
        if wait:
            until = _("Until then nobody can write. Press Enter when the site runs on the new database")
            click.prompt(until, default="", show_default=False)
    _fail_where_wrong(moved.findings)


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Make anew what follows from the rows: counters, indexes.")
@with_appcontext
def doctor(mend: bool) -> None:
    """Look for faults in the database, its counters, its files and its settings.

    Says what is right and what is wrong, and fails when anything is. It may run while the site does.
    """
    checks = doctors.checks()
    findings: list[Finding] = []
    bar = click.progressbar(length=len(checks), label=_("Looking"))
    with _in_a_sentence(), writing() if mend else nullcontext(), bar:
        for finding in doctors.examine(checks, mend=mend):
            db.session.commit()
            findings.append(finding)
            bar.update(1)
    tell(findings)
    _fail_where_wrong(findings)


def tell(findings: Iterable[Finding]) -> None:
    """Say what is right and what is wrong."""
    for finding in findings:
        if finding.mended:
            click.echo(_("mended  %(right)s (%(count)d)", right=finding.check.right, count=finding.mended))
        elif not finding.faults:
            click.echo(_("right   %(right)s", right=finding.check.right))
        for fault in finding.faults:
            click.echo(_("WRONG   %(fault)s", fault=fault), err=True)


def _fail_where_wrong(findings: Iterable[Finding]) -> None:
    if any(finding.faults for finding in findings):
        raise click.exceptions.Exit(1)


COMMANDS = (backup, restore, move_to, doctor)

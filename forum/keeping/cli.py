"""The operator's commands of the keeping room."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from forum.keeping import doctor as doctors
from forum.keeping.doctor import Finding
from forum.lib.db import db, writing


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say in one sentence what kept a command from being done; nothing of it is stored then."""
    try:
        yield
    except DBAPIError as error:
        db.session.rollback()
        why = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(_("The database did not answer: %(why)s", why=why)) from error


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Make anew what follows from the rows: counters, indexes.")
@with_appcontext
def doctor(mend: bool) -> None:
    """Look for faults in the database, its counters, its files and its settings.

    Says what is right and what is wrong, and fails when anything is. It may run while the site does.
    """
    checks = doctors.checks()
    findings = []
    bar = click.progressbar(length=len(checks), label=_("Looking"))
    with _in_a_sentence(), writing() if mend else nullcontext(), bar:
        for finding in doctors.examine(checks, mend=mend):
            db.session.commit()
            findings.append(finding)
            bar.update(1)
    tell(findings)
    if any(finding.faults for finding in findings):
        raise click.exceptions.Exit(1)


def tell(findings: list[Finding]) -> None:
    """Say what is right and what is wrong."""
    for finding in findings:
        if finding.mended:
            click.echo(_("mended  %(right)s (%(count)d)", right=finding.check.right, count=finding.mended))
        elif not finding.faults:
            click.echo(_("right   %(right)s", right=finding.check.right))
        for fault in finding.faults:
            click.echo(_("WRONG   %(fault)s", fault=fault), err=True)

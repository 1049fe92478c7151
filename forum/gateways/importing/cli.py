"""`flask alcove import …`: moving in from elsewhere."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from forum.access import SYSTEM
from forum.gateways.importing.actions import import_wordpress
from forum.gateways.importing.pieces import ImportRefused
from forum.gateways.importing.report import Report
from forum.lib.db import db, writing

importing = AppGroup("import", help="Bring in what people have written elsewhere.")
PASSES = 2  # one that only checks, one that writes


@importing.command("wordpress")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--space", required=True, metavar="SLUG", help="The space that the pieces go to.")
@click.option("--dry-run", is_flag=True, help="Say what would be imported, and write nothing.")
def wordpress(file: Path, space: str, dry_run: bool) -> None:
    """Import the pieces and comments of a WordPress export (WXR 1.0 to 1.2).

    Running it again adds only what is new. E-mail and IP addresses are not stored.
    """
    report = _import(file, space, dry_run)
    for line in report.lines():
        click.echo(line)
    if report.differences:
        for line in report.difference_lines():
            click.echo(line, err=True)
        raise click.exceptions.Exit(1)


def _import(file: Path, space: str, dry_run: bool) -> Report:
    length = file.stat().st_size * PASSES
    with writing(), click.progressbar(length=length, label=str(_("Reading"))) as bar:
        try:
            report = import_wordpress(SYSTEM, file, space, dry_run=dry_run, progress=bar.update)
        except ImportRefused as refused:
            db.session.rollback()
            raise click.ClickException(str(refused)) from refused
        except DBAPIError as error:
            db.session.rollback()
            sentence = _("The database failed, so nothing was imported: %(error)s", error=error.orig)
            raise click.ClickException(str(sentence)) from error
        if dry_run or report.differences:
            db.session.rollback()
        else:
            db.session.commit()
    return report

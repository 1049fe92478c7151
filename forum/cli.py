"""The operator's commands: `flask alcove …`; each does one action and says in a sentence what it did."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from flask import current_app
from sqlalchemy.exc import OperationalError

from forum import retention
from forum.access import SYSTEM, Role
from forum.accounts.actions.appoint import appoint
from forum.accounts.actions.join import join
from forum.agegate.cli import age
from forum.demo.seed import Summary, seed
from forum.discussion.actions import rerender
from forum.discussion.jobs import render_anew
from forum.keeping import cli as keeping
from forum.lib import clock, worker
from forum.lib.db import db, writing
from forum.lib.later import LaterCommands
from forum.lib.refusal import Refusal
from forum.moderation.cli import rules
from forum.moderation.rules import seed_rules
from forum.schedule import SCHEDULE
from forum.search.actions import rebuild


def _importing() -> click.Command:
    from forum.gateways.importing.cli import importing  # HTML parsers, which nothing else needs

    return importing


alcove = LaterCommands({"import": _importing}, name="alcove", help="Run and look after an Alcove.")
for command in keeping.COMMANDS:
    alcove.add_command(command)
alcove.add_command(rules)
alcove.add_command(age)


@contextmanager
def _transaction() -> Iterator[None]:
    """One transaction for one command: all of it or nothing."""
    with writing():
        try:
            yield
            db.session.commit()
        except OperationalError as error:
            db.session.rollback()
            first_line = str(error.orig).strip().partition("\n")[0]
            raise click.ClickException(f"The database did not answer: {first_line}") from error
        except BaseException:
            db.session.rollback()
            raise


@alcove.command("prepare")
def prepare() -> None:
    """Bring the database up to date, and fill an empty one with the demonstration if ALCOVE_DEMO=1."""
    with _transaction():
        flask_migrate.upgrade()
    with _transaction():
        if rerender.is_outdated(SYSTEM):
            render_anew.later_once()
        summary = seed(clock.now()) if current_app.config["DEMO"] else None
        seed_rules()
    if summary is not None and summary.people:
        _introduce(summary)


def _introduce(summary: Summary) -> None:
    """Say who one can be in the demonstration."""
    click.echo(f"A demonstration with {summary.pieces} pieces and {summary.replies} replies. Sign in as")
    for person in summary.people:
        click.echo(f"  {person.sign_in_name:<22} {person.pen_name:<14} {person.role.name.lower()}")
    click.echo(f"each with the password: {summary.password}")


@alcove.command("create-moderator")
@click.option("--sign-in-name", prompt=True, help="The private name to sign in with.")
@click.option("--pen-name", prompt=True, help="The public name.")
@click.option("--administrator", is_flag=True, help="Make an administrator instead.")
@click.password_option(help="At least 15 characters.")
def create_moderator(sign_in_name: str, pen_name: str, administrator: bool, password: str) -> None:
    """Open an account for a moderator and print its recovery code."""
    try:
        with _transaction():
            joined = join(
                SYSTEM, sign_in_name=sign_in_name, pen_name=pen_name, password=password, network=None
            )
            appoint(SYSTEM, joined.account_id, Role.ADMINISTRATOR if administrator else Role.MODERATOR)
    except Refusal as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"{joined.pen_name} can sign in. Recovery code, shown this once: {joined.recovery_code}")


@alcove.command("rerender")
@click.option("--all", "everything", is_flag=True, help="Also texts that are up to date.")
def rerender_texts(everything: bool) -> None:
    """Make the HTML of texts anew that an earlier version of the renderer wrote."""
    rendered = 0
    place: rerender.Place | None = rerender.Place()
    with click.progressbar(length=rerender.count(SYSTEM), label="Rendering") as bar:
        while place is not None:
            batch = rerender.render_batch(SYSTEM, place, everything=everything)
            db.session.rollback()
            with _transaction():
                rerender.store_batch(SYSTEM, batch)
            rendered += len(batch.texts)
            place = batch.rest
            bar.update(batch.seen)
    click.echo(f"Rendered {rendered} texts.")


@alcove.command("reindex")
def make_index_anew() -> None:
    """Make the search index anew from the texts, when the doctor finds it wrong."""
    with _transaction():
        total, steps = rebuild(SYSTEM)
    with click.progressbar(length=total, label="Reading") as bar:
        while read := _next_step(steps):
            bar.update(read)
    click.echo(f"Read {total} texts.")


def _next_step(steps: Iterator[int]) -> int:
    with _transaction():
        return next(steps, 0)


@alcove.command("worker")
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True, help="Jobs at a time.")
def work(threads: int) -> None:
    """Do what requests leave for later, and what recurs; SIGTERM or Ctrl-C stops it after the job at hand."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's documented way to it
    if not worker.work(app, SCHEDULE, threads, lambda: click.echo("Working. Ctrl-C stops it.")):
        raise click.ClickException("A job could not be finished in time; it will be done again.")


@alcove.command("retention")
def enforce_retention() -> None:
    """Erase whatever has been kept long enough; workers do it once a day."""
    with _transaction():
        touched = retention.enforce()
    click.echo(f"Erased or blanked {touched} rows.")

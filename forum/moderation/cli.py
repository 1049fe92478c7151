"""The operator's command for the rules: list them, show every wording of one, load them from a file."""

import tomllib
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from forum.access import SYSTEM
from forum.lib.db import db, writing
from forum.lib.refusal import Refusal
from forum.moderation import queries
from forum.moderation.actions.word_rule import add_rule, reword_rule
from forum.moderation.forms import LONGEST_RULE, LONGEST_TITLE


@click.group("rules", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def rules(context: click.Context) -> None:
    """Print the rules in force with their numbers and versions."""
    if context.invoked_subcommand is not None:
        return
    for rule in queries.rules_in_force():
        click.echo(f"{rule.number}. {rule.title} (version {rule.version}, since {rule.adopted_on})")


@rules.command("list")
@click.pass_context
def list_rules(context: click.Context) -> None:
    """Print the rules in force with their numbers and versions."""
    context.invoke(rules)


@rules.command("show")
@click.argument("number", type=click.IntRange(1, queries.HIGHEST_NUMBER))
def show(number: int) -> None:
    """Print every wording of one rule, the newest first."""
    wordings = [rule for rule in queries.all_wordings() if rule.number == number]
    if not wordings:
        raise click.ClickException(f"There is no rule {number}.")
    for rule in wordings:
        until = f" until {rule.retired_on}" if rule.retired_on else ""
        click.echo(f"{rule.number}. {rule.title} (version {rule.version}, since {rule.adopted_on}{until})")
        click.echo(f"   {rule.text}\n")


@rules.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Put the wordings of a TOML file into force: [[rule]] with title, text and, for an old one, number.

    Rules that the file does not name stay as they are; a wording that is in force already stays too.
    """
    wanted = _read(file)
    with writing():
        try:
            said = [_put(entry) for entry in wanted]
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            raise click.ClickException(refusal.sentence) from refusal
        except BaseException:
            db.session.rollback()
            raise
    for sentence in said:
        click.echo(sentence)


def _read(file: Path) -> list[dict[str, object]]:
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("rule", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is no TOML file: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise click.ClickException(f"{file} has no [[rule]].")
    for place, entry in enumerate(entries, start=1):
        _check(place, entry)
    return entries


def _check(place: int, entry: object) -> None:
    """Every fault of a file is found before anything of it is put into force."""
    if not isinstance(entry, dict) or set(entry) - {"number", "title", "text"}:
        raise click.ClickException(f"Rule {place} of the file may have a number, a title and a text only.")
    for name, longest in (("title", LONGEST_TITLE), ("text", LONGEST_RULE)):
        words = entry.get(name)
        if not isinstance(words, str) or not 0 < len(words.strip()) <= longest:
            raise click.ClickException(
                f"Rule {place} of the file needs a {name} of 1 to {longest} characters."
            )
    number = entry.get("number")
    if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
        raise click.ClickException(f"The number of rule {place} of the file is no number.")


def _put(entry: dict[str, object]) -> str:
    title, text = str(entry["title"]), str(entry["text"])
    number = entry.get("number")
    if not isinstance(number, int):
        added = add_rule(SYSTEM, title, text)
        return f"{added.number}. {added.title}: added"
    wordings = [rule for rule in queries.all_wordings() if rule.number == number]
    if not wordings:
        raise click.ClickException(f"There is no rule {number}; leave the number out to add one at the end.")
    before = wordings[0].version
    now = reword_rule(SYSTEM, number, before, title, text)
    return f"{number}. {now.title}: {'version ' + str(now.version) if now.version > before else 'as it was'}"

"""What happens in a community: every state of a text, by the real verbs."""

from flask import Flask
from sqlalchemy import select

from forum.discussion.actions.edit import edit
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import ReplyDraft
from forum.lib.db import db
from tests.moderation.stage import Stage, text_of

SECRET = "words that their author took back"


def live(stage: Stage) -> None:
    """Pieces and replies that are shown, held, hidden, removed, restored, withdrawn; flags; decisions."""
    cast = stage.cast
    piece = stage.piece(cast.ada)
    first = stage.reply(cast.mira, piece, "Thank you for this.")
    second = stage.reply(cast.ada, first, "Thank you for reading.")
    stage.reply(cast.otto, piece, "Another branch.")
    held = stage.reply(cast.nell, second, "My first words here.")
    stage.decide(cast.root, held, "approve", reasons="")
    stage.reply(cast.nell, first, "My second words, which wait.")
    removed = stage.reply(cast.ada, piece, "You old goose.")
    stage.flag(cast.otto, removed)
    stage.decide(cast.mira, removed, "remove", rule=1)
    restored = stage.reply(cast.ada, piece, "You young goose.")
    stage.decide(cast.mira, restored, "remove", rule=1)
    stage.decide(cast.otto, restored, "restore")
    flagged = stage.reply(cast.ada, second, "Flagged and not yet looked at.")
    stage.flag(cast.otto, flagged)
    taken_back = stage.reply(cast.otto, flagged, SECRET)
    with stage.work():
        edit(cast.ada.viewer, text_of(flagged), ReplyDraft("Flagged, and then edited."))
        withdraw(cast.otto.viewer, text_of(taken_back))


def command(app: Flask, *words: str) -> tuple[int, str]:
    """Run `flask alcove …`; its exit code and what it said."""
    result = app.test_cli_runner().invoke(args=["alcove", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def rows_of(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored, table by table, but what follows from it."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.info.get("derived"):
                continue
            rows = connection.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    return found

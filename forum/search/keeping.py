"""The triggers that keep the index in step with the texts, whoever changes them and by whatever way."""

from forum.lib.triggers import Trigger


def kept_words(text: str, shown: tuple[str, ...], indexed: tuple[str, ...]) -> Trigger:
    """What happens to a text's words when it changes.

    `text` is the table; `shown` are its columns that are read, `indexed` the columns of its words. On
    SQLite the words are in turn kept in a full-text table that holds no copy of them.
    """
    return Trigger(
        tables=(text, f"{text}_words"),
        sqlite=(*_on_sqlite(text, shown), *_full_text(text, indexed)),
        postgresql=_on_postgresql(text, shown),
    )


def _on_sqlite(text: str, shown: tuple[str, ...]) -> tuple[str, str]:
    table, watched = f"{text}_words", ("visibility", *shown)
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watched)
    insert = (
        f"CREATE TRIGGER alcove_words_{text}_insert AFTER INSERT ON {text} "
        f"WHEN NEW.visibility = 'published' BEGIN INSERT INTO {table} ({text}_id) VALUES (NEW.id); END"  # nosec B608 - ours
    )
    update = (
        f"CREATE TRIGGER alcove_words_{text}_update AFTER UPDATE OF {', '.join(watched)} ON {text} "
        f"WHEN {changed} BEGIN {_anew(text)}; END"
    )
    return insert, update


def _on_postgresql(text: str, shown: tuple[str, ...]) -> tuple[str, ...]:
    """The row of words is locked by whoever changes the text, and by whoever reads its words in."""
    name, watched = f"alcove_words_{text}", ("visibility", *shown)
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in watched)
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{_anew(text)}; RETURN NULL; END $$"
    )
    insert = (
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {text} FOR EACH ROW "
        f"WHEN (NEW.visibility = 'published') EXECUTE FUNCTION {name}()"
    )
    update = (
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {', '.join(watched)} ON {text} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {name}()"
    )
    return function, insert, update


def _anew(text: str) -> str:
    table = f"{text}_words"
    return (
        f"DELETE FROM {table} WHERE {text}_id = NEW.id; "  # nosec B608  # names of ours
        f"INSERT INTO {table} ({text}_id) SELECT NEW.id WHERE NEW.visibility = 'published'"
    )


def _full_text(text: str, indexed: tuple[str, ...]) -> tuple[str, ...]:
    """A full-text table without a copy has to be told what to forget."""
    table, full = f"{text}_words", f"fts_{text}"
    names = ", ".join(indexed)

    def values(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in (f"{text}_id", *indexed))

    forget = (
        f"INSERT INTO {full} ({full}, rowid, {names}) "  # nosec B608  # names of ours
        f"SELECT 'delete', {values('OLD')} WHERE OLD.words IS NOT NULL; "
    )
    learn = (
        f"INSERT INTO {full} (rowid, {names}) "  # nosec B608  # names of ours
        f"SELECT {values('NEW')} WHERE NEW.words IS NOT NULL; "
    )
    return (
        f"CREATE TRIGGER alcove_{full}_insert AFTER INSERT ON {table} BEGIN {learn}END",
        f"CREATE TRIGGER alcove_{full}_update AFTER UPDATE ON {table} BEGIN {forget}{learn}END",
        f"CREATE TRIGGER alcove_{full}_delete AFTER DELETE ON {table} BEGIN {forget}END",
    )

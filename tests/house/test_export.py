"""An archive of one's own is complete: each personal column is in it, or it says why not."""

from collections import Counter

from forum import retention
from forum.export.table import LEFT_OUT, PARTS
from tests.house.source import report


def _promised() -> set[tuple[str, str]]:
    return {(entry.table, column) for entry in retention.RETENTION for column in entry.columns}


def _in_archives() -> set[tuple[str, str]]:
    return {(part.model.__tablename__, field.name) for part in PARTS for field in part.fields}


def _left_out() -> list[tuple[str, str]]:
    return [(entry.table, column) for entry in LEFT_OUT for column in entry.columns]


def test_every_personal_column_is_in_the_archive_or_says_why_not() -> None:
    faults = [".".join(column) for column in sorted(_promised() - _in_archives() - set(_left_out()))]
    instead = (
        "Add a Field for it to the part of its table in forum/export/table/, or a LeftOut with the reason "
        "that the archive then gives; a new table needs a Part that says whose its rows are."
    )
    assert not faults, report(faults, instead)


def test_no_column_is_left_out_that_is_in_the_archive_or_not_there() -> None:
    faults = [".".join(column) for column in sorted(set(_left_out()) & _in_archives())]
    faults += [".".join(column) for column in sorted(set(_left_out()) - _promised())]
    faults += [".".join(column) for column, times in Counter(_left_out()).items() if times > 1]
    assert not faults, report(faults, "Take it out of LEFT_OUT: the archive says what is not in it.")


def test_everything_left_out_says_what_it_is_and_why() -> None:
    faults = [entry.table for entry in LEFT_OUT if len(str(entry.what)) < 5 or len(str(entry.why)) < 20]
    assert not faults, report(faults, "Say it in a sentence for whoever opens their archive.")


def test_every_field_is_of_its_part_and_stands_there_once() -> None:
    faults = []
    for part in PARTS:
        names = Counter(field.name for field in part.fields)
        faults += [f"{part.name}.{name}" for name, times in names.items() if times > 1]
        faults += [
            f"{part.name}.{field.name}" for field in part.fields if field.column.class_ is not part.model
        ]
    faults += [name for name, times in Counter(part.name for part in PARTS).items() if times > 1]
    assert not faults, report(faults, "In JSON each name stands for one column of the part's table.")

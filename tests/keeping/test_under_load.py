"""While people write and read, a backup is taken and another one put in place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.community import Community
from tests.fixtures.databases import DATABASES, install
from tests.keeping.life import command
from tests.keeping.steady import a_crowd, a_visitor, hang_up, let_write, replies_in


@pytest.mark.parametrize("served", DATABASES, indirect=True)
def test_a_backup_that_is_taken_while_eight_people_write_is_whole(
    served: Community, tmp_path: Path, new_postgresql: Callable[[], str]
) -> None:
    crowd = a_crowd(served, 8)
    served.start()
    let_write(served, crowd)
    crowd.wait_for("told")
    before = crowd.told()
    code, said = command(served.app, "backup", str(tmp_path / "backup"))
    assert code == 0, said
    crowd.wait_for("told")
    crowd.end()
    assert crowd.faults() == []
    assert not any(person.refused for person in crowd.people), "nobody had to wait"
    folder = tmp_path / "elsewhere"
    elsewhere = install(f"sqlite:///{folder / 'alcove.db'}", folder).app
    code, said = command(elsewhere, "restore", str(tmp_path / "backup"))
    assert code == 0, said
    found = replies_in(elsewhere)
    assert {words: [name] for words, name in before.items()}.items() <= found.items()
    sent = {words: [name] for words, name in crowd.told().items()}
    assert found.items() <= sent.items(), "each is as it was sent"
    hang_up(elsewhere)


@pytest.mark.parametrize("served", DATABASES, indirect=True)
def test_a_restore_beneath_a_running_server_is_seen_by_the_next_request(
    served: Community, tmp_path: Path
) -> None:
    member = a_crowd(served, 1).people[0].browser
    served.start()
    member.port = served.port
    visitor, page, address = a_visitor(served.port), f"/p/{served.post}", f"/p/{served.post}/replies"
    member.open_form(f"{address}/new")
    assert member.send(address, {"body": "What was backed up."})[0] == 303
    assert command(served.app, "backup", str(tmp_path / "backup"))[0] == 0
    assert member.send(address, {"body": "What came later."})[0] == 303
    for _time in range(4):  # until every process keeps the page
        assert "What came later." in visitor.send(page)[2]
    code, said = command(served.app, "restore", "--replace", str(tmp_path / "backup"))
    assert code == 0, said
    for _time in range(4):
        status, _location, shown = visitor.send(page)
        assert status == 200
        assert "What was backed up." in shown
        assert "What came later." not in shown
    status, _location, shown = member.send(address, {"body": "Signed out, but not lost."})
    assert status == 403, "the gate asks whoever is no longer signed in"
    assert "Signed out, but not lost." in shown

"""A container's or a service's limits count, not only the machine's."""

from pathlib import Path

import pytest

from forum.lib import machine


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The control groups of a machine, in one of which we are."""
    inner = tmp_path / "system.slice" / "alcove.service"
    inner.mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("12:cpu:/old\n0::/system.slice/alcove.service\n")
    monkeypatch.setattr(machine, "GROUPS", tmp_path)
    monkeypatch.setattr(machine, "OWN_GROUP", own)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(16)))
    return inner


def test_all_cores_are_used_where_nothing_says_otherwise(groups: Path) -> None:
    (groups / "cpu.max").write_text("max 100000\n")
    assert machine.cores() == 16


@pytest.mark.parametrize(
    ("quota", "cores"), [("200000 100000", 2), ("150000 100000", 2), ("10000 100000", 1)]
)
def test_a_quota_of_time_counts_as_so_many_cores(groups: Path, quota: str, cores: int) -> None:
    (groups / "cpu.max").write_text(quota)
    assert machine.cores() == cores


def test_the_tightest_limit_counts(groups: Path) -> None:
    (groups / "memory.max").write_text("max\n")
    (groups.parent / "memory.max").write_text(str(256 * 2**20))
    assert machine.memory() == 256 * 2**20


def test_a_system_without_groups_has_its_own_cores(groups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OWN_GROUP", groups / "absent")
    assert machine.cores() == 16
    assert machine.memory() > 2**20

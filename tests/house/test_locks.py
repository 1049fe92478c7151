"""The locked requirements: complete, agreeing with each other, and free of any address."""

import re

from tests.house.source import ROOT, report

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("runtime", "postgres", "redis", "development")


def _text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.lock").read_text()


def _pins(lock: str) -> set[tuple[str, str]]:
    return set(PIN.findall(_text(lock)))


def test_no_lock_holds_an_address() -> None:
    faults = [lock for lock in LOCKS if "://" in _text(lock)]
    assert not faults, report(faults, "Write the locks with `make lock`, which leaves addresses out.")


def test_every_locked_package_has_its_hashes() -> None:
    faults = [
        f"{lock}: {block.splitlines()[0]}"
        for lock in LOCKS
        for block in re.split(r"\n(?=\S)", _text(lock))
        if "==" in block.split("\n", 1)[0] and "--hash=sha256:" not in block
    ]
    assert not faults, report(faults, "Write the locks with `make lock`, which adds the hashes.")


def test_what_is_tested_is_what_runs() -> None:
    development = _pins("development")
    assert len(development) > 50
    faults = [
        f"{lock}: {name}=={version}"
        for lock in ("runtime", "postgres", "redis")
        for name, version in sorted(_pins(lock) - development)
    ]
    assert not faults, report(faults, "Run `make lock`: all locks must hold the same versions.")

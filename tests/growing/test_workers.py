"""Workers as real processes: what was left to them is done once, however many they are and whoever dies."""

import signal
import subprocess

import pytest

from forum.lib.worker import STOP_SIGNALS
from tests.growing.conftest import Yard, stop, wait_for
from tests.growing.noting_worker import RECURRING


def test_a_worker_that_is_killed_amid_a_job_leaves_it_to_the_next(yard: Yard) -> None:
    (yard.data_dir / "go-on").touch()
    yard.leave("tests.slow", 0)
    yard.leave("tests.note", *range(1, 20))
    victim = yard.start()
    wait_for((yard.data_dir / "begun").exists)
    victim.kill()
    victim.wait()
    assert 0 not in yard.done(), "what it had begun is undone"
    (yard.data_dir / "go-on").unlink()
    yard.start()
    wait_for(lambda: yard.depth() == 0)
    assert yard.done() == dict.fromkeys([*range(20), RECURRING], 1)


def test_two_workers_share_what_there_is_and_do_each_once(yard: Yard) -> None:
    yard.leave("tests.note", *range(100))
    workers = [yard.start("--threads", "2"), yard.start()]
    yard.leave("tests.note", *range(100, 200))
    wait_for(lambda: yard.depth() == 0)
    assert yard.done() == dict.fromkeys([*range(200), RECURRING], 1), "what recurs, too"
    assert yard.doers() == {worker.pid for worker in workers}
    assert [stop(worker, by) for worker, by in zip(workers, STOP_SIGNALS, strict=True)] == [0, 0]


def test_a_worker_that_is_told_to_stop_finishes_what_it_is_at(yard: Yard) -> None:
    (yard.data_dir / "go-on").touch()
    worker = yard.start()
    yard.leave("tests.slow", 0)
    wait_for((yard.data_dir / "begun").exists)
    worker.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.3)
    (yard.data_dir / "go-on").unlink()
    worker.communicate(timeout=10)
    assert worker.returncode == 0
    assert yard.done()[0] == 1

"""Jobs are one line that calls one action, and every worker knows all of them."""

import ast
import importlib

from forum import wiring
from forum.lib.jobs import Job
from forum.schedule import SCHEDULE
from tests.house.source import modules, report


def _declared() -> dict[str, Job]:
    """Each job that a room declares, by where it stands."""
    return {
        f"{module.place} {name}": thing
        for module in modules()
        if module.piece == "jobs" and module.room != "lib"
        for name, thing in vars(importlib.import_module(module.name)).items()
        if isinstance(thing, Job)
    }


def test_every_worker_knows_every_job() -> None:
    assert len(_declared()) > 3
    faults = [place for place, job in _declared().items() if job not in wiring.JOBS]
    assert not faults, report(faults, "Add it to JOBS in forum/wiring.py: workers look there.")


def test_no_two_jobs_have_one_name() -> None:
    kinds = [job.kind for job in wiring.JOBS]
    assert len(set(kinds)) == len(kinds)


def test_what_recurs_is_a_known_job_with_its_reason() -> None:
    faults = [each.job.kind for each in SCHEDULE if each.job not in wiring.JOBS or not each.why]
    assert not faults, report(faults, "Add it to JOBS in forum/wiring.py, and say in SCHEDULE why it recurs.")


def test_a_job_is_one_line() -> None:
    faults = [
        f"{module.place}:{function.lineno} {function.name}"
        for module in modules()
        if module.piece == "jobs" and module.room != "lib"
        for function in module.public_functions
        if len([part for part in function.body if not isinstance(part, ast.Expr | ast.Return)])
        or len(function.body) != 2
    ]
    instead = "A docstring, and one line that calls one action: what is done is the room's, not the job's."
    assert not faults, report(faults, instead)

"""Several people at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable

from sqlalchemy import select

from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.models import Case, CaseState, Decision, Flag, LogEntry
from forum.moderation.refusals import StaleCase
from tests.cast import Cast, Person
from tests.moderation.stage import REASONS, Stage, open_case

REMOVE = actions.Verdict("remove", 1, REASONS)
APPROVE = actions.Verdict("approve")


def test_two_moderators_decide_at_once(stage: Stage, cast: Cast, flagged: str) -> None:
    """Both saw the same version; one wins, and the other is told by whom."""
    with stage.app.app_context():
        case_id, version = open_case(flagged).id, open_case(flagged).version
    start = threading.Barrier(2)
    outcomes: dict[str, object] = {}

    def decide(person: Person, verdict: actions.Verdict) -> None:
        start.wait(timeout=20)
        try:
            with stage.work():
                case = db.session.get_one(Case, case_id)
                decided = actions.decide(person.viewer, case, verdict, version)
                assert isinstance(decided, Decision)
                outcomes[person.pen_name] = decided.action
        except StaleCase as stale:
            outcomes[person.pen_name] = stale.decision.decided_by_id if stale.decision else None

    _together(lambda: decide(cast.mira, REMOVE), lambda: decide(cast.otto, APPROVE))
    winner, loser = (cast.mira, cast.otto) if outcomes["Mira"] == "remove" else (cast.otto, cast.mira)
    assert outcomes[winner.pen_name] in {"remove", "approve"}
    assert outcomes[loser.pen_name] == winner.account_id
    assert stage.count(Decision) == stage.count(LogEntry) == 1


def test_two_moderators_open_a_case_at_once(stage: Stage, cast: Cast, flagged: str) -> None:
    """One has claimed it, and both know who."""
    with stage.app.app_context():
        case_id = open_case(flagged).id
    start = threading.Barrier(2)
    claimed_by: list[int | None] = []

    def claim(person: Person) -> None:
        start.wait(timeout=20)
        with stage.work():
            case = db.session.get_one(Case, case_id)
            actions.claim(person.viewer, case)
            claimed_by.append(case.claimed_by_id)

    _together(lambda: claim(cast.mira), lambda: claim(cast.otto))
    assert len(claimed_by) == 2
    assert claimed_by[0] == claimed_by[1]
    assert claimed_by[0] in {cast.mira.account_id, cast.otto.account_id}


def test_a_flag_that_comes_while_it_is_decided_is_in_one_case_or_the_next(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    with stage.app.app_context():
        case_id, version = open_case(flagged).id, open_case(flagged).version
    start = threading.Barrier(2)

    def decide() -> None:
        start.wait(timeout=20)
        with stage.work():
            actions.decide(cast.mira.viewer, db.session.get_one(Case, case_id), APPROVE, version)

    def flag() -> None:
        start.wait(timeout=20)
        stage.flag(cast.bo, flagged, reason="spam")

    _together(decide, flag)
    with stage.app.app_context():
        for flag_row in db.session.scalars(select(Flag)):
            assert (flag_row.outcome is None) == (flag_row.case.state == CaseState.OPEN)
    assert stage.count(Flag) == 2


def test_many_who_flag_at_once_make_one_case(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    start = threading.Barrier(4)

    def flag(person: Person) -> None:
        start.wait(timeout=20)
        stage.flag(person, piece)

    _together(*(lambda person=person: flag(person) for person in (cast.mira, cast.otto, cast.bo, cast.root)))
    assert (stage.count(Case), stage.count(Flag)) == (1, 4)


def test_one_member_who_clicks_twice_at_once_has_flagged_once(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    start = threading.Barrier(2)

    def flag() -> None:
        start.wait(timeout=20)
        stage.flag(cast.root, piece)

    _together(flag, flag)
    assert (stage.count(Case), stage.count(Flag)) == (1, 1)


def _together(*deeds: Callable[[], None]) -> None:
    """Do things at the same moment, each with a connection of its own; what one raises is raised."""
    faults: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as fault:  # noqa: BLE001  # told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    if faults:
        raise faults[0]

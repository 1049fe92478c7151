"""No sequence of deeds, alone or two at once, leads to visible removed text, a lost flag or a stuck case."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import time

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from forum.access import AccessRefused, AgeLevel, Allowed, Viewer
from forum.discussion import policy as discussion
from forum.discussion.actions.edit import edit
from forum.discussion.actions.let_through import let_through
from forum.discussion.actions.set_aside import set_aside
from forum.discussion.actions.show_again import show_again
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Reply
from forum.lib.db import Outdated, db
from forum.lib.refusal import Refusal
from forum.moderation import actions, policy, queries
from forum.moderation.actions.appeal import appeal
from forum.moderation.models import Case, CaseOrigin, CaseState, Decision, Flag
from forum.moderation.reasons import REASONS
from forum.wiring import CHECKS
from tests.cast import Person
from tests.moderation.stage import REASONS as WHY
from tests.moderation.stage import Stage, address, text_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOST_REPLIES = 4
PATIENCE = 30  # seconds that two at once may take
MEMBERS = ("ada", "tim", "bo", "nell", "root", "mira")
MODERATORS = ("mira", "otto", "root")
GUEST = Viewer(age_level=AgeLevel.DECLARED)


@dataclass(frozen=True)
class Deed:
    """What somebody does to the how-manieth reply."""

    verb: str
    who: str
    reply: int
    how: str = ""


def _deeds() -> st.SearchStrategy[Deed]:
    replies = st.integers(0, MOST_REPLIES - 1)
    members, moderators = st.sampled_from(MEMBERS), st.sampled_from(MODERATORS)
    on_texts = st.sampled_from(("approve", "remove", "restore"))
    on_others = st.sampled_from(("lock", "unlock", "warn", "limit", "suspend", "ban", "lift"))
    own = st.sampled_from(("edit", "withdraw", "appeal"))
    keys = st.sampled_from(("confirm", "decline", "override", "pass on"))
    authors = st.sampled_from(("hide", "show again", "let through"))
    return st.one_of(
        st.builds(Deed, st.just("flag"), members, replies, st.sampled_from(sorted(REASONS))),
        st.builds(Deed, st.just("flag unseen"), st.just(""), replies, st.sampled_from(sorted(REASONS))),
        st.builds(Deed, st.just("decide"), moderators, replies, on_texts | on_others),
        st.builds(Deed, st.just("decide"), moderators, replies, on_texts),
        st.builds(
            Deed, st.just("decide appeal"), moderators, replies, st.sampled_from(("uphold", "reverse"))
        ),
        st.builds(Deed, own, members, replies),
        st.builds(Deed, keys, moderators, replies),
        st.builds(Deed, authors, st.just("ada"), replies),
    )


def _appeal(viewer: Viewer, text: Reply) -> None:
    newest = (
        select(Decision).where(Decision.subject_persona_id == text.persona_id).order_by(Decision.id.desc())
    )
    decision = db.session.scalars(newest.limit(1)).first()
    if decision is not None:
        appeal(viewer, decision, "It was a joke.")


OWN: dict[str, Callable[[Viewer, Reply], object]] = {
    "withdraw": withdraw,
    "appeal": _appeal,
    "hide": set_aside,
    "show again": show_again,
    "let through": let_through,
}


def _moderate(viewer: Viewer, text: Reply, deed: Deed) -> None:
    if deed.verb == "decide appeal":
        about = (Case.reply_id == text.id, Case.origin == CaseOrigin.APPEAL, Case.state == CaseState.OPEN)
        case = db.session.scalars(select(Case).where(*about)).first()
        if case is not None:
            actions.decide(viewer, case, actions.Verdict(deed.how, None, WHY), case.version)
        return
    case = actions.open_own_case(viewer, text)
    proposal = queries.waiting_proposal(case)
    if deed.verb == "decide":
        verdict = actions.Verdict(deed.how, 1, WHY, details={"hours": "24"})
        actions.decide(viewer, case, verdict, case.version)
    elif deed.verb == "override":
        actions.override(viewer, case, "It is urgent.")
    elif deed.verb == "pass on":
        actions.pass_on(viewer, case)
    elif proposal is not None:
        {"confirm": actions.confirm, "decline": actions.decline}[deed.verb](viewer, proposal)


class Machine(RuleBasedStateMachine):
    """One conversation with a few replies; everybody tries anything, in any order."""

    stage: Stage
    clock: time_machine.Traveller

    def __init__(self) -> None:
        super().__init__()
        self.clock.shift(timedelta(days=2))  # no limit of the example before counts in this one
        self.piece = self.stage.piece(self.stage.cast.ada, f"It snowed at {time()}.")
        self.replies: list[str] = []
        self.flags: set[str] = set()
        self.steps = 0

    @precondition(lambda self: len(self.replies) < MOST_REPLIES)
    @rule(who=st.sampled_from(("root", "nell", "mira")))
    def reply(self, who: str) -> None:
        """Somebody replies; a newcomer's reply is held."""
        self.replies.append(self.stage.reply(self._person(who), self.piece, self._words()))

    @precondition(lambda self: self.replies)
    @rule(deed=_deeds())
    def one(self, deed: Deed) -> None:
        """Somebody does something."""
        self._try(deed)

    @precondition(lambda self: self.replies)
    @rule(first=_deeds(), second=_deeds())
    def two(self, first: Deed, second: Deed) -> None:
        """Two do something at the same moment."""
        start = threading.Barrier(2)
        failed: list[BaseException] = []

        def run(deed: Deed) -> None:
            start.wait(PATIENCE)
            try:
                self._try(deed)
            except Exception as failure:  # noqa: BLE001  # told by the thread that waits
                failed.append(failure)

        threads = [threading.Thread(target=run, args=(deed,)) for deed in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
        if failed:
            raise failed[0]

    @rule(hours=st.sampled_from((1, 25, 200)))
    def wait(self, hours: int) -> None:
        """Time goes by."""
        self.clock.shift(timedelta(hours=hours))

    @invariant()
    def nothing_hidden_is_shown(self) -> None:
        """A visitor reads exactly what is published."""
        page = self.stage.guest().get(address(self.piece)).text
        with self.stage.app.app_context():
            for number, name in enumerate(self.replies):
                text = text_of(name)
                assert isinstance(discussion.can_read_text(GUEST, text), Allowed) is text.is_published
                assert (f"reply-{number}-" in page) is text.is_published, text.visibility

    @invariant()
    def every_open_case_can_be_decided(self) -> None:
        """For each there is a moderator whom the guard lets decide."""
        with self.stage.app.app_context():
            for case in db.session.scalars(select(Case).where(Case.state == CaseState.OPEN)):
                viewers = [self._person(who).viewer for who in MODERATORS]
                decidable = (
                    decide(viewer, case, queries.ties(viewer, case))
                    for viewer in viewers
                    for decide in (policy.can_decide, policy.can_override)
                )
                assert any(isinstance(answer, Allowed) for answer in decidable), case.public_id

    @invariant()
    def no_flag_is_lost(self) -> None:
        """What was taken is there."""
        with self.stage.app.app_context():
            assert self.flags <= set(db.session.scalars(select(Flag.public_id)))

    @invariant()
    def every_count_is_that_of_its_rows(self) -> None:
        """What the doctor looks at is well."""
        with self.stage.app.app_context():
            assert [fault for check in CHECKS if check.of_rows for fault in check.faults()] == []

    def _try(self, deed: Deed) -> None:
        """Do it as the edge of a request does: refused, or done as a whole; outdated, once more."""
        for _attempt in range(2):
            with suppress(AccessRefused, Refusal, Outdated):
                with self.stage.work():
                    self._do(deed)
                return

    def _do(self, deed: Deed) -> None:
        number = deed.reply % len(self.replies)
        text = text_of(self.replies[number])
        assert isinstance(text, Reply)
        if deed.verb == "flag unseen":
            found = actions.flag_unseen(GUEST, text, reason=deed.how, words="Look.", network=str(self.steps))
            self.flags |= {found.public_id} if found else set()
            return
        viewer = self._person(deed.who).viewer
        if deed.verb == "flag":
            self.flags.add(actions.flag(viewer, text, reason=deed.how, words="Please look.").public_id)
        elif deed.verb == "edit":
            edit(viewer, text, ReplyDraft(self._words(number)))
        elif deed.verb in OWN:
            OWN[deed.verb](viewer, text)
        else:
            _moderate(viewer, text, deed)

    def _words(self, number: int | None = None) -> str:
        self.steps += 1
        return f"reply-{len(self.replies) if number is None else number}- said for the {self.steps}. time"

    def _person(self, name: str) -> Person:
        person: Person = getattr(self.stage.cast, name)
        return person


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that can be moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.mark.timeout(240)
def test_no_sequence_breaks_what_moderation_promises(stage: Stage, clock: time_machine.Traveller) -> None:
    Machine.stage, Machine.clock = stage, clock
    few = settings(max_examples=5, stateful_step_count=14, deadline=None)
    run_state_machine_as_test(Machine, settings=few)

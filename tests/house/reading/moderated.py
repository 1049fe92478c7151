"""The moderators' part of a crowded place: its rows, each about the texts of the same number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forum.markup import render
from forum.moderation.models import CaseOrigin, CaseState, DecisionAction, DecisionSource, Redress
from forum.notifications.models import NoticeKind
from tests.cast import Cast

FIRST = 1_000_000  # ids of these rows; those that the databases count up themselves are below
RENDERED = render("A few words that somebody looks for.")
Row = dict[str, Any]


@dataclass(frozen=True)
class Moderated:
    """Rows about texts, which have the same numbers."""

    cast: Cast
    now: datetime

    def case(self, number: int) -> Row:
        """About the replies of the long conversation, some of them claimed by Otto or Mira."""
        claimer = (self.cast.otto, self.cast.mira)[number // 2 % 2]
        claimed = {"claimed_by_id": claimer.account_id, "claimed_at": self.now}
        free = {"claimed_by_id": None, "claimed_at": None}
        return {
            "id": FIRST + number,
            "post_id": None,
            "reply_id": FIRST + number,
            "origin": (CaseOrigin.FLAGS, CaseOrigin.HELD)[number // 4 % 2],
            "state": CaseState.OPEN,
            "priority": 1 + number % 3,
            "score_rank": -float(number % 7),
            "version": 1,
            "opened_at": self.now - timedelta(minutes=number % 50),
            "decided_at": None,
            **(claimed if number % 2 else free),
        }

    def decided_case(self, number: int) -> Row:
        """About Ada's own pieces and others'."""
        row = {**self.case(number), "id": 2 * FIRST + number, "state": CaseState.DECIDED}
        return {**row, "post_id": FIRST + number, "reply_id": None, "decided_at": self.now}

    def flag(self, number: int) -> Row:
        """Ada's."""
        return {
            "id": FIRST + number,
            "case_id": FIRST + number,
            "persona_id": self.cast.ada.persona_id,
            "reason": "harassment",
            "words": "It mocks the author.",
            "seen_text": RENDERED.text,
            "seen_revision": 1,
            "flagged_at": self.now,
        }

    def visitors_flag(self, number: int) -> Row:
        """All in the first case."""
        return {**self.flag(number), "id": 2 * FIRST + number, "case_id": FIRST, "persona_id": None}

    def decision(self, number: int) -> Row:
        """On what is Ada's, by Mira and by Otto."""
        return {
            "id": FIRST + number,
            "case_id": 2 * FIRST + number,
            "subject_persona_id": self.cast.ada.persona_id,
            "decided_by_id": (self.cast.mira, self.cast.otto)[number % 2].account_id,
            "decided_as": "moderator",
            "decided_at": self.now,
            "action": DecisionAction.RESTORE if number else DecisionAction.REMOVE,  # one can be appealed
            "text_revision": 1,
            "in_force_from": self.now,
            "facts": "A piece.",
            "source": DecisionSource.FLAG,
            "rule_number": 1 + number % 3,
            "rule_version": 1,
            "reasons": "It is about ideas.",
            "redress": Redress.APPEAL,
            "redress_until": self.now.date(),
        }

    def entry(self, number: int) -> Row:
        """In the log, for each decision."""
        return {
            "id": FIRST + number,
            "decision_id": FIRST + number,
            "on": self.now.date(),
            "role": "moderator",
            "action": DecisionAction.RESTORE,
            "kind": "post",
            "rule_number": 1 + number % 3,
            "rule_version": 1,
        }

    def notice(self, number: int) -> Row:
        """A reply, a statement, an outcome and a mention, by turns."""
        about: Row = dict.fromkeys(("post_id", "reply_id", "decision_id", "flag_id"))
        about |= (
            {"kind": NoticeKind.REPLY_TO_YOU, "reply_id": FIRST + number},
            {
                "kind": NoticeKind.STATEMENT,
                "post_id": FIRST + number,
                "decision_id": FIRST + number,
            },
            {"kind": NoticeKind.OUTCOME, "reply_id": FIRST + number, "flag_id": FIRST + number},
            {"kind": NoticeKind.MENTION, "post_id": FIRST + number},
        )[number % 4]
        named = {"id": FIRST + number, "account_id": self.cast.ada.account_id, "at": self.now}
        return {**about, **named, "read_at": self.now if number % 3 else None}

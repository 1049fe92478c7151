"""Which new texts wait for a moderator, or are not taken: one small pure rule after the other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forum.discussion import policy
from forum.discussion.composing import Draft

FIRST_DAYS = timedelta(days=14)  # whoever comes to advertise does it in the first days
TRUSTED_AFTER = 5  # texts a moderator approved: enough to have been read as a person
NEWCOMERS_LINKS = 2  # one link is a source, two are often an advertisement
REPEATED_WITHIN = timedelta(hours=24)  # who pastes an advertisement around does it in one sitting
REPEATED_LEAST = 60  # characters; a shorter line is a courtesy, and courtesies may be repeated

LINK = re.compile(r'\bhref="https?:')


@dataclass(frozen=True)
class Hold:
    """Keep the text until a moderator has read it; `reason` is a code."""

    reason: str


@dataclass(frozen=True)
class Refuse:
    """Do not take the text, or not before `until`; `reason` is a code that has a sentence."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True)
class Author:
    """What the rules may know of whoever wrote a text."""

    is_moderator: bool
    approved_texts: int
    joined_on: date
    is_limited: bool = False  # by a moderator's decision


@dataclass(frozen=True)
class Context:
    """What the rules may know besides: the text as it will be shown, the day, and what was written before."""

    html: str
    today: date
    repeats: bool = False  # the author's own words, elsewhere and lately
    next_turn: datetime | None = None  # in a conversation that was slowed down: when they may write again


Verdict = Hold | Refuse | None
Rule = Callable[[Draft, Author, Context], Verdict]


def first_texts(_draft: Draft, author: Author, _context: Context) -> Verdict:
    """A newcomer's first texts wait."""
    return Hold("newcomer") if author.approved_texts < policy.NEWCOMERS_HELD_TEXTS else None


def many_links(_draft: Draft, author: Author, context: Context) -> Verdict:
    """A text with several links waits in a member's first days, until they are known."""
    is_known = author.approved_texts >= TRUSTED_AFTER or context.today - author.joined_on > FIRST_DAYS
    if is_known or len(LINK.findall(context.html)) < NEWCOMERS_LINKS:
        return None
    return Hold("links")


def limited(_draft: Draft, author: Author, _context: Context) -> Verdict:
    """All that somebody writes waits while a moderator's decision says so."""
    return Hold("limited") if author.is_limited else None


def repeated(_draft: Draft, _author: Author, context: Context) -> Verdict:
    """The same words elsewhere wait."""
    return Hold("repeated") if context.repeats else None


def slowed(_draft: Draft, _author: Author, context: Context) -> Verdict:
    """Where a moderator slowed the conversation down, the next reply is taken when its time has come."""
    return Refuse("slow", context.next_turn) if context.next_turn is not None else None


RULES: tuple[Rule, ...] = (slowed, limited, first_texts, many_links, repeated)
RULES_FOR_EDITS: tuple[Rule, ...] = (limited, many_links)  # a moderator has read a newcomer's text already


def judge_edit(draft: Draft, author: Author, context: Context) -> Verdict:
    """The verdict on a published text's new words, which must not bring in what would have waited."""
    return judge(draft, author, context, RULES_FOR_EDITS)


def judge(draft: Draft, author: Author, context: Context, rules: tuple[Rule, ...] | None = None) -> Verdict:
    """The verdict on a new text. Cases: a moderator's: none · the first refusal · the first hold · none."""
    if author.is_moderator:
        return None
    rules = RULES if rules is None else rules
    verdicts = [verdict for rule in rules if (verdict := rule(draft, author, context)) is not None]
    return next((verdict for verdict in verdicts if isinstance(verdict, Refuse)), None) or next(
        iter(verdicts), None
    )

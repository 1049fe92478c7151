"""The demonstration's files tell a story that holds together, and one that is fit to be shown."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from forum.accounts import names
from forum.demo.content import (
    Community,
    PersonText,
    PieceText,
    ReplyText,
    read,
)

LONG_ESSAY = 1500
MINUTES = 60


@pytest.fixture(scope="module")
def community() -> Community:
    return read()


def texts(community: Community) -> list[tuple[str, str]]:
    """Every sentence that somebody wrote, with where it stands."""
    found = [
        (f"{piece.name}: {part}", part) for piece in community.pieces for part in (piece.title, piece.body)
    ]
    found += [(f"{piece.name} {reply.at}", reply.body) for piece, reply in community.replies()]
    found += [(space.slug, f"{space.description}\n{space.rules}") for space in community.spaces]
    return found


def words(text: str) -> int:
    return len(text.split())


def by_name(community: Community) -> dict[str, PersonText]:
    return {person.pen_name: person for person in community.people}


def test_a_visitor_finds_one_space_open_and_three_behind_the_gate(community: Community) -> None:
    ages = {space.slug: space.age_min for space in community.spaces}
    assert ages == {"welcome": "none", "essays": "declared", "questions": "declared", "everyday": "declared"}
    assert {piece.space for piece in community.pieces} == set(ages)


def test_there_is_something_to_read_of_every_length(community: Community) -> None:
    shown = [piece for piece in community.pieces if not piece.held]
    lengths = sorted(words(piece.body) for piece in shown)
    assert len(shown) >= 12
    assert lengths[0] < 150
    assert len([length for length in lengths if length >= LONG_ESSAY]) >= 2
    assert len([length for length in lengths if 400 <= length <= 800]) >= 4
    assert all("\n## " in piece.body for piece in shown if words(piece.body) >= LONG_ESSAY)


def test_conversations_run_from_none_to_sixty_replies(community: Community) -> None:
    sizes = Counter(len(piece.replies) for piece in community.pieces if not piece.held)
    assert max(sizes) == 60
    assert sizes[0] == 2
    assert sizes[1] == 1
    assert any(28 <= size <= 32 for size in sizes)
    assert sum(count for size, count in sizes.items() if 5 <= size <= 15) >= 5


def test_the_longest_conversation_is_six_levels_deep(community: Community) -> None:
    longest = max(community.pieces, key=lambda piece: len(piece.replies))
    assert max(len(reply.at) - 1 for reply in longest.replies) == 6
    assert sum(reply.by == longest.author for reply in longest.replies) >= 15


def test_every_state_of_a_text_can_be_seen(community: Community) -> None:
    replies = [reply for _, reply in community.replies()]
    assert sum(reply.removed is not None for reply in replies) >= 2
    assert sum(reply.held for reply in replies) >= 1
    assert sum(piece.held for piece in community.pieces) == 1
    assert sum(reply.edited_minutes_after is not None for reply in replies) == 1
    open_flags = [flag.reason for reply in replies if not reply.removed for flag in reply.flags]
    assert len(open_flags) == len(set(open_flags)) == 3


def test_the_withdrawn_reply_stands_in_the_middle_of_its_branch(community: Community) -> None:
    piece, gone = next(
        (piece, reply) for piece, reply in community.replies() if reply.withdrawn_minutes_after is not None
    )
    assert len(gone.at) > 1
    assert any(reply.parent == gone.at for reply in piece.replies)


def test_some_pieces_have_notes_and_say_what_they_hope_for(community: Community) -> None:
    wishes = {piece.asks_for for piece in community.pieces}
    assert wishes == {"any", "support", "advice", "debate", "none"}
    assert sum(bool(piece.content_notes) for piece in community.pieces) >= 4
    assert not any(piece.replies for piece in community.pieces if piece.asks_for == "none")


def test_four_people_can_be_signed_in_as(community: Community) -> None:
    roles = {person.sign_in_name: person.role for person in community.people if person.sign_in_name}
    assert roles == {
        "demo-member": "member",
        "demo-author": "member",
        "demo-moderator": "moderator",
        "demo-moderator-two": "moderator",
    }
    author = next(person for person in community.people if person.sign_in_name == "demo-author")
    assert max(community.pieces, key=lambda piece: len(piece.replies)).author == author.pen_name


def test_every_name_could_be_had_by_joining(community: Community) -> None:
    had = [names.pen_name(person.pen_name) for person in community.people]
    assert len({name.skeleton for name in had}) == len(community.people) >= 12
    for person in community.people:
        if person.sign_in_name:
            names.check_apart(names.sign_in_name(person.sign_in_name), names.pen_name(person.pen_name))


def test_whoever_speaks_is_somebody_and_had_joined(community: Community) -> None:
    people = by_name(community)
    for piece in community.pieces:
        assert people[piece.author].joined_days_ago * 24 > piece.hours_ago, piece.name
        for reply in piece.replies:
            hours = piece.hours_ago - piece.minutes_until(reply.at) / MINUTES
            assert people[reply.by].joined_days_ago * 24 > hours, (piece.name, reply.at)
            assert all(flag.by in people and flag.by != reply.by for flag in reply.flags)


def test_newcomers_wait_and_nobody_else_does(community: Community) -> None:
    people = by_name(community)
    for piece in community.pieces:
        assert piece.held == (people[piece.author].standing == "newcomer")
        for reply in piece.replies:
            assert reply.held == (people[reply.by].standing == "newcomer")


def test_a_moderator_decides_and_never_on_their_own_text(community: Community) -> None:
    people = by_name(community)
    for piece, reply in community.replies():
        if reply.removed:
            branch = {other.by for other in piece.replies if other.at[:1] == reply.at[:1]}
            assert people[reply.removed.by].role == "moderator"
            assert reply.removed.by not in branch | {piece.author}
            assert reply.flags, "somebody had asked for it"


@pytest.mark.parametrize("piece", read().pieces, ids=lambda piece: piece.name)
def test_a_conversation_stands_as_it_will_be_numbered(piece: PieceText) -> None:
    places = [reply.at for reply in piece.replies]
    assert places == sorted(places)
    for place in places:
        assert len(place) == 1 or place[:-1] in places, f"{place} answers nobody"
    for earlier, later in siblings(piece):
        assert later.at[-1] == earlier.at[-1] + 1
        assert piece.minutes_until(later.at) > piece.minutes_until(earlier.at), later.at
        assert later.held or not earlier.held, "what waits has no number yet, so it stands last"


@pytest.mark.parametrize("piece", read().pieces, ids=lambda piece: piece.name)
def test_nothing_happens_later_than_now_or_answers_what_is_gone(piece: PieceText) -> None:
    written = {reply.at: reply for reply in piece.replies}
    for reply in piece.replies:
        begun = piece.minutes_until(reply.at)
        later = [flag.minutes_after for flag in reply.flags]
        later += [minutes for minutes in (reply.gone_after, reply.edited_minutes_after) if minutes]
        assert begun + max(later, default=0) < piece.hours_ago * MINUTES, reply.at
        parent = written.get(reply.parent)
        assert parent is None or not parent.held
        assert parent is None or parent.gone_after is None or reply.minutes_after < parent.gone_after
        if reply.gone_after:
            assert all(flag.minutes_after < reply.gone_after for flag in reply.flags)


def siblings(piece: PieceText) -> list[tuple[ReplyText, ReplyText]]:
    beneath: dict[tuple[int, ...], list[ReplyText]] = {}
    for reply in piece.replies:
        beneath.setdefault(reply.parent, []).append(reply)
    assert all(group[0].at[-1] == 1 for group in beneath.values())
    return [pair for group in beneath.values() for pair in pairwise(group)]


def test_the_texts_hold_what_a_page_must_not_break(community: Community) -> None:
    everything = "\n".join(text for _, text in texts(community))
    for sign in ("“", "’", "–", "🪗", "🏴‍☠️", "беречь", "\n> ", "\n- ", "\n1. ", "**", "@Kestrel"):
        assert sign in everything, sign


def test_quotes_are_curly_and_nothing_leads_elsewhere(community: Community) -> None:
    for where, text in texts(community):
        assert not re.search(r"['\"]", text), where
        assert "://" not in text, where
        assert not re.search(r"\S@\S+\.\w", text), where


def test_the_open_space_could_be_read_by_anybody(community: Community) -> None:
    behind_the_gate = r"\b(obey|kneel|punish|submi|domina|contract|aftercare|led by|in charge|lover)"
    shown = [piece for piece in community.pieces if piece.space == "welcome"]
    for text in [piece.body for piece in shown] + [reply.body for piece in shown for reply in piece.replies]:
        assert not re.search(behind_the_gate, text, re.IGNORECASE), text


def test_nothing_is_explicit_and_nobody_is_young(community: Community) -> None:
    never = r"\b(sex|nud(e|ity)|naked|erotic|whip|child|children|bab(y|ies)|teen|school|boy|girl)s?\b"
    for where, text in texts(community):
        assert not re.search(never, text, re.IGNORECASE), where

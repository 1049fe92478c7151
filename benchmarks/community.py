"""The community that is measured: always the same, drawn from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, update

from forum import markup
from forum.accounts import names, tokens
from forum.accounts.models import Account, Persona, SignInSession
from forum.agegate.models import AgeAnswer
from forum.agegate.policy import POLICY_VERSION
from forum.discussion import placement
from forum.discussion.models import Post, Reply, Space, Visibility
from forum.lib import clock
from forum.lib.db import db, writing

SEED = 20260101
MEMBERS = 60
ESTABLISHED = 50  # texts approved: no newcomer, nothing is held
SIZES = (50, 200, 5_000)  # replies beneath the pieces that are measured
LISTED = 60  # pieces beside them, so that a listing is full
DEEPEST = 12
BATCH = 1_000
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = """
morning letter garden silence answer window promise quiet honest patient water paper lamp coat table
river stone bread winter summer voice
""".split()


@dataclass
class Community:
    """What the measurements need to know: pieces by number of replies, and members' tokens."""

    space: str = "reading-room"
    pieces: dict[int, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


def settle(app: Flask) -> Community:
    """Fill an empty, migrated database."""
    chance = random.Random(SEED)  # nosec B311  # for sameness, not for secrecy
    community = Community()
    with app.app_context(), writing():
        community.tokens = [_member(number) for number in range(MEMBERS)]
        space = Space(
            slug=community.space,
            name="Reading room",
            description="Essays.",
            rules_html=markup.render("").html,
        )
        db.session.add(space)
        db.session.flush()
        texts = [markup.render(_prose(chance)) for _ in range(40)]
        for number in range(LISTED):
            _piece(space, number, chance)
        for size in SIZES:
            piece = _piece(space, LISTED + size, chance)
            _converse(piece, size, chance, texts)
            community.pieces[size] = piece.public_id
        db.session.commit()
    return community


def _member(number: int) -> str:
    name = names.pen_name(f"Reader{number}")
    account = Account(
        sign_in_digest=tokens.sign_in_digest(f"reader {number}"),
        password_hash="none",  # nobody signs in with it
        recovery_digest="none",
        role=1,
        joined_on=BEGAN.date(),
        approved_texts=ESTABLISHED,
    )
    persona = Persona(
        account=account,
        pen_name=name.shown,
        pen_name_key=name.key,
        skeleton=name.skeleton,
        identicon_seed=f"{number:016d}",
        created_on=BEGAN.date(),
    )
    db.session.add(persona)
    db.session.flush()
    now = clock.now()
    token = tokens.new_token()
    age = {"level": 1, "method": "click", "answered_on": now.date(), "policy_version": POLICY_VERSION}
    db.session.add(AgeAnswer(account_id=account.id, **age))
    db.session.add(
        SignInSession(
            account_id=account.id,
            persona_id=persona.id,
            token_digest=tokens.digest(token),
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=7),
        )
    )
    db.session.flush()
    return token


def _prose(chance: random.Random, words: int = 100) -> str:
    """About a hundred words in two paragraphs, with the marks that people use."""
    drawn = [chance.choice(WORDS) for _ in range(words)]
    drawn[7], drawn[-9] = f"*{drawn[7]}*", f"**{drawn[-9]}**"
    return f"{' '.join(drawn[: words // 2])}.\n\n{' '.join(drawn[words // 2 :])}."


def _piece(space: Space, number: int, chance: random.Random) -> Post:
    at = BEGAN + timedelta(hours=number)
    source = "\n\n".join(_prose(chance) for _ in range(8))
    rendered = markup.render(source)
    piece = Post(
        space_id=space.id,
        persona_id=1 + number % MEMBERS,
        title=f"On {chance.choice(WORDS)} and {chance.choice(WORDS)}",
        excerpt=rendered.text[:300],
        source=source,
        html=rendered.html,
        markup_version=rendered.version,
        visibility=Visibility.PUBLISHED,
        created_at=at,
        published_at=at,
    )
    db.session.add(piece)
    db.session.flush()
    return piece


def _converse(piece: Post, size: int, chance: random.Random, texts: list[Any]) -> None:
    rows = list(_replies(piece, size, chance, texts))
    for start in range(0, size, BATCH):
        db.session.execute(insert(Reply), rows[start : start + BATCH])
    top = sum(1 for row in rows if row["depth"] == 0)
    last = rows[-1]["published_at"]
    db.session.execute(
        update(Post)
        .where(Post.id == piece.id)
        .values(reply_count=size, last_ordinal=top, last_sequence=size, last_reply_at=last)
    )


def _replies(piece: Post, size: int, chance: random.Random, texts: list[Any]) -> Iterator[dict[str, Any]]:
    """Rows of a conversation: a third opens branches, the others answer something recent."""
    first = 1 + sum(SIZES[: SIZES.index(size)])
    made: list[dict[str, Any]] = []
    children = [0] * (size + 1)
    for number in range(size):
        recent = made[-30:]
        parent = chance.choice(recent) if recent and chance.random() > 0.33 else None
        if parent and parent["depth"] >= DEEPEST:
            parent = None
        slot = parent["id"] - first + 1 if parent else 0
        children[slot] += 1
        ordinal = children[slot]
        text = texts[number % len(texts)]
        at = piece.created_at + timedelta(minutes=number)
        row = {
            "id": first + number,
            "post_id": piece.id,
            "parent_id": parent["id"] if parent else None,
            "persona_id": 1 + chance.randrange(MEMBERS),
            "path": placement.path_beneath(parent["path"] if parent else b"", ordinal),
            "ordinal": ordinal,
            "sequence": number + 1,
            "branch_rank": parent["branch_rank"] if parent else -ordinal,
            "depth": parent["depth"] + 1 if parent else 0,
            "last_ordinal": 0,
            "source": text.text,
            "html": text.html,
            "markup_version": text.version,
            "visibility": Visibility.PUBLISHED,
            "created_at": at,
            "published_at": at,
        }
        made.append(row)
    for row in made:
        row["last_ordinal"] = children[row["id"] - first + 1]
        yield row

"""The community that is measured: always the same, drawn from one seed."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.conversations import Writers
from forum import markup
from forum.access import Role
from forum.accounts import names, tokens
from forum.accounts.models import Account, Persona, SignInSession
from forum.agegate.models import AgeAnswer
from forum.agegate.policy import AgePolicy
from forum.discussion.models import Post, Space, Visibility
from forum.lib import clock
from forum.lib.db import db

SEED = 20260101
ESTABLISHED = 50  # texts approved: no newcomer, nothing is held
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
DIFFERENT = 40  # texts, which come again and again
SESSION = timedelta(days=7)
WORDS = """
morning letter garden silence answer window promise quiet honest patient water paper lamp coat table
river stone bread winter summer voice
""".split()


@dataclass
class Community:
    """What the measurements need to know: pieces by a name of theirs, and members' tokens."""

    space: str = "reading-room"
    space_id: int = 0
    pieces: dict[str, str] = field(default_factory=dict)  # public ids
    piece_ids: dict[str, int] = field(default_factory=dict)
    personas: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def address(self, name: str) -> str:
        """Where a piece stands."""
        return f"/p/{self.pieces[name]}"


class Founder:
    """Fills a migrated database, inside `with app.app_context(), writing()`."""

    def __init__(self, community: Community) -> None:
        self.chance = random.Random(SEED + len(community.pieces))  # nosec B311  # for sameness alone
        self.community = community

    @classmethod
    def begin(cls, members: int) -> "Founder":
        """Begin in an empty database, with members and a space."""
        founder = cls(Community())
        for number in range(members):
            founder._member(number)
        space = Space(
            slug=founder.community.space,
            name="Reading room",
            description="Essays.",
            rules_html=markup.render("").html,
        )
        db.session.add(space)
        db.session.flush()
        founder.community.space_id = space.id
        return founder

    def prose(self, words: int = 100) -> str:
        """Two paragraphs, with the marks that people use."""
        drawn = [self.chance.choice(WORDS) for _ in range(words)]
        drawn[words // 14], drawn[-words // 11] = f"*{drawn[words // 14]}*", f"**{drawn[-words // 11]}**"
        return f"{' '.join(drawn[: words // 2])}.\n\n{' '.join(drawn[words // 2 :])}."

    def writers(self, words: int = 100) -> Writers:
        """All members, who write texts of so many words."""
        texts = [markup.render(self.prose(words)) for _ in range(DIFFERENT)]
        return Writers(self.chance, texts, self.community.personas)

    def piece(self, name: str) -> Post:
        """A piece of eight hundred words; each is an hour younger than the one before."""
        number = len(self.community.pieces)
        at = BEGAN + timedelta(hours=number)
        source = "\n\n".join(self.prose() for _ in range(8))
        rendered = markup.render(source)
        piece = Post(
            space_id=self.community.space_id,
            persona_id=self.community.personas[number % len(self.community.personas)],
            title=f"On {self.chance.choice(WORDS)} and {self.chance.choice(WORDS)}",
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
        self.community.pieces[name], self.community.piece_ids[name] = piece.public_id, piece.id
        return piece

    def _member(self, number: int) -> None:
        name = names.pen_name(f"Reader{number}")
        account = Account(
            sign_in_digest=tokens.sign_in_digest(f"reader {number}"),
            password_hash="none",  # nobody signs in with it
            recovery_digest="none",
            role=Role.MEMBER,
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
        now, token = clock.now(), tokens.new_token()
        age = {
            "level": 1,
            "method": "click",
            "answered_on": now.date(),
            "policy_version": AgePolicy().version,
        }
        db.session.add(AgeAnswer(account_id=account.id, **age))
        session = SignInSession(
            account_id=account.id,
            persona_id=persona.id,
            token_digest=tokens.digest(token),
            created_at=now,
            last_used_at=now,
            expires_at=now + SESSION,
        )
        db.session.add(session)
        db.session.flush()
        self.community.personas.append(persona.id)
        self.community.tokens.append(token)


def stay_signed_in() -> None:
    """Let the sessions of a community that was settled earlier be as young as on its first day."""
    now = clock.now()
    db.session.execute(update(SignInSession).values(last_used_at=now, expires_at=now + SESSION))

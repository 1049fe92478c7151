"""The rules a new community begins with; the operator may change them, and old wordings stay citable."""

from dataclasses import dataclass

from sqlalchemy import select

from forum.lib import clock
from forum.lib.db import db
from forum.moderation.models import RuleVersion


@dataclass(frozen=True)
class Rule:
    """One rule in its first wording."""

    title: str
    text: str


# Decisions cite the number, so a rule keeps its place: new ones are added at the end.
FIRST_RULES = (
    Rule(
        "Be kind",
        "Disagree with what somebody says, not with who they are. No insults, no mockery, no piling on, and "
        "no pressing a person who has stopped answering.",
    ),
    Rule(
        "Let people stay unknown",
        "Do not try to find out who somebody is, and never say, hint or guess at it: no real names, faces, "
        "addresses, workplaces, or details put together from several places. It does not matter whether "
        "the guess is right.",
    ),
    Rule(
        "No advertising",
        "Do not sell, recruit, collect, or post the same thing again and again. A link is welcome where it "
        "helps the conversation it stands in.",
    ),
    Rule(
        "Respect what the author asked for",
        "Each piece may say what replies it hopes for. Where somebody asks for support only, give company "
        "and not advice; where somebody asks for no replies, leave none.",
    ),
    Rule(
        "Consent, in conversation too",
        "What people describe here rests on consent, and so does talking about it. Ask before you advise, "
        "flirt or write to somebody; take a no at once. Do not praise or plan anything that a person in it "
        "did not agree to or could not agree to.",
    ),
    Rule(
        "Adults only",
        "Everybody who takes part is an adult. Nothing here may show or suggest anybody under 18 in a "
        "sexual way, in fact or in fiction, and nobody under 18 may be invited.",
    ),
    Rule(
        "No hatred",
        "Do not attack or belittle people for their origin, colour, faith, body, illness, sex, gender, whom "
        "they love, or how they live.",
    ),
    Rule(
        "Say what is in it",
        "Put a content note on what may hit hard, such as violence, illness, loss or detailed intimacy. "
        "Describe as much as the piece needs, and keep explicit detail behind its note.",
    ),
    Rule(
        "Words only",
        "Do not post or link explicit pictures or films, and do not link anything that shows a person who "
        "has not agreed to be seen.",
    ),
    Rule(
        "Stay within the law",
        "Do not threaten anybody, do not help anybody to be hurt, and do not post what the law forbids, "
        "such as other people’s private letters or works copied whole.",
    ),
)


def seed_rules() -> int:
    """Write the first rules whose numbers nobody has used yet; says how many. May be called again."""
    known = set(db.session.scalars(select(RuleVersion.number)))
    missing = [
        RuleVersion(number=number, version=1, title=rule.title, text=rule.text, adopted_on=clock.today())
        for number, rule in enumerate(FIRST_RULES, start=1)
        if number not in known
    ]
    db.session.add_all(missing)
    db.session.flush()
    return len(missing)

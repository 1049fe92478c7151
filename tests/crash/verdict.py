"""Looks through the tables after a crash: what was acknowledged is there once, and nothing by half."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from forum.discussion.models import Removal, Reply, Revision, Visibility
from forum.lib.db import db
from forum.moderation.models import Decision, Flag, LogEntry
from forum.notifications.models import Notice
from tests.crash.people import Deed, Writer


def faults_of(writers: Iterable[Writer]) -> list[str]:
    """One line for each thing that is not as its author was told."""
    deeds = [deed for writer in writers for deed in writer.deeds]
    texts = [deed for deed in deeds if deed.kind in ("reply", "edit")]
    flags = [deed for deed in deeds if deed.kind == "flag"]
    decisions = [deed for deed in deeds if deed.kind == "decide"]
    return [
        *_unlike(texts, _places_of_texts()),
        *_unlike(flags, _places_of_flags()),
        *_unlike(decisions, _places_of_decisions()),
        *_out_of_order(deeds),
        *_halves(),
    ]


def _unlike(deeds: list[Deed], found: dict[str, list[str]]) -> Iterator[str]:
    """What was told must be there once, where it belongs; what was not told, at most once."""
    for deed in deeds:
        places = found.pop(deed.words, [])
        if len(places) > 1:
            yield f"{deed} is there {len(places)} times"
        elif deed.told and places != [deed.on]:
            yield f"{deed} was acknowledged and stands at {places}"
    for words, places in found.items():
        yield f"nobody wrote {words!r}, which stands at {places}"


def _places_of_texts() -> dict[str, list[str]]:
    """Where each version of each reply stands, the present one and those before it."""
    found = defaultdict(list)
    present = select(Reply.source, Reply.public_id).where(Reply.source.like("Member%"))
    earlier = select(Revision.source, Reply.public_id).join(Reply, Reply.id == Revision.reply_id)
    for query in (present, earlier):
        for words, place in db.session.execute(query):
            found[words].append(place)
    return found


def _places_of_flags() -> dict[str, list[str]]:
    found = defaultdict(list)
    for flag in db.session.scalars(select(Flag)):
        found[flag.words].append(flag.case.reply.public_id if flag.case.reply else "")
    return found


def _places_of_decisions() -> dict[str, list[str]]:
    found = defaultdict(list)
    for decision in db.session.scalars(select(Decision)):
        found[decision.reasons].append(decision.case.reply.public_id if decision.case.reply else "")
    return found


def _out_of_order(deeds: list[Deed]) -> Iterator[str]:
    """The last version that a reply's author was told of is the present one, or the one after it is."""
    versions: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.kind in ("reply", "edit") and deed.on:
            versions[deed.on].append(deed)
    for public_id, written in versions.items():
        present = db.session.scalars(select(Reply.source).where(Reply.public_id == public_id)).one_or_none()
        last = max((n for n, deed in enumerate(written) if deed.told), default=0)
        if present not in {deed.words for deed in written[last:]}:
            yield f"{public_id} says {present!r}, its author was told of {written[last]}"


def _halves() -> Iterator[str]:
    """Of whatever needs several rows, all must be there."""
    about = Counter(db.session.scalars(select(Removal.reply_id)))
    for decision in db.session.scalars(select(Decision)):
        reply = decision.case.reply
        if reply is None or reply.visibility != Visibility.REMOVED or about[reply.id] != 1:
            yield f"the decision {decision.reasons!r} did not remove its text"
        for kind, rows in (("log entry", LogEntry), ("notice", Notice)):
            query = select(func.count()).select_from(rows).where(rows.decision_id == decision.id)
            if not db.session.scalar(query):
                yield f"the decision {decision.reasons!r} has no {kind}"
    for reply in db.session.scalars(select(Reply).where(Reply.path.is_(None))):
        yield f"{reply.public_id} has no place"

"""What begins a lifetime, and what ends it, done as members and moderators do it."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from forum.access import GUEST
from forum.accounts import actions as accounts
from forum.accounts import tickets
from forum.accounts.models import (
    SignInSession,
)
from forum.agegate.actions.ceremony import begin
from forum.agegate.ceremonies import Way
from forum.agegate.models import AgeAnswer
from forum.discussion.actions.edit import edit
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft
from forum.discussion.models import Post, Reply, Visit
from forum.lib import clock, throttle
from forum.lib.db import db
from forum.moderation.jobs import remind_of_overdue
from forum.moderation.models import (
    Case,
    CasePass,
    CaseState,
)
from forum.notifications.letters import HOURS
from forum.notifications.models import MailAddress
from tests.moderation.stage import text_of
from tests.retention.world import NOON, WORD, World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Write = Callable[[World], str]  # a text, by the name that the stage gives it


def piece(world: World) -> str:
    text = world.stage.piece(world.ada, f"The {WORD} plays.", title=f"The {WORD}")
    world.clean()
    return text


def reply(world: World) -> str:
    piece = world.stage.piece(world.stage.cast.otto, "About music.")
    text = world.stage.reply(world.ada, piece, f"I have a {WORD}.")
    world.clean()
    return text


def then(
    write: Callable[[World], str], act: Callable[..., object], by: str = "ada"
) -> Callable[[World], None]:
    """Write something and do something to it."""

    def begin(world: World) -> None:
        name = write(world)
        with world.stage.work():
            act(getattr(world.stage.cast, by).viewer, text_of(name))

    return begin


def removed(write: Write) -> Callable[[World], None]:
    def begin(world: World) -> None:
        world.stage.decide(world.stage.cast.mira, write(world), "remove", rule=1)

    return begin


def take_back(world: World) -> None:
    with world.stage.work():
        posts = db.session.scalars(select(Post).where(Post.source.contains(WORD))).all()
        replies = db.session.scalars(select(Reply).where(Reply.source.contains(WORD))).all()
        texts: list[Post | Reply] = [*posts, *replies]
        for text in texts:
            withdraw(world.ada.viewer, text)


def leaves(world: World) -> None:
    world.live()
    with world.stage.work():
        accounts.leave(world.ada.confirmed, keeps_texts=False, this=None)


def renames(world: World) -> None:
    with world.stage.work():
        accounts.rename(world.ada.confirmed, "Beatrix")


def signs_in(world: World) -> None:
    world.visitor(world.ada)


def uses_it_daily(world: World) -> None:
    world.visitor(world.ada)
    with world.stage.work():
        db.session.execute(update(SignInSession).values(last_used_at=NOON + 13 * DAY + 23 * HOUR))


def asks_for_archive(world: World) -> None:
    assert world.visitor(world.ada).post("/settings/export").status_code == 303
    world.work()


def spends(world: World) -> None:
    with world.stage.work():
        tickets.spend(tickets.read("test", tickets.issue("test")))


def tries(world: World) -> None:
    with world.stage.work():
        throttle.allow("signing in", "somebody", 3, HOUR)


def changes(world: World) -> None:
    name = piece(world)
    with world.stage.work():
        edit(world.ada.viewer, text_of(name), PostDraft(title="Another", source="Other words."))


def passes_on(world: World) -> None:
    world.live()
    with world.stage.work():
        passed = Case.id.in_(select(CasePass.case_id))
        db.session.execute(update(Case).where(passed).values(state=CaseState.OPEN, decided_at=None))


def decide(world: World) -> None:
    with world.stage.work():
        db.session.execute(update(Case).values(state=CaseState.DECIDED, decided_at=clock.now()))
    world.clean()


def wants(world: World) -> None:
    with world.stage.work():
        remind_of_overdue.later()


def answered(world: World) -> None:
    with world.stage.work():
        db.session.execute(update(AgeAnswer).values(expires_on=(NOON + 300 * DAY).date()))


def proves(world: World) -> None:
    with world.stage.work():
        begin(GUEST, "eu_av", Way.PHONE, network="203.0.113.9", next_path="/", is_remembered=False)


def is_not_confirmed(world: World) -> None:
    change_mail(world, confirmed_on=None, code_until=clock.now() + HOURS * HOUR)


def is_refused(world: World) -> None:
    change_mail(world, refused_on=clock.today())


def change_mail(world: World, **values: object) -> None:
    world.live()
    with world.stage.work():
        db.session.execute(update(MailAddress).values(values))


def marks(world: World) -> None:
    world.live()
    with world.stage.work():
        db.session.execute(update(Visit).values(sitting_until=NOON + HOUR))

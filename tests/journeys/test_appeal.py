"""A decision is read, appealed, asked about and decided by another moderator, with and without script."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from forum.moderation import actions
from forum.moderation.models import Decision
from tests.cast import Cast, Person
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.moderation.appealing import WHY, WORDS
from tests.moderation.stage import REASONS, Stage, address, text_of

Arrive = Callable[[Person], Visit]


@dataclass
class Removed:
    """Ada's reply under Root's piece, which Mira removed, and what else happened there."""

    stage: Stage
    cast: Cast
    piece: str
    reply: str


@pytest.fixture
def removed(live_server: Server, live_cast: Cast) -> Removed:
    """Ada's reply was flagged by Root and removed by Mira."""
    stage = Stage(live_server.app, live_cast, pytest.fail).set_up()
    piece = stage.piece(live_cast.root, title="The blue bowl")
    reply = stage.reply(live_cast.ada, piece, "You old goose.")
    stage.reply(live_cast.otto, piece, "The keys are in it.")
    stage.flag(live_cast.root, reply)
    stage.decide(live_cast.mira, reply, "remove", rule=1)
    return Removed(stage, live_cast, piece, reply)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Bring somebody, signed in, with a browser of their own."""
    script = bool(request.param)

    def come(person: Person) -> Visit:
        return Visit(
            open_page(java_script_enabled=script, base_url=live_server.url), script, axe=False
        ).sign_in(person)

    return come


def test_an_appeal_is_heard_and_the_text_comes_back(removed: Removed, arrive: Arrive) -> None:
    cast = removed.cast
    ada = _appeal(arrive(cast.ada))
    ada.sees("Another moderator answers it by", WORDS)

    mira = _open_appeal(arrive(cast.mira))
    mira.sees("You made the decision that this is about, so another moderator decides.")
    expect(mira.page.get_by_role("button", name="Decide", exact=True)).to_have_count(0)

    otto = _open_appeal(arrive(cast.otto)).sees(WORDS, REASONS)
    otto.page.get_by_text("Ask one question before you decide").click()
    otto.fill("Your question", "What did it answer?").press("Send the question")

    ada.go("/notifications").follow("Whoever decides your appeal has a question.")
    ada.sees("What did it answer?").fill("Your answer", "A joke of hers.").press("Send the answer")
    ada.sees("Your answer has been sent.")

    _open_appeal(otto).sees("A joke of hers.")
    _decide(otto, "Reverse the decision")

    ada.go("/notifications").follow("Your appeal was right: the decision is undone.").sees(WHY)
    ada.go("/moderation/mine").sees("undone on appeal", "Your appeal was right")
    ada.go(address(removed.piece)).sees("You old goose.", "The keys are in it.")
    root = arrive(cast.root).go("/notifications")
    root.sees("What you flagged was removed, and is back in its place after an appeal.")
    root.go("/moderation/log").sees("Reversed on appeal").does_not_see("goose")


def test_an_appeal_is_heard_and_the_decision_stays(removed: Removed, arrive: Arrive) -> None:
    ada = _appeal(arrive(removed.cast.ada))
    otto = _open_appeal(arrive(removed.cast.otto))
    _decide(otto, "The decision stays")
    ada.go("/notifications").follow("Another moderator has read your appeal. The decision stays.")
    ada.sees(WHY, "This was the appeal, and there is no second one here.")
    arrive(removed.cast.root).go(address(removed.piece)).does_not_see("You old goose.")


def test_a_suspension_is_read_appealed_and_lifted(removed: Removed, arrive: Arrive) -> None:
    stage, cast = removed.stage, removed.cast
    with stage.work():
        case = actions.open_own_case(
            cast.mira.viewer, text_of(stage.reply(cast.ada, removed.piece, "Goose."))
        )
        verdict = actions.Verdict("suspend", 1, REASONS, details={"hours": "72"})
        assert isinstance(actions.decide(cast.mira.viewer, case, verdict, case.version), Decision)
    ada = arrive(cast.ada).go("/moderation/mine").sees("Your account is suspended until")
    ada.follow("Your account is suspended").sees(REASONS, "Be kind", "How we came to look", "a moderator")
    _send(ada.follow("Appeal against this decision"))

    otto = _open_appeal(arrive(cast.otto))
    _decide(otto, "Reverse the decision")

    ada.go("/moderation/mine").does_not_see("Your account is suspended until")
    ada.go(f"{address(removed.piece)}/replies/new").sees("Reply")


def _appeal(ada: Visit) -> Visit:
    ada.go("/moderation/mine").follow("Your reply was removed")
    ada.sees(REASONS, "Be kind", "You old goose.", "until it is decided otherwise")
    return _send(ada.follow("Appeal against this decision"))


def _send(ada: Visit) -> Visit:
    return ada.fill("Why should it be decided otherwise?", WORDS).press("Send the appeal")


def _open_appeal(moderator: Visit) -> Visit:
    moderator.go("/moderation?tab=appeals")
    moderator.page.locator("main a[href*='/moderation/cases/']").first.click()
    moderator.page.wait_for_load_state()
    return moderator.look()


def _decide(moderator: Visit, what: str) -> None:
    moderator.page.get_by_label(what).check()
    moderator.fill("Why", WHY).press("Decide")

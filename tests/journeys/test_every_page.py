"""Every page that can be opened, looked at with real content; and the conversation by keyboard alone."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from forum.access import SYSTEM
from forum.accounts.models import Persona
from forum.discussion.models import RepliesWanted
from forum.discussion.queries.posts import find_space
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.actions.appeal import ask
from forum.notifications.models import Notice
from forum.records.actions import Answer, sign
from forum.records.worksheets import WORKSHEETS
from tests.cast import PASSWORD, Cast, Person
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.moderation.appealing import appeal, case_of
from tests.moderation.stage import Stage, address, name
from tests.stories import a_post, an_address

# Plain answers for machines, and what leads on to a page that is looked at.
NOT_PAGES = {
    *("static", "web.asset", "web.robots", "discussion.replies_since"),
    *("about.transparency_for_machines", "moderation.decisions_csv", "export.fetch"),
    *("web.health", "web.ready", "web.counts"),
    *("agegate.explain", "agegate.tell", "agegate.come_back"),  # tests/journeys/test_proving_age.py
}
LONG_WORD = "unbreakable" * 12
ESSAY = f"""There is a **blue bowl** beside our door, and {LONG_WORD} beside it. 👩🏽‍🚀

## What it is for

> Keys, and one promise.

| What | Where |
| ---- | ----- |
| keys | in the bowl, always, even on Sundays when nobody goes anywhere at all |

    a line of code that is a good deal longer than any phone is wide, as lines of code are

מפתחות, והבטחה אחת.
"""
WAYS_IN = ("signing-in", "confirm", "passkeys", "codes")
SETTINGS = ("pen-name", "leaving", "disowned", "blocks", "visitors", "export", "mail", "pen-names", *WAYS_IN)
ROOTS = (
    *("/moderation/rules", "/moderation/rules/1", "/moderation/watch-list", "/moderation/age"),
    *("/moderation/records", *(f"/moderation/records/new/{kind}" for kind in WORKSHEETS)),
    *("/moderation/spaces", "/moderation/spaces/new", "/moderation/spaces/essays"),
)
MOST_TABS = 80
SEEN = """element => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return style.outlineStyle !== "none" && box.bottom > 0 && box.top < innerHeight;
}"""


@dataclass(frozen=True)
class Pages:
    """The addresses that each of them opens, and those of them that refuse."""

    guest: tuple[str, ...]
    ada: tuple[str, ...]
    nell: tuple[str, ...]
    mira: tuple[str, ...]
    root: tuple[str, ...]
    refusing: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every address."""
        return self.guest + self.ada + self.nell + self.mira + self.root


@pytest.fixture
def pages(live_server: Server, live_cast: Cast) -> Pages:
    """A place in which everything has happened once, and where to look at it."""
    cast = live_cast
    stage = Stage(live_server.app, cast, pytest.fail).set_up()
    piece = stage.piece(cast.ada, ESSAY, title=f"The blue bowl and {LONG_WORD}")
    branch = [stage.reply(cast.otto, piece, ESSAY)]
    for depth in range(10):
        branch.append(stage.reply((cast.ada, cast.root)[depth % 2], branch[-1], "Deeper @Ada."))
    removed = stage.reply(cast.ada, piece, "This will go.")
    below = stage.reply(cast.otto, removed, "An answer that stays.")
    stage.flag(cast.otto, removed)
    decision = stage.decide(cast.mira, removed, "remove", rule=1)
    appealed, appeals_case = _an_appeal(stage, cast)
    flagged, waiting = stage.reply(cast.root, piece), stage.reply(cast.nell, piece, "My first words.")
    stage.flag(cast.ada, flagged)
    held = stage.piece(cast.nell, title="My first piece")
    closed = _a_closed_piece(stage, cast.ada)
    notice = _a_notice(stage, cast.ada)
    own, gone, odd = branch[1], f"{address(removed)}/edit", "/settings/sessions/end-others"
    no_answer = f"{address(closed)}/replies/new"
    wording = "/rules?number=1&version=1"
    pages_about = ("", "/rules", wording, "/age", "/privacy", "/data", "/safety", "/transparency")
    about = tuple(f"/about{page}" for page in pages_about)
    return Pages(
        guest=(
            *("/", "/s/essays", f"{address(piece)}?sort=newest", address(closed)),
            f"{address(piece)}?view={below.split(':')[1]}&context=3",
            *(address(branch[-1]), "/u/Ada", "/u/Bodil", "/search", "/sign-in", "/join", "/recover"),
            *("/age", "/age/young"),
            *about,
            *("/flag", f"/flag?on={piece}", f"/flag/thanks?on={piece}", "/moderation/log", "/p/nothing"),
            odd,
        ),
        ada=(
            *(address(piece), "/u/Ada", "/s/essays/new", f"{address(piece)}/replies/new"),
            f"{address(piece)}/waiting",
            f"{address(piece)}/replies/new?parent={branch[0].split(':')[1]}",
            *(f"{address(text)}/{verb}" for text in (piece, own) for verb in ("edit", "withdraw")),
            *("/settings", "/settings/sessions", "/settings/password", "/settings/recovery"),
            *(f"/settings/{page}" for page in SETTINGS),
            *("/notifications", f"/notifications/{notice}", "/moderation/mine"),
            *(f"/moderation/statements/{each}" for each in (decision, appealed)),
            *(f"/moderation/statements/{each}/appeal" for each in (decision, appealed)),
            *(f"/flag?on={flagged}", "/flag/thanks?about=care"),
            *("/moderation", gone, no_answer, f"{address(piece)}/unread", "/settings/reading"),
            *("/moderation/rules/agree", "/bookmarks", "/u/Otto/block"),
        ),
        nell=(address(held), address(waiting), "/u/Nell", "/notifications", "/moderation/mine"),
        mira=(
            *("/moderation", address(piece), address(held), f"/moderation/statements/{decision}"),
            *(f"/moderation/cases/{stage.case_on(on)}" for on in (flagged, waiting, held)),
            *("/moderation/log", f"/moderation/cases/{appeals_case}"),
            *("/moderation?tab=decided", "/moderation/desk", "/moderation/overrides"),
            f"/moderation/cases/{_case_on(stage, cast.mira, cast.ada)}",
        ),
        root=(*ROOTS, _a_record(stage)),
        refusing=("/p/nothing", odd, gone, no_answer),
    )


def _a_record(stage: Stage) -> str:
    """A worksheet that was signed."""
    with stage.work():
        said = [Answer("staff", "yes", "Two of us."), Answer("users", None, "About forty.")]
        record = sign(SYSTEM, WORKSHEETS["eu-size"], said, "the operator")
        return f"/moderation/records/{record.public_id}"


def _case_on(stage: Stage, moderator: Person, person: Person) -> str:
    """A case about somebody, with a ban that waits for its second key."""
    with stage.work():
        persona = db.session.get_one(Persona, person.persona_id)
        case = actions.open_case_on_person(moderator.viewer, persona)
        actions.decide(moderator.viewer, case, actions.Verdict("ban", 1, "Again."), case.version)
        return case.public_id


def _an_appeal(stage: Stage, cast: Cast) -> tuple[str, str]:
    """A decision that Ada appeals against, and the case of the appeal, with its question."""
    reply = stage.reply(cast.ada, stage.piece(cast.root), "Gone.")
    removed = stage.decide(cast.otto, reply, "remove", rule=2)
    case = appeal(stage, cast.ada, removed)
    with stage.work():
        ask(cast.mira.viewer, case_of(case), "What did it answer?")
    return removed, case


def _a_closed_piece(stage: Stage, person: Person) -> str:
    with stage.work():
        space = find_space(person.viewer, "essays")
        return name(a_post(person.viewer, space, title="Read it and be", replies_wanted=RepliesWanted.NONE))


def _a_notice(stage: Stage, person: Person) -> str:
    """Somebody's notice, of which they hear by mail."""
    with stage.work():
        an_address(person.account_id)
        query = select(Notice.public_id).where(Notice.account_id == person.account_id)
        return str(db.session.scalars(query).first())


def test_no_page_is_left_out(live_server: Server, pages: Pages) -> None:
    rules = [rule for rule in live_server.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    urls = live_server.app.url_map.bind("alcove.example")
    opened = set()
    for path in pages.all:
        bare = path.partition("?")[0]
        if urls.test(bare, "GET"):
            opened.add(urls.match(bare, "GET")[0])
    assert {rule.endpoint for rule in rules} - NOT_PAGES - opened == set()


@pytest.mark.parametrize(
    ("who", "scheme"),
    [("guest", "light"), ("ada", "dark"), ("nell", "dark"), ("mira", "light"), ("root", "dark")],
)
def test_every_page_is_fit_for_everybody(
    open_page: Open, live_server: Server, live_cast: Cast, pages: Pages, who: str, scheme: str
) -> None:
    page = open_page(base_url=live_server.url, color_scheme=scheme)
    if who == "guest":
        page.goto("/age")
        page.get_by_role("button", name="I am 18 or older").click()
    else:
        _sign_in(page, getattr(live_cast, who))
    for path in getattr(pages, who):
        answer = page.goto(path)
        Visit(page, script=True).look()
        assert answer
        assert (answer.status >= 400) is (path in pages.refusing or (who, path) == ("ada", "/moderation")), (
            f"{path}: {answer.status}"
        )


def _sign_in(page: Page, person: Person) -> None:
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill(person.sign_in_name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def ada_at_the_keyboard(
    request: pytest.FixtureRequest, open_page: Open, live_server: Server, live_cast: Cast, pages: Pages
) -> Page:
    """Ada with a conversation before her and no mouse."""
    page = open_page(java_script_enabled=request.param, base_url=live_server.url)
    _sign_in(page, live_cast.ada)
    page.goto(pages.ada[0])
    return page


def test_a_reply_by_keyboard_alone(ada_at_the_keyboard: Page) -> None:
    page = ada_at_the_keyboard
    _tab_to(page, page.get_by_role("link", name="Skip to the text"))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    answers = page.locator(".branch__replies").first
    _tab_to(page, page.locator(".branch__fold").first)
    page.keyboard.press("Space")
    expect(answers).to_be_hidden()
    page.keyboard.press("Space")
    expect(answers).to_be_visible()

    first = page.locator("article.reply").first
    _tab_to(page, first.get_by_role("link", name="Reply"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    _tab_to(page, page.locator("#body"))
    page.keyboard.type("By keyboard, and **gladly**.")
    _tab_to(page, page.get_by_role("button", name="Preview"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-preview-place] strong")).to_have_text("gladly")
    send = page.get_by_role("button", name="Reply", exact=True)
    expect(page.locator("#body")).to_have_value("By keyboard, and **gladly**.")
    moved = page.locator("article.reply #body").count()  # with script it stands in the conversation
    _tab_to(page, send, "Shift+Tab" if moved else "Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**#r-*")
    sent = page.locator("article.reply:target")
    expect(sent).to_contain_text("By keyboard, and gladly.")
    expect(sent).to_be_in_viewport()


def _tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go there by Tab as people do; whatever has the focus on the way can be seen to have it."""
    for _step in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
        focused = page.locator(":focus")
        if focused.count():
            assert focused.evaluate(SEEN), (
                f"the focus cannot be seen on {focused.evaluate('e => e.outerHTML')}"
            )
    pytest.fail(f"{MOST_TABS} times {key} do not lead to {wanted}")

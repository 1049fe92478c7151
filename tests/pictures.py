"""Take pictures of the demonstration: `make pictures`, or `python -m tests.pictures FOLDER` for every size.

Without a folder, the few pictures that the documents show are written to docs/pictures.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from benchmarks.serving import ROOT, Server, alcove
from forum.app import create_app
from forum.config import Config
from forum.demo.people import PASSWORD
from forum.discussion.models import Post, Reply, Space, Visibility
from forum.lib.db import db
from forum.moderation.models import Case, CaseState
from tests.fixtures.browser import FLAGS, WITHOUT_WINDOWS, executable

Theme = Literal["light", "dark"]
WIDTHS = (360, 768, 1280)
THEMES: tuple[Theme, ...] = ("light", "dark")
HEIGHT = 900
DOCUMENTS = {(name, 1280, "light") for name in ("front", "essay", "conversation", "case")}
DOCUMENTS |= {("conversation", 360, "dark"), ("gate", 360, "light")}


@dataclass(frozen=True)
class View:
    """One page as one person sees it, from its top or from `look_at`; `whole` takes all of it."""

    name: str
    path: str
    who: str | None = None
    whole: bool = False
    look_at: str | None = None
    words: str | None = None  # to search for


def main() -> None:
    """Fill a demonstration, serve it, and take the pictures."""
    wanted = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    folder = wanted or ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="alcove-pictures-") as data_dir:
        os.environ |= {"ALCOVE_DATA_DIR": data_dir, "ALCOVE_DEMO": "1"}
        prepare = [sys.executable, "-m", "flask", "alcove", "prepare"]
        subprocess.run(prepare, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        views = list(_views())
        with alcove({}) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(*WITHOUT_WINDOWS), args=FLAGS)
            for width in WIDTHS:
                for theme in THEMES:
                    _take(browser, server, views, folder, width, theme, everything=wanted is not None)
            browser.close()


def _views() -> Iterator[View]:
    """The pages worth looking at, found in the demonstration's database."""
    app = create_app(Config.from_env())
    with app.app_context():
        published = Post.visibility == Visibility.PUBLISHED
        busiest = db.session.scalars(select(Post).where(published).order_by(Post.reply_count.desc())).first()
        space = db.session.scalars(select(Space).order_by(Space.position.desc())).first()
        case = db.session.scalars(select(Case).where(Case.state == CaseState.OPEN)).first()
        if busiest is None or space is None or case is None:
            raise RuntimeError("the demonstration has no conversation, space or case to show")
        reply = db.session.scalars(
            select(Reply).where(Reply.post_id == busiest.id, Reply.visibility == Visibility.PUBLISHED)
        ).first()
        if reply is None:
            raise RuntimeError("the busiest conversation of the demonstration is empty")
        piece, answer = busiest.public_id, reply.public_id
        yield View("gate", f"/p/{piece}", who="nobody")
        yield View("front", "/")
        yield View("space", f"/s/{space.slug}")
        yield View("essay", f"/p/{piece}")
        yield View("conversation", f"/p/{piece}", look_at="[data-reply] >> nth=1")
        yield View("everything", f"/p/{piece}", whole=True)
        yield View("search", "/search", words="door")
        yield View("sign-in", "/sign-in")
        yield View("join", "/join")
        yield View("about", "/about")
        yield View("data", "/about/data", whole=True)
        yield View("flag", f"/flag?on=reply:{answer}")
        yield View("missing", "/p/nothing-here")
        yield View("compose", f"/s/{space.slug}/new", who="demo-member")
        yield View("reply", f"/p/{piece}/replies/new?parent={answer}", who="demo-member")
        yield View("settings", "/settings", who="demo-member")
        yield View("notices", "/notifications", who="demo-author")
        yield View("mine", "/moderation/mine", who="demo-author")
        yield View("queue", "/moderation", who="demo-moderator")
        yield View("case", f"/moderation/cases/{case.public_id}", who="demo-moderator", whole=True)
        yield View("log", "/moderation/log")


def _take(
    browser: Browser,
    server: Server,
    views: list[View],
    folder: Path,
    width: int,
    theme: Theme,
    *,
    everything: bool,
) -> None:
    pages: dict[str | None, Page] = {}
    for view in views:
        if not everything and (view.name, width, theme) not in DOCUMENTS:
            continue
        if view.who not in pages:
            context = browser.new_context(
                base_url=f"http://127.0.0.1:{server.port}",
                viewport={"width": width, "height": HEIGHT},
                color_scheme=theme,
            )
            pages[view.who] = _come_in(context.new_page(), view.who)
        page = pages[view.who]
        page.goto(view.path)
        if view.words:
            page.locator("#words").fill(view.words)
            page.keyboard.press("Enter")
            page.wait_for_load_state()
        if view.look_at:
            page.locator(view.look_at).evaluate("element => element.scrollIntoView({block: 'center'})")
        page.screenshot(path=folder / f"{view.name}-{width}-{theme}.png", full_page=view.whole)
    for page in pages.values():
        page.context.close()


def _come_in(page: Page, who: str | None) -> Page:
    """Pass the gate unless one is nobody, and sign in if one is somebody."""
    if who == "nobody":
        return page
    page.goto("/age")
    page.locator("button[form=declare]").click()
    if who is not None:
        page.goto("/sign-in")
        page.locator("[name=sign_in_name]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").first.click()
        page.wait_for_url("**/")
    return page


if __name__ == "__main__":
    main()

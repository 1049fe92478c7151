"""Somebody looks for words in a browser: with script and without, at a phone's width and by keyboard."""

import pytest
from playwright.sync_api import expect

from forum.lib.db import db, writing
from tests.cast import Cast
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_reply, a_space, many_replies

LONG_WORD = "unbreakable" * 12


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def reader(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Visit:
    """Somebody past the gate with a browser."""
    script = bool(request.param)
    visit = Visit(open_page(java_script_enabled=script, base_url=live_server.url), script)
    return visit.go("/age").press("I am 18 or older")


@pytest.fixture
def library(live_server: Server, live_cast: Cast) -> None:
    """A place with pieces and replies in several scripts."""
    cast = live_cast
    with live_server.app.app_context(), writing():
        space = a_space()
        bowl = a_post(cast.ada.viewer, space, title=f"The blue bowl {LONG_WORD}", body="Beside the *door*.")
        a_reply(cast.otto.viewer, bowl, body="We have a green bowl 👩🏽‍🚀 and **מפתחות**, והבטחה אחת.")
        a_reply(cast.otto.viewer, bowl, body=f"今天天气很好 & <script>alert(1)</script> {LONG_WORD}")
        many_replies(a_post(cast.ada.viewer, space, title="Many"), cast.ada.persona_id, [None] * 45)
        db.session.commit()


@pytest.mark.usefixtures("library")
def test_words_are_found_and_lead_to_their_place(reader: Visit) -> None:
    page = reader.page
    page.get_by_role("link", name="Search").click()
    reader.look()
    page.get_by_label("Words").fill("bowl")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    reader.look().sees("2 results")
    assert page.url.endswith("/search")
    expect(page.locator("mark").first).to_have_text("bowl")
    page.get_by_role("main").locator("li", has_text="green").get_by_role("heading").get_by_role(
        "link"
    ).click()
    page.wait_for_url("**#r-*")
    expect(page.locator("article.reply:target")).to_contain_text("green bowl")


@pytest.mark.usefixtures("library")
def test_every_state_of_the_page_is_fit_for_everybody(reader: Visit) -> None:
    reader.go("/search")
    for words, seen in (
        ("天气", "1 result"),
        ("מפתחות", "1 result"),
        ("👩", "1 result"),
        (LONG_WORD, "2 results"),
        ("nowhere to be found", "Nothing that you may read"),
        ("a b c d e f g h i j k l m", "12 words at most"),
    ):
        reader.page.get_by_label("Words").fill(words)
        reader.press("Search").sees(seen)
        expect(reader.page.get_by_label("Words")).to_have_value(words)


@pytest.mark.usefixtures("library")
def test_more_results_follow_and_the_words_stay_out_of_the_address(reader: Visit) -> None:
    reader.go("/search").fill("Words", "“few words”").press("Search").sees("45 results")
    seen = []
    for number in range(3):
        if number:
            reader.press("More results")
        links = reader.page.locator("ol.pieces h3 a").all()
        seen += [link.get_attribute("href") for link in links]
        assert reader.page.url.endswith("/search")
    assert len(set(seen)) == 45
    expect(reader.page.get_by_role("button", name="More results")).to_have_count(0)

"""The page to search on. Words are sent in the body, so that no address and no history holds them."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import Viewer
from forum.discussion.models import Space
from forum.discussion.queries import posts
from forum.lib.refusal import Refusal
from forum.search import actions, queries
from forum.search.asked import MOST_CHARACTERS, read
from forum.search.forms import SearchForm
from forum.search.queries import Kind, Results
from forum.search.refusals import TooManySearches
from forum.search.routes import rows
from forum.web import current, edge, network
from forum.web.doors import GATED, Room
from forum.web.forms import faults

UNFIT = 422
TOO_MANY = 429

room = Room("search", __name__)


@room.get("/search", door=GATED)
def ask() -> str:
    """Show the form, whatever stands in the address."""
    return _page(current.viewer(), SearchForm(formdata=None))


# With a token, as every form: else another site could have a member search, and learn by how long the
# answer takes what is written where only members read.
@room.post("/search", door=GATED)
def search() -> ResponseReturnValue:
    """Show a page of what was found."""
    viewer = current.viewer()
    form = SearchForm()
    if not form.validate():
        return _page(viewer, form, errors=faults(form)), UNFIT
    try:
        is_complete = actions.get_ready(viewer, network.key())
        edge.settle()
        asked = read(form.words.data or "")
        space = _space(viewer, form)
        found = queries.search(viewer, asked, form.chosen_kind, space, form.page.data or None)
    except Refusal as refusal:
        edge.abandon()
        status = TOO_MANY if isinstance(refusal, TooManySearches) else UNFIT
        return _page(viewer, form, errors=faults(form, refusal)), status
    return make_response(
        _page(viewer, form, found=found, rows=rows.result_rows(found, asked), is_complete=is_complete)
    )


def _page(
    viewer: Viewer,
    form: SearchForm,
    *,
    errors: dict[str, str] | None = None,
    found: Results | None = None,
    rows: list[rows.ResultRow] | None = None,
    is_complete: bool = True,
) -> str:
    spaces = [("", _("all spaces")), *((space.slug, space.name) for space in posts.spaces(viewer))]
    return render_template(
        "search/search.html",
        form=form,
        kind=form.chosen_kind,
        kinds=[
            (Kind.ALL, _("everything")),
            (Kind.PIECES, _("pieces")),
            (Kind.REPLIES, _("replies")),
        ],
        spaces=spaces,
        most_characters=MOST_CHARACTERS,
        errors=errors or {},
        found=found,
        rows=rows or [],
        is_complete=is_complete,
    )


def _space(viewer: Viewer, form: SearchForm) -> Space | None:
    """The space to look in; none, which is all of them, where it is none that the viewer may see."""
    slug = form.space.data or ""
    return next((space for space in posts.spaces(viewer) if space.slug == slug), None)

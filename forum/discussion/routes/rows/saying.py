"""Words and addresses that rows of pieces and rows of replies share."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import quote

from flask_babel import gettext as _

from forum.discussion.models import BlockKind, Visibility
from forum.discussion.models.line import ReplyLine
from forum.discussion.reach import Reach
from forum.lib import clock
from forum.web.templating import coarse_day

Parents = Mapping[int, tuple[str, str | None]]


def person_url(pen_name: str) -> str:
    """The address of a pen name's page; `url_for` would cost ten times as much, and there are hundreds."""
    return f"/u/{quote(pen_name, safe='')}"


def colour(seed: str) -> int:
    """Which of the eight colours an ornament has."""
    return max("0123456789abcdef".find(seed[-1]), 0) % 8


def state_note(visibility: str, *, own: bool, tends: bool = False) -> str | None:
    """The sentence that stands for, or above, a text that is not simply there.

    `own`: the viewer wrote it · `tends`: the viewer wrote the piece.
    """
    if visibility == Visibility.HELD:
        return _("Waiting for a moderator. Only you can see it.") if own else _("Waiting for a moderator.")
    if visibility == Visibility.HIDDEN:
        return _("A moderator is looking at this.")
    if visibility == Visibility.REMOVED:
        return (
            _("Removed by a moderator. The reasons are in your notices.")
            if own
            else _("Removed by a moderator.")
        )
    if visibility == Visibility.WITHDRAWN:
        return _("Withdrawn by its author.")
    if visibility == Visibility.AWAITING:
        return _awaiting(own=own, tends=tends)
    if visibility == Visibility.SET_ASIDE:
        return _set_aside(own=own, tends=tends)
    return None


def _awaiting(*, own: bool, tends: bool) -> str:
    if tends:
        return _("Waits for you.")
    if own:
        return _("Waits for the author of the piece. Nobody else sees it.")
    return _("Waits for the author of the piece.")


def _set_aside(*, own: bool, tends: bool) -> str:
    if own:
        return _("Hidden by the author of the piece. Your words are kept here for you for 30 days.")
    return _("Hidden by you, the author of the piece.") if tends else _("Hidden by the author of the piece.")


def folded_note(kind: BlockKind) -> str:
    """What stands in the place of a reply that its reader would rather not see."""
    if kind == BlockKind.MUTE:
        return _("A reply by somebody you have muted")
    return _("A reply by somebody you have blocked")


def kept_away_name(kind: BlockKind) -> str:
    """What somebody is called, to whom keeps them away, above an answer to them."""
    return _("somebody you have muted") if kind == BlockKind.MUTE else _("somebody you have blocked")


class Days(dict[date, tuple[str, str]]):
    """Each day's words, and the day for machines: found once a page, asked by subscript."""

    def __missing__(self, day: date) -> tuple[str, str]:
        found = self[day] = (coarse_day(day), _machine(day))
        return found


def _machine(day: date) -> str:
    """The day while days are shown, its month when the words say no more than that."""
    return day.strftime("%Y-%m-%d" if (clock.today() - day).days < 300 else "%Y-%m")


def without_names(
    parents: Parents, lines: Iterable[ReplyLine], reach: Reach
) -> dict[int, tuple[str, str | None]]:
    """The same parents, of which those are not named whom the viewer keeps away."""
    kept_away = {
        line.pen_name: reach.kept_away[line.persona_id]
        for line in lines
        if line.persona_id in reach.kept_away
    }
    return {
        key: (public_id, kept_away_name(kept_away[name]) if name in kept_away else name)
        for key, (public_id, name) in parents.items()
    }

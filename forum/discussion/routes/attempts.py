"""How writing goes wrong without losing a word: a refusal becomes a sentence on the form's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup
from wtforms import Field

from forum.access import AccessRefused, Refused
from forum.discussion.composing import UnfitText
from forum.discussion.forms import PostForm, ReplyForm
from forum.markup import RefusedMarkup, render
from forum.web import edge
from forum.web.errors import sentence

UNFIT = 422
FORBIDDEN = 403
# The thing has changed since the form was opened (409), or one is too fast (429).
STATUS = {
    "closed": 409,
    "gone": 409,
    "awaits": 409,
    "locked": 409,
    "paused": 409,
    "erased": 409,
    "too_many_locks": 409,
    "not_published": 409,
    "too_deep": 409,
    "too_late": 409,
    "slow": 429,
    "too_many_replies": 429,
    "too_many_pieces": 429,
}

Done = TypeVar("Done")
WritingForm = PostForm | ReplyForm


@dataclass(frozen=True)
class Trouble:
    """Why something was not done: the sentence, the status, and the field to mend, if it is one."""

    sentence: str
    status: int
    field: str | None = None


def attempt(act: Callable[[], Done]) -> Done | Trouble:
    """Do something, or undo all of it and say why not; what is hidden stays a 404."""
    try:
        return act()
    except UnfitText as error:
        trouble = Trouble(error.sentence, UNFIT, error.field)
    except AccessRefused as error:
        if not isinstance(error.decision, Refused):
            raise
        reason = error.decision.reason
        trouble = Trouble(sentence(reason, error.decision.until), STATUS.get(reason, FORBIDDEN))
    edge.abandon()
    return trouble


def errors_of(form: WritingForm, trouble: Trouble | None = None) -> list[tuple[str | None, str]]:
    """What to mend, each with its field, for the summary and the fields of a form page."""
    found: list[tuple[str | None, str]] = [
        (name, str(errors[0])) for name, errors in form.errors.items() if errors
    ]
    if trouble is not None:
        found.append((trouble.field, trouble.sentence))
    return found


def preview(form: WritingForm) -> Markup | None:
    """The text as it would be shown, or None with the field's error set where it cannot be."""
    body: Field = form.body
    if not body.validate(form):
        return None
    try:
        return render(body.data or "").html
    except RefusedMarkup as error:
        body.errors = [str(error)]
        return None

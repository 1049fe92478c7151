"""The form to flag a text, with or without an account."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import AccessRefused, AgeLevel, Allowed, Hidden, Viewer, require
from forum.discussion.composing import excerpt
from forum.discussion.models import Post, Reply
from forum.discussion.queries.posts import age_above
from forum.discussion.routes.terms import asks
from forum.lib import ids
from forum.markup.plain import words_of
from forum.moderation import actions, policy, queries
from forum.moderation.forms import LONGEST_WORDS, FlagForm
from forum.moderation.reasons import REASONS
from forum.moderation.refusals import TooManyFlags
from forum.moderation.routes.room import room
from forum.web import current, hall, network
from forum.web.doors import PUBLIC, Access, Door
from forum.web.forms import faults

NAMED = re.compile(r"(post|reply|p|r):(\S{1,64})")
PASTED = re.compile(rf"[/#](p|r)[/-]({ids.PATTERN.pattern})(?![a-z0-9])")


@dataclass(frozen=True)
class Target:
    """Which text somebody says they mean; it need not exist."""

    kind: str
    public_id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.public_id}"

    @property
    def address(self) -> str:
        """Where the text stands, if it does."""
        return f"/{self.kind[0]}/{quote(self.public_id, safe='')}"


@room.get("/flag", door=PUBLIC)
def flag_form() -> ResponseReturnValue:
    """Show the form; of the text, only what a member past the gate could read anyway."""
    viewer = current.viewer()
    on = request.args.get("on", "")
    target = _target(on)
    text = _seen(viewer, on, target)
    return _page(FlagForm(formdata=None), target, text)


@room.post("/flag", door=Door(Access.PUBLIC, resend=True))
def send_flag() -> ResponseReturnValue:
    """Take a flag; whoever is not shown the text gets the same answer whether it exists or not."""
    viewer = current.viewer()
    form = FlagForm()
    on = form.on.data or request.args.get("on", "")
    target = _target(on)
    text = _seen(viewer, on, target)
    errors = _faults(form, target)
    if errors or target is None:
        return _page(form, target, text, errors), 400
    words = {"reason": form.reason.data or "", "words": (form.words.data or "").strip()}
    try:
        if text is not None:
            actions.flag(viewer, text, **words)
        else:
            meant = queries.find_text(target.kind, target.public_id)
            actions.flag_unseen(viewer, meant, network=network.key(), **words)
    except TooManyFlags as refusal:
        return _page(form, target, text, faults(form, refusal)), 429
    about = "care" if REASONS[words["reason"]].is_care else None
    return redirect(url_for("moderation.thanks", about=about, on=str(target)), 303)


@room.get("/flag/thanks", door=PUBLIC)
def thanks() -> str:
    """Say what happens next."""
    target = _target(request.args.get("on", ""))
    return render_template(
        "moderation/flag_thanks.html",
        care=request.args.get("about") == "care",
        back=target.address if target else "/",
    )


def _target(on: str) -> Target | None:
    """What `on` names: `reply:ID`, or the address of a text as people copy it."""
    named = NAMED.fullmatch(on.strip())
    pasted = None if named else next(iter(reversed(list(PASTED.finditer(on)))), None)
    match = named or pasted
    return Target(queries.KINDS[match[1]], match[2]) if match else None


def _seen(viewer: Viewer, on: str, target: Target | None) -> Post | Reply | None:
    """The text, for a member past the gate who may flag it; None for everybody else.

    To such a member, what is not there for them is a page not found; where anything here asks for more of
    their age than they have shown, it is what asks for more: a form that shows nothing.
    """
    if not viewer.is_signed_in or not on.strip():
        return None
    if viewer.age_level < AgeLevel.DECLARED or not hall.is_past_gate():
        return None
    text = queries.find_text(target.kind, target.public_id) if target else None
    if text is None or not queries.is_readable(viewer, text):
        if age_above(viewer) is not None:
            return None
        if text is not None and isinstance(policy.can_flag(viewer, text), Allowed):
            return None  # others' flags have hidden it while they read: theirs is taken, and nothing is shown
        raise AccessRefused(Hidden())
    require(policy.can_flag(viewer, text))
    return text


def _faults(form: FlagForm, target: Target | None) -> dict[str, str]:
    form.validate()
    errors = faults(form)
    if target is None:
        errors["on"] = _("Please paste the address of the page, so that we find the text.")
    return errors


def _page(
    form: FlagForm, target: Target | None, text: Post | Reply | None, errors: dict[str, str] | None = None
) -> str:
    return render_template(
        "moderation/flag.html",
        form=form,
        errors=errors or {},
        reasons=[(reason.code, reason.sentence) for reason in REASONS.values()],
        target=str(target) if target else None,
        text=text,
        excerpt=excerpt(words_of(text.html)) if text is not None else None,
        asked_for=asks(text.post) if isinstance(text, Reply) else None,
        longest_words=LONGEST_WORDS,
        gated=text is not None,  # with a text on it, the page has the exit of all pages that show one
    )

"""Wording the rules, and agreeing to them again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import Viewer
from forum.lib.refusal import Refusal
from forum.moderation import queries
from forum.moderation.actions.agree import agree as agree_to
from forum.moderation.actions.word_rule import add_rule as add
from forum.moderation.actions.word_rule import retire_rule as retire
from forum.moderation.actions.word_rule import reword_rule as reword
from forum.moderation.forms import LONGEST_RULE, LONGEST_TITLE, AgreementForm, RuleForm
from forum.moderation.models import RuleVersion
from forum.moderation.routes.room import room
from forum.web import carry, current, paths
from forum.web.carry import Carried
from forum.web.doors import MEMBER, MODERATOR
from forum.web.forms import faults

NOT_YET = 403
LONGEST_NUMBER = 6  # digits, and the first too many


@room.get("/moderation/rules", door=MODERATOR)
def rules() -> str:
    """All rules with their wordings, for administrators."""
    return _list(RuleForm(formdata=None))


@room.post("/moderation/rules", door=MODERATOR)
def add_rule() -> ResponseReturnValue:
    """Add a rule at the end."""
    form = RuleForm()
    if not form.validate():
        return _list(form), 400
    added = add(current.viewer(), form.title.data or "", form.text.data or "")
    flash(_("Rule %(number)s is in force. Members are asked to agree to it.", number=added.number), "done")
    return redirect(url_for("moderation.rules"), 303)


@room.get("/moderation/rules/<number>", door=MODERATOR)
def rule(number: str) -> str:
    """One rule, to be worded anew."""
    wordings = queries.wordings_of(current.viewer(), _whole(number))
    newest = wordings[0]
    form = RuleForm(formdata=None, title=newest.title, text=newest.text)
    return _rule_page(wordings, form)


@room.post("/moderation/rules/<number>", door=MODERATOR)
def reword_rule(number: str) -> ResponseReturnValue:
    """Put a new wording into force; the number stays, and the old wording can still be read."""
    viewer, form = current.viewer(), RuleForm()
    if not form.validate():
        return _rule_page(queries.wordings_of(viewer, _whole(number)), form), 400
    wanted = (form.seen_version, form.title.data or "", form.text.data or "")
    try:
        reword(viewer, _whole(number), *wanted)
    except Refusal as refusal:
        return _rule_page(queries.wordings_of(viewer, _whole(number)), form, refusal), 409
    flash(_("The new wording is in force. Members are asked to agree to it."), "done")
    return redirect(url_for("moderation.rules"), 303)


@room.post("/moderation/rules/<number>/retire", door=MODERATOR)
def retire_rule(number: str) -> ResponseReturnValue:
    """Put a rule out of force."""
    viewer, form = current.viewer(), RuleForm()
    try:
        retire(viewer, _whole(number), form.seen_version)
    except Refusal as refusal:
        return _rule_page(queries.wordings_of(viewer, _whole(number)), form, refusal), 409
    flash(_("Rule %(number)s is not in force any more.", number=number), "done")
    return redirect(url_for("moderation.rules"), 303)


@room.get("/moderation/rules/agree", door=MEMBER)
def agreement() -> str:
    """What has changed in the rules since a member agreed to them."""
    return _agreement_page(current.viewer(), paths.local(request.args.get("next")), carry.NOTHING)


@room.post("/moderation/rules/agree", door=MEMBER)
def agree() -> ResponseReturnValue:
    """Agree, and go on to where one was going, or to sending what one had written."""
    viewer, form = current.viewer(), AgreementForm()
    next_path, carried = paths.local(form.next.data), carry.brought()
    agree_to(viewer, form.newest_shown)
    if queries.is_behind(viewer):
        return _agreement_page(viewer, next_path, carried)
    if carried:
        return carry.resubmit_page(
            carried, _("Thank you. Here is what you had written; it has not been sent yet.")
        )
    return redirect(next_path, 303)


def before_writing(viewer: Viewer) -> ResponseReturnValue | None:
    """What the hall answers, instead of what was asked, to members who have not agreed to the rules yet."""
    if not queries.is_behind(viewer):
        return None
    if request.method == "POST":
        return _agreement_page(viewer, paths.above() or "/", carry.typed()), NOT_YET
    return redirect(url_for("moderation.agreement", next=paths.here()), 303)


def onward(viewer: Viewer, path: str) -> str:
    """Where somebody goes on to who has just signed in: to the rules first, where they have changed."""
    return url_for("moderation.agreement", next=path) if queries.is_behind(viewer) else path


def _whole(number: str) -> int:
    """A rule's number as it stands in an address; 0, which none has, where it is none."""
    return int(number) if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER else 0


def _agreement_page(viewer: Viewer, next_path: str, carried: Carried) -> str:
    changes = queries.changes_for(viewer)
    return render_template(
        "moderation/agreement.html",
        changes=changes,
        shown=max((change.new.id for change in changes), default=0),
        next_path=next_path,
        carried=carried,
    )


def _list(form: RuleForm) -> str:
    errors = faults(form)
    return render_template(
        "moderation/rules.html",
        rules=queries.newest_wordings(current.viewer()),
        form=form,
        errors=errors,
        summary=[(name or None, sentence) for name, sentence in errors.items()],
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_RULE,
    )


def _rule_page(wordings: list[RuleVersion], form: RuleForm, refusal: Refusal | None = None) -> str:
    errors = faults(form, refusal)
    return render_template(
        "moderation/rule.html",
        newest=wordings[0],
        wordings=wordings,
        form=form,
        errors=errors,
        summary=[(name or None, sentence) for name, sentence in errors.items()],
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_RULE,
    )

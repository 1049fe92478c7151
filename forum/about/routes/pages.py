"""What this place is, its rules, what it keeps, and where to find help; all of it without the gate."""

from babel import Locale
from flask import render_template, request
from flask_babel import get_locale

from forum.about import practice
from forum.about.routes.room import room
from forum.access import AccessRefused, Hidden
from forum.agegate import policy as age_policy
from forum.agegate import policy_file
from forum.moderation import queries as moderation
from forum.moderation.models import RuleVersion
from forum.retention import RETENTION
from forum.web.doors import PUBLIC


@room.get("/about", door=PUBLIC)
def about() -> str:
    """What this place is and how it works."""
    return render_template("about/about.html")


@room.get("/about/rules", door=PUBLIC)
def rules() -> str:
    """The numbered rules in force, or one wording of one rule, also an earlier one."""
    if "number" in request.args:
        return _wording()
    wordings = moderation.all_wordings()
    in_force = [rule for rule in wordings if rule.retired_on is None]
    numbers = {rule.number for rule in in_force}
    earlier_of: dict[int, list[RuleVersion]] = {number: [] for number in numbers}
    retired: dict[int, RuleVersion] = {}
    for rule in wordings:
        if rule.number not in numbers:
            retired.setdefault(rule.number, rule)
        elif rule.retired_on is not None:
            earlier_of[rule.number].append(rule)
    return render_template(
        "about/rules.html",
        rules=in_force,
        earlier_of=earlier_of,
        retired=list(retired.values()),
        since=max((rule.adopted_on for rule in in_force), default=None),
    )


def _wording() -> str:
    asked = [request.args.get(name, "") for name in ("number", "version")]
    number, version = (
        int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0 for text in asked
    )
    rule = moderation.rule_of(number, version)
    if rule is None:
        raise AccessRefused(Hidden())
    return render_template("about/wording.html", rule=rule)


@room.get("/about/privacy", door=PUBLIC)
def privacy() -> str:
    """How pen names are kept apart from people."""
    return render_template("about/privacy.html")


@room.get("/about/data", door=PUBLIC)
def data() -> str:
    """What is kept and for how long: the retention table itself."""
    kept = [entry for entry in RETENTION if entry.only_if is None or entry.only_if()]
    return render_template("about/data.html", kept=kept)


@room.get("/about/age", door=PUBLIC)
def age() -> str:
    """How this place asks for age, and what it does not claim."""
    policy = policy_file.in_force()
    asked = practice.places(policy, get_locale() or Locale("en"))
    return render_template(
        "about/age.html", policy=policy, places=asked, rules=age_policy, kept=practice.kept()
    )


@room.get("/about/safety", door=PUBLIC)
def safety() -> str:
    """Leaving quickly, what that cannot do, and where to find help."""
    return render_template("about/safety.html")

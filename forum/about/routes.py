"""What this place is, its rules, what it keeps, and where to find help; all of it without the gate."""

from flask import render_template

from forum.agegate import policy as age_policy
from forum.moderation import queries as moderation
from forum.retention import RETENTION
from forum.web.doors import PUBLIC, Room

room = Room("about", __name__)


@room.get("/about", door=PUBLIC)
def about() -> str:
    """What this place is and how it works."""
    return render_template("about/about.html")


@room.get("/about/rules", door=PUBLIC)
def rules() -> str:
    """The numbered rules in force."""
    return render_template("about/rules.html", rules=moderation.rules_in_force())


@room.get("/about/privacy", door=PUBLIC)
def privacy() -> str:
    """How pen names are kept apart from people."""
    return render_template("about/privacy.html")


@room.get("/about/data", door=PUBLIC)
def data() -> str:
    """What is kept and for how long: the retention table itself."""
    return render_template("about/data.html", kept=RETENTION)


@room.get("/about/age", door=PUBLIC)
def age() -> str:
    """How this place asks for age, and what it does not claim."""
    return render_template("about/age.html", policy=age_policy)


@room.get("/about/safety", door=PUBLIC)
def safety() -> str:
    """Leaving quickly, what that cannot do, and where to find help."""
    return render_template("about/safety.html")

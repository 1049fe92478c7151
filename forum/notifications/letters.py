"""What a mail says: that there is something to read, and nothing of what, by whom or on what kind of site."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

HOURS = 24  # for which the code in a mail is good


@dataclass(frozen=True)
class Letter:
    """A subject and a text without any name."""

    subject: str
    text: str


def of_reply() -> Letter:
    """Somebody has replied."""
    return _letter(_("You have a new reply."), _address("/notifications"))


def of_notice() -> Letter:
    """Anything else, or several things."""
    return _letter(_("There is a notice for you."), _address("/notifications"))


def of_code(code: str) -> Letter:
    """The code that shows whose mailbox it is."""
    return _letter(
        _("Your code is %(code)s", code=code),
        _("It is good for %(hours)d hours, at", hours=HOURS),
        _address("/settings/mail"),
        _("If you did not ask for it, you need do nothing: no more mail comes."),
    )


def _letter(*paragraphs: str) -> Letter:
    return Letter(_("A notice for you"), "\n\n".join(paragraphs) + "\n")


def _address(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"

"""What can stand in somebody's way at the door, each with a sentence that helps."""

from flask_babel import lazy_gettext as _l

from forum.lib.refusal import Refusal


class WrongCredentials(Refusal):
    """Unknown name or wrong password: the same words for both."""

    said = _l(
        "That sign-in name and password do not belong together. "
        "Please check both; the sign-in name is the private one, not your pen name."
    )


class WrongCode(Refusal):
    """Unknown name or wrong recovery code: the same words for both."""

    said = _l(
        "That sign-in name and recovery code do not belong together. Please check both; "
        "capitals, blanks and hyphens in the code make no difference."
    )


class WrongPassword(Refusal):
    """A signed-in member's own password was asked again, and it was another."""

    field = "current_password"
    said = _l("That is not your password. Please try again.")


class TooMany(Refusal):
    """Too many attempts in a short time; waiting always helps."""

    said = _l("That was a lot of attempts in a short time. Please wait a quarter of an hour and try again.")


class TooManyThisHour(TooMany):
    """As above, where the window is an hour."""

    said = _l("That was a lot of attempts in a short time. Please wait an hour and try again.")

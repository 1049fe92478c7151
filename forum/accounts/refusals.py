"""What can stand in somebody's way at the door, each with a sentence that helps."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
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


class WrongOneTimeCode(Refusal):
    """A one-time code that is another one, or was used already."""

    field = "code"
    said = _l(
        "That code is not the present one, or it has been used already. Each works once: please wait for "
        "the next one and type that."
    )


class PasskeyRefused(Refusal):
    """A passkey that is unknown here or whose answer does not hold: the same words for both."""

    said = _l("That passkey did not let you in here. Please try again, or use another way in.")


class LastWayIn(Refusal):
    """Without this there would be no way to sign in any more."""

    said = _l("This is your only way in. Please add another one first, or set a password.")


class ShortPassword(Refusal):
    """The password is good only together with one-time codes."""

    said = _l(
        "Your password is short, which is fine only with one-time codes. Please set one of at least "
        "15 characters first."
    )


class StaleTicket(Refusal):
    """A step of signing in that came too late, or for the second time."""

    said = _l("That took longer than five minutes, or was sent twice. Please begin again.")


class OthersDependOnIt(Refusal):
    """The account with the keys cannot go while other pen names are opened by them."""

    said = _l("Your other pen names are opened with this one’s keys. Please leave with those first.")


class Leaving(Refusal):
    """A name whose keys will be gone tomorrow could never be signed in to again."""

    said = _l("You are leaving, so you can have no further name. If you stay after all, you can.")


class CannotModerate(Refusal):
    """Somebody with other pen names would decide about texts of people whom nobody knows to be them."""

    said = _l("This member cannot be made a moderator as things stand. Please ask them; they know why.")


class TooMany(Refusal):
    """Too many attempts in a short time; waiting always helps."""

    said = _l("That was a lot of attempts in a short time. Please wait a quarter of an hour and try again.")


class TooManyThisHour(TooMany):
    """As above, where the window is an hour."""

    said = _l("That was a lot of attempts in a short time. Please wait an hour and try again.")


class RenamedLately(Refusal):
    """The last change of the pen name is too near."""

    field = "pen_name"

    def __init__(self, earliest: date) -> None:
        super().__init__(earliest)
        self.earliest = earliest

    @property
    def sentence(self) -> str:
        """When another name can be had."""
        return _(
            "You have changed your name in the last 180 days. You can change it again from %(day)s on.",
            day=format_date(self.earliest, "d MMMM yyyy"),
        )

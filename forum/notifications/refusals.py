"""What can stand in the way of hearing by mail, each with a sentence that helps."""

from flask_babel import lazy_gettext as _l

from forum.lib.refusal import Refusal


class NoAddress(Refusal):
    """What was typed cannot be an address."""

    field = "address"
    said = _l("That does not look like an e-mail address. Please check it.")


class WrongMailCode(Refusal):
    """Not the code that was sent, or not any more."""

    field = "code"
    said = _l("That is not the code from the mail, or it is older than a day. You can have a new one sent.")


class Leaving(Refusal):
    """Whoever is about to be gone is sent nothing."""

    said = _l("You are leaving, so no mail is sent to you. If you stay after all, you can give an address.")

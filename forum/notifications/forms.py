"""What is typed to hear by mail that there is something to read."""

from flask_babel import lazy_gettext as _l

from forum.accounts.recovery import LONGEST_TYPED
from forum.lib.mail import LONGEST
from forum.web.forms import Form, line


class AddressForm(Form):
    """Where mail goes."""

    address = line(_l("E-mail address"), LONGEST, least=1, empty=_l("Please type an address."))


class CodeForm(Form):
    """The code from the mail."""

    code = line(_l("Code"), LONGEST_TYPED, least=1, empty=_l("Please type the code from the mail."))

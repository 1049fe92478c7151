"""What is typed to join, to sign in, to get back in, and in the settings."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import ValidationError

from forum.accounts import names, passwords
from forum.accounts.actions.name_session import LONGEST_NAME
from forum.lib.refusal import Refusal
from forum.web.forms import Form, line

LONGEST_TYPED = names.LONGEST_TYPED


class NamesForm(Form):
    """A private name and a public name."""

    pen_name = line(_l("Pen name"), LONGEST_TYPED)
    sign_in_name = line(_l("Sign-in name"), LONGEST_TYPED)

    def validate_pen_name(self, field: Field) -> None:
        """Say at once what is wrong with a pen name, whatever else is."""
        _ask(lambda: names.pen_name(_typed(field), [site_name()]))

    def validate_sign_in_name(self, field: Field) -> None:
        """Say at once what is wrong with a sign-in name."""
        _ask(lambda: names.sign_in_name(_typed(field)))


class JoinForm(NamesForm):
    """Both names, and a password or a passkey's answer."""

    password = PasswordField(_l("Password"))
    stay = BooleanField(_l("Stay signed in on this device"))
    next = HiddenField()
    answer = HiddenField()
    ticket = HiddenField()

    def validate_password(self, field: Field) -> None:
        """Say at once what is wrong with a password, where there is no passkey instead."""
        if _typed(self.answer):
            return
        own = [_typed(self.pen_name), names.sign_in_key(_typed(self.sign_in_name)), site_name()]
        _ask(lambda: passwords.check(_typed(field), own))


class SignInForm(Form):
    """The private name and the password, or a passkey's answer."""

    sign_in_name = line(_l("Sign-in name"), LONGEST_TYPED)
    password = PasswordField(_l("Password"))
    stay = BooleanField(_l("Stay signed in on this device"))
    next = HiddenField()
    answer = HiddenField()
    ticket = HiddenField()


class CodeForm(Form):
    """A one-time code, after the password or to begin with codes."""

    code = line(_l("Code"), LONGEST_TYPED)
    stay = BooleanField(_l("Stay signed in on this device"))
    next = HiddenField()
    ticket = HiddenField()


class PasskeyForm(Form):
    """A new passkey, and what to call it."""

    name = line(_l("Name"), LONGEST_NAME)
    answer = HiddenField()
    ticket = HiddenField()


class RecoverForm(Form):
    """The private name, the code that was written down, and a new password."""

    sign_in_name = line(_l("Sign-in name"), LONGEST_TYPED)
    recovery_code = line(_l("Recovery code"), LONGEST_TYPED)
    new_password = PasswordField(_l("New password"))

    def validate_new_password(self, field: Field) -> None:
        """Say at once what is wrong with a password, before a code is looked at."""
        own = [names.sign_in_key(_typed(self.sign_in_name)), site_name()]
        _ask(lambda: passwords.check(_typed(field), own))


class PasswordForm(Form):
    """The password as it shall be."""

    new_password = PasswordField(_l("New password"))


class PenNameForm(Form):
    """Another public name."""

    pen_name = line(_l("New pen name"), LONGEST_TYPED)

    def validate_pen_name(self, field: Field) -> None:
        """Say at once what is wrong with a pen name."""
        _ask(lambda: names.pen_name(_typed(field), [site_name()]))


class LeaveForm(Form):
    """What becomes of one's texts."""

    ERASE, KEEP = "erase", "disown"

    texts = StringField(_l("Your texts"))

    def validate_texts(self, field: Field) -> None:
        """Nothing is chosen for anybody."""
        if field.data not in {self.ERASE, self.KEEP}:
            raise ValidationError(_l("Please choose what becomes of your texts."))


class ConfirmForm(Form):
    """The password or a passkey once more, before something that only an account's owner may do."""

    current_password = PasswordField(_l("Password"))
    next = HiddenField()
    answer = HiddenField()
    ticket = HiddenField()


class DeviceForm(Form):
    """A name for a device."""

    name = line(_l("Name"), LONGEST_NAME)


def site_name() -> str:
    """The site's own name, which nobody may take for theirs."""
    return str(current_app.config["SITE_NAME"])


def _typed(field: Field) -> str:
    text: Any = field.data
    return text or ""


def _ask(check: Callable[[], object]) -> None:
    try:
        check()
    except Refusal as refusal:
        raise ValidationError(refusal.sentence) from refusal

"""The step before what only an account's owner may do."""

from forum.access import Viewer
from forum.accounts import limits, passwords, queries
from forum.accounts.models import Account
from forum.accounts.passwords import Guess
from forum.accounts.refusals import WrongPassword
from forum.lib.db import Outdated


def compare_password(viewer: Viewer, password: str) -> Guess | None:
    """Compare while nobody waits; None where there were too many attempts already."""
    if limits.OWN_PASSWORD.is_spent(str(viewer.account_id)):
        return None
    return passwords.guess(queries.account_of(viewer).password_hash, password)


def confirm_password(viewer: Viewer, guess: Guess | None) -> Account:
    """The viewer's own account, if the password was theirs; raises WrongPassword or TooMany."""
    account = queries.account_of(viewer)
    limits.OWN_PASSWORD.spend(str(account.id))
    if guess is None or account.password_hash != guess.stored:
        raise Outdated
    if not guess.fits:
        raise WrongPassword
    limits.OWN_PASSWORD.forget(str(account.id))
    return account

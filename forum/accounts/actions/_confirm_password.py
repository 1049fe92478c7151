"""The step before what only an account's owner may do."""

from forum.access import Viewer
from forum.accounts import limits, passwords, queries
from forum.accounts.refusals import WrongPassword


def confirm_password(viewer: Viewer, password: str) -> None:
    """Ask a signed-in viewer's own password again; raises WrongPassword or TooMany."""
    account = queries.account_of(viewer)
    limits.OWN_PASSWORD.spend(str(account.id))
    if not passwords.verify(account.password_hash, password):
        raise WrongPassword
    limits.OWN_PASSWORD.forget(str(account.id))

"""What happens to accounts, for higher rooms to hear."""

from dataclasses import dataclass

from forum.accounts.models import Account


@dataclass(frozen=True)
class AccountOpened:
    """Somebody has joined; fires once the account has its id."""

    account: Account

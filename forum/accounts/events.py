"""What happens to accounts, for higher rooms to hear."""

from dataclasses import dataclass

from forum.accounts.models import Account, NameReservation


@dataclass(frozen=True)
class AccountOpened:
    """Somebody has joined; fires once the account has its id."""

    account: Account


@dataclass(frozen=True)
class PenNameChanged:
    """Somebody goes by another pen name; what was theirs is reserved."""

    former: NameReservation

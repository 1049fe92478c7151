"""What happens to mail, for this room's own listeners to hear."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailWaits:
    """Something is to be sent to a member's address; fires once the row says what."""

    account_id: int

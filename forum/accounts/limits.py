"""How many attempts each door takes; nobody is ever locked out for good, for that would be a weapon."""

from dataclasses import dataclass
from datetime import timedelta

from forum.accounts.refusals import TooMany, TooManyThisHour
from forum.lib import throttle

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many attempts of one subject in a window of time."""

    purpose: str
    most: int
    window: timedelta

    def is_spent(self, subject: str | None) -> bool:
        """Whether the next attempt would be one too many; counts none, so that looking needs no lock."""
        return subject is not None and throttle.is_spent(self.purpose, subject, self.most, self.window)

    def spend(self, subject: str | None) -> None:
        """Count one attempt, or raise TooMany; the operator's own commands have no subject."""
        if subject is None or throttle.allow(self.purpose, subject, self.most, self.window):
            return
        raise TooManyThisHour if self.window >= HOUR else TooMany

    def forget(self, subject: str) -> None:
        """Take back what a subject has spent, once it has shown who it is."""
        throttle.forget(self.purpose, subject)


# A name is guessed from many networks, a network guesses at many names: both are counted. Whole
# households, campuses and Tor exits share one network, so its limits are an order wider.
SIGN_IN_NAME = Limit("sign-in by name", 10, QUARTER)
SIGN_IN_NETWORK = Limit("sign-in by network", 100, QUARTER)
RECOVER_NAME = Limit("recovery by name", 5, HOUR)
RECOVER_NETWORK = Limit("recovery by network", 40, HOUR)
# Joining must say that a sign-in name is taken, so it is asked seldom: docs/decisions/sign-in-names.md.
JOIN_ATTEMPT = Limit("joining attempt", 60, HOUR)
JOIN = Limit("joining", 30, HOUR)
# Whoever comes so far has the password already; six digits in three windows leave a guesser 1 in 700 a day.
ONE_TIME_CODE = Limit("one-time code", 5, QUARTER)
PEN_NAME = Limit("another pen name", 5, HOUR * 24)
OWN_PASSWORD = Limit("own password", 10, QUARTER)

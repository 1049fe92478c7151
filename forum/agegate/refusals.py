"""Why somebody cannot prove their age just now."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from forum.lib.refusal import Refusal

FAILURES, FAILURE_WINDOW = 3, timedelta(hours=1)


class TooManyAttempts(Refusal):
    """Several attempts have failed of late."""

    said = _l("Several attempts could not be confirmed within an hour. Please try again in an hour.")


class TooManyCeremonies(Refusal):
    """Somebody begins again and again."""

    said = _l("A great many attempts were begun from your network. Please try again in an hour.")

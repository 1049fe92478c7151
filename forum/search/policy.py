"""Who may search, and how often; pure functions. What is found is decided by `discussion`'s `readable`."""

from datetime import timedelta

from forum.access import Decision, Deed, Viewer, may

# A search costs what a few pages cost. Nobody reads sixty lists in ten minutes; a household, a campus
# or a Tor exit shares one network.
WINDOW = timedelta(minutes=10)
SEARCHES = 60
SEARCHES_OF_A_NETWORK = 300


def can_search(viewer: Viewer) -> Decision:
    """Whether a viewer may look for words: whoever may read may."""
    return may(viewer, Deed.READ)


def can_rebuild(viewer: Viewer) -> Decision:
    """Whether a viewer may have the whole index made anew: a moderator's, in fact the operator's."""
    return may(viewer, Deed.MODERATE)

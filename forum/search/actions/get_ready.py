"""What comes before a search: it is counted, and texts that are new are read into the index."""

from forum.access import Viewer, require
from forum.lib import throttle
from forum.lib.db import writing
from forum.search import policy
from forum.search.actions.catch_up import AT_ONCE, catch_up
from forum.search.refusals import TooManySearches


@writing()
def get_ready(viewer: Viewer, network: str) -> bool:
    """Make ready for one search; whether every text will be found, or some still wait to be read.

    Raises TooManySearches for whoever, or wherever, has searched a great deal just now.
    """
    require(policy.can_search(viewer))
    subject, most = str(viewer.account_id), policy.SEARCHES
    if viewer.account_id is None:
        subject, most = network, policy.SEARCHES_OF_A_NETWORK
    purpose = "search" if viewer.is_signed_in else "visitor's search"
    if not throttle.allow(purpose, subject, most, policy.WINDOW):
        raise TooManySearches
    return catch_up(viewer) < AT_ONCE

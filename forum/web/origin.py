"""Whether a form was sent from a page of this site, as far as the browser says."""

from flask import request

OURS = {None, "same-origin", "none"}  # "none": the person's own doing, such as reloading


def is_from_elsewhere() -> bool:
    """Whether another site sent the request; an origin of "null" and silence say nothing.

    Our pages send no referrer, and such pages have the origin "null".
    """
    if request.headers.get("Sec-Fetch-Site") not in OURS:
        return True
    return request.headers.get("Origin", "null") not in {"null", f"{request.scheme}://{request.host}"}

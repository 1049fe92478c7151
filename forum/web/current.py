"""Who is at the door of the present request."""

from dataclasses import dataclass, replace

from flask import current_app, g, request
from flask_login import UserMixin, current_user

from forum.access import GUEST, AgeLevel, Viewer
from forum.web import cookies


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login holds for a signed-in request: the viewer and the session they came by."""

    viewer: Viewer
    session_id: int

    def get_id(self) -> str:
        """The session's row, not the account's: each device is its own."""
        return str(self.session_id)


def viewer() -> Viewer:
    """The viewer of this request, with the higher of the cookie's and the account's age level."""
    if "viewer" not in g:
        signed_in = session()
        known = signed_in.viewer if signed_in else GUEST
        level = AgeLevel(max(known.age_level, _age_of_cookie()))
        g.viewer = replace(known, age_level=level)
    found: Viewer = g.viewer
    return found


def session() -> SignedIn | None:
    """The sign-in session of this request, or None for a visitor."""
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def _age_of_cookie() -> AgeLevel:
    raw = request.cookies.get(cookies.name("age"), "")
    level: AgeLevel = current_app.extensions["hall"].age_level(raw)
    return level

"""What is typed of a space."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from forum.access import AgeLevel
from forum.discussion.models import Space, WhoMayStart
from forum.discussion.spaces import (
    DESCRIPTION_MOST,
    LAST_PLACE,
    NAME_MOST,
    PLACE,
    RULES_MOST,
    SLUG,
    SLUG_MOST,
    SpaceDraft,
)
from forum.web.forms import Form, line, prose

AGES: tuple[tuple[str, Any, Any], ...] = (
    ("none", _l("Everybody"), _l("Without the gate: anybody on the web can read it, search engines too.")),
    ("declared", _l("Whoever says that they are 18"), _l("The gate asks; it takes people’s word.")),
    (
        "verified",
        _l("Whoever has proved that they are 18"),
        _l("Only where a way to prove it is set up; without one nobody can read it, not even you."),
    ),
)
STARTERS: tuple[tuple[str, Any, Any], ...] = (
    (WhoMayStart.MEMBERS, _l("Members"), _l("Everybody who has an account.")),
    (WhoMayStart.MODERATORS, _l("Moderators"), _l("Members can reply.")),
)


class SpaceForm(Form):
    """What a space says and asks."""

    name = line(_l("Name"), NAME_MOST, 1, empty=_l("Please give it a name."))
    description = line(_l("What it is for"), DESCRIPTION_MOST, 1)
    rules = prose(_l("Rules of this space"), RULES_MOST)
    age = StringField(_l("Who may read it?"), default="declared")
    age_seen = StringField()  # what it was when the form was made
    who_may_start = StringField(_l("Who may start pieces?"), default=WhoMayStart.MEMBERS)
    position = StringField(_l("Place in the list"), default="0")

    def validate_age(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in {key for key, *_words in AGES}:
            raise ValidationError(_("Please choose one of these."))

    def validate_who_may_start(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in list(WhoMayStart):
            raise ValidationError(_("Please choose one of these."))

    def validate_position(self, field: Field) -> None:
        """Refuse what is no place."""
        written = (field.data or "").strip()
        if not (PLACE.fullmatch(written) and int(written) <= LAST_PLACE):
            raise ValidationError(_("Please give a whole number from 0 to %(last)d.", last=LAST_PLACE))

    def draft(self) -> SpaceDraft:
        """The space that a valid form holds."""
        return SpaceDraft(
            name=self.name.data or "",
            description=self.description.data or "",
            rules=self.rules.data or "",
            age_min=AgeLevel[(self.age.data or "").upper()],
            who_may_start=WhoMayStart(self.who_may_start.data or ""),
            position=int(self.position.data or "0"),
        )

    def seen(self) -> AgeLevel | None:
        """The age level that the form was made with, if it says one."""
        written = self.age_seen.data or ""
        return AgeLevel[written.upper()] if written in {key for key, *_words in AGES} else None

    @staticmethod
    def of(space: Space) -> "SpaceForm":
        """The form with a space in it, to be changed."""
        return SpaceForm(
            formdata=None,
            data={
                "name": space.name,
                "description": space.description,
                "rules": space.rules_source,
                "age": AgeLevel(space.age_min).name.lower(),
                "age_seen": AgeLevel(space.age_min).name.lower(),
                "who_may_start": space.who_may_start,
                "position": str(space.position),
            },
        )

    def show_age_of(self, space: Space) -> None:
        """Choose what a space asks for now."""
        self.age.data = self.age_seen.data = AgeLevel(space.age_min).name.lower()


class NewSpaceForm(SpaceForm):
    """The same with an address."""

    slug = line(_l("Address"), SLUG_MOST, 1)

    def validate_slug(self, field: Field) -> None:
        """Refuse what would make no plain address."""
        if not SLUG.fullmatch(field.data or "") or field.data == "new":
            raise ValidationError(_("Small letters a to z, digits, and single hyphens between them."))

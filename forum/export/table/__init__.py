"""What an archive holds, and what stays out of it and why: every personal column is in one of the two."""

from forum.export.table.choices import NOT_OF_CHOICES, OF_CHOICES
from forum.export.table.moderating import NOT_OF_MODERATORS, OF_MODERATORS
from forum.export.table.moderation import NOT_OF_MEMBERS, OF_MEMBERS
from forum.export.table.part import Address, Field, LeftOut, Look, Owner, Part
from forum.export.table.people import NOT_OF_PEOPLE, OF_PEOPLE
from forum.export.table.texts import NOT_OF_TEXTS, OF_TEXTS
from forum.export.table.told import NOT_OF_WHAT_WAS_TOLD, OF_WHAT_WAS_TOLD

__all__ = ["LEFT_OUT", "PARTS", "Address", "Field", "LeftOut", "Look", "Owner", "Part"]

PARTS: tuple[Part, ...] = (
    *OF_TEXTS,
    *OF_PEOPLE,
    *OF_WHAT_WAS_TOLD,
    *OF_CHOICES,
    *OF_MEMBERS,
    *OF_MODERATORS,
)
LEFT_OUT: tuple[LeftOut, ...] = (
    *NOT_OF_TEXTS,
    *NOT_OF_PEOPLE,
    *NOT_OF_WHAT_WAS_TOLD,
    *NOT_OF_CHOICES,
    *NOT_OF_MEMBERS,
    *NOT_OF_MODERATORS,
)

"""The stage of the moderation's stories serves those about figures too."""

from tests.moderation.conftest import stage

__all__ = ["stage"]

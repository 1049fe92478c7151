"""What is kept of an answer to the question of age."""

from forum.agegate.actions.answer import bring_along, declare, keep_proof
from forum.agegate.actions.revoke import revoke

__all__ = ["bring_along", "declare", "keep_proof", "revoke"]

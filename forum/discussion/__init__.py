"""Spaces, pieces and the conversation beneath them."""

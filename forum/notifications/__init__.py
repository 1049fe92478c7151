"""Telling people, inside the product, what concerns them."""

"""Proof of age by a provider of OpenID Connect, which says one thing of whoever signs in there."""

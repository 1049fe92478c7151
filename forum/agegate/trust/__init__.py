"""Whom a site trusts to vouch for people's age: lists that the operator refreshes, never a request."""

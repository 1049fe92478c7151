"""Accounts and pen names: joining, signing in, sessions, recovery; the two are never shown together."""

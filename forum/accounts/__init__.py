"""Accounts and pen names: joining, signing in, sessions, recovery; never shown together."""

"""Alcove: a self-hosted home for pseudonymous communities; docs/architecture.md has the floor plan."""

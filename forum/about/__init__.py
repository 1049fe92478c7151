"""Pages about the place itself, open to everybody."""

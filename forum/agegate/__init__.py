"""The gate: who may read past it, what is kept of an answer, and never a birth date."""

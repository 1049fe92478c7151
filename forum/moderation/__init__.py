"""Flags, cases and decisions with reasons; it acts on texts only through the discussion's verbs."""

"""Keeping its word: backups, restoring, moving to another database, and the doctor who looks for faults."""

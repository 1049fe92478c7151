"""What a viewer does in this room: one verb per file; nothing here commits."""

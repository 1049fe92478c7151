"""Other doors to the same rooms, without rules of their own."""

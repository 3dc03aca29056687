"""A study as a file and back: rows of the database ↔ REFI-QDA."""

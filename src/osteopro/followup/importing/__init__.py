"""Bringing in the people of a programme that already runs, from a file (docs/how-to)."""

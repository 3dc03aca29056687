"""Everything that changes a study, by name."""

"""Pages of researchers: the study from the first screening to the report."""

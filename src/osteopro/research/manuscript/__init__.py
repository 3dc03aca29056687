"""The report of a study as a document, and the files it is written into. Pure."""

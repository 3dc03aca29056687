"""Counts of the report in words. Each function answers one question of the checklists with lines;
no line means that nothing was entered yet."""

Lines = list[str]

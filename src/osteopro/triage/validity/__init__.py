"""Checks of how a report was answered, which lead to a conversation and to nothing else.

Clinical content 5; resolutions 21, 80, 87. Pure: what forms a run, a pair or the core, every
threshold and every text stands in `library/<code>/<version>/checks.json`. Nothing of the rapid
assessment reads what is found here: a flag never touches level, score, deadline or priority.
"""

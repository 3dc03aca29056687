"""What the report of a study says, counted from its rows; words are made of it by the pages."""

from osteopro.research.queries.report.facts import Facts, facts
from osteopro.research.queries.report.leaving import findings
from osteopro.research.queries.report.left import Left, earlier, given_reasons, left
from osteopro.research.queries.report.quotes import Quote, numbered, quotes
from osteopro.research.queries.report.table import Column, table_one

__all__ = [
    "Column",
    "Facts",
    "Left",
    "Quote",
    "earlier",
    "facts",
    "findings",
    "given_reasons",
    "left",
    "numbered",
    "quotes",
    "table_one",
]

"""Any table and any coded text."""

from itertools import pairwise

from hypothesis import strategies as st

from osteopro.research.agreement.coded import Marked, Text
from osteopro.research.agreement.table import Table, table

CODERS = "ABC"
VALUES = st.sampled_from(["x", "y", "z"])


@st.composite
def tables(draw: st.DrawFn, fewest: int = 2, most: int = 4) -> Table:
    coders = draw(st.integers(fewest, most))
    row = st.lists(st.none() | VALUES, min_size=coders, max_size=coders)
    return table([f"C{each}" for each in range(coders)], draw(st.lists(row, max_size=30)))


@st.composite
def texts(draw: st.DrawFn, key: str = "1", coders: str = CODERS, length: int = 60) -> Text:
    """Stretches of one coder do not overlap."""
    marked = []
    for coder in coders:
        edges = sorted(draw(st.sets(st.integers(0, length), max_size=10)))
        marked += [
            Marked(coder, start, end, draw(VALUES))
            for start, end in zip(edges[::2], edges[1::2], strict=False)
        ]
    cuts = sorted(draw(st.sets(st.integers(1, length - 1), max_size=6)) | {0, length})
    turns = tuple(pairwise(cuts))
    return Text(key, length, frozenset(coders), tuple(marked), turns)

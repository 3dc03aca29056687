"""Coded texts as units: by statement, by turn, by character.

By statement the units are the places that anybody marked (`places`). How many sentences everybody
rightly left out cannot be counted there, so coefficients that need it have no figure.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from osteopro.research.agreement.coded import Text, all_coders, joined
from osteopro.research.agreement.places import MORE_THAN, places
from osteopro.research.agreement.table import Row, Table, Value, counted
from osteopro.research.agreement.terms import Unit

MARKED, LEFT = "marked", "left"
EITHER = (MARKED, LEFT)


def marked_or_left(texts: Sequence[Text], unit: Unit = Unit.STATEMENT) -> tuple[Table, ...]:
    """For each text: which units each coder marked. Coders who did not look have no value.

    All tables have the same coders. For one code, pass only the stretches that carry it.
    """
    coders = all_coders(texts)
    return tuple(_COUNTED[unit](text, coders) for text in texts)


def categories_of_statements(
    texts: Sequence[Text], offered: Sequence[str] = (), more_than: Fraction = MORE_THAN
) -> tuple[Table, ...]:
    """For each text: what category each coder gave to each place, nothing where not marked.

    `offered` are categories that could be chosen. A place has a figure when two coders marked it.
    """
    coders = all_coders(texts)
    tables = []
    for text in texts:
        rows: Counter[Row] = Counter()
        for place in places(text.marked, more_than):
            given = {each.coder: each.value for each in place.marked}
            rows[tuple(map(given.get, coders))] += 1
        tables.append(counted(coders, rows, offered))
    return tuple(tables)


def turn_by_turn(text: Text, coders: Sequence[str]) -> list[Table]:
    """The characters of each turn as a table of its own; what is outside turns is left out."""
    edges = [start for start, _ in text.turns]
    rows: list[Counter[Row]] = [Counter() for _ in text.turns]
    for start, end, row in _stretches(text, coders, [at for turn in text.turns for at in turn]):
        number = bisect_left(edges, start + 1) - 1
        if number >= 0 and start < text.turns[number][1]:
            rows[number][row] += end - start
    return [counted(coders, each, EITHER) for each in rows]


def _by_statement(text: Text, coders: Sequence[str]) -> Table:
    rows: Counter[Row] = Counter()
    for place in places(text.marked):
        rows[_row(text, coders, place.coders.__contains__)] += 1
    return counted(coders, rows, EITHER, only_marked=True)


def _by_turn(text: Text, coders: Sequence[str]) -> Table:
    own = {
        coder: joined((each.start, each.end) for each in text.by(coder)) for coder in text.coders
    }
    rows: Counter[Row] = Counter()
    for start, end in text.turns:
        touched = {
            coder: any(one < end and start < other for one, other in spans)
            for coder, spans in own.items()
        }
        rows[_row(text, coders, touched.__getitem__)] += 1
    return counted(coders, rows, EITHER)


def _by_character(text: Text, coders: Sequence[str]) -> Table:
    rows: Counter[Row] = Counter()
    for start, end, row in _stretches(text, coders, ()):
        rows[row] += end - start
    return counted(coders, rows, EITHER)


def _stretches(
    text: Text, coders: Sequence[str], cuts: Sequence[int]
) -> list[tuple[int, int, Row]]:
    """The text cut wherever somebody begins or ends, with who marked each piece."""
    change: dict[int, Counter[str]] = {at: Counter() for at in (0, text.length, *cuts)}
    for each in text.marked:
        change.setdefault(each.start, Counter())[each.coder] += 1
        change.setdefault(each.end, Counter())[each.coder] -= 1
    depth: Counter[str] = Counter()
    pieces = []
    for start, end in pairwise(sorted(change)):
        for coder, by in change[start].items():
            depth[coder] += by
        pieces.append((start, end, _row(text, coders, lambda coder: depth[coder] > 0)))
    return pieces


def _row(text: Text, coders: Sequence[str], marked: Callable[[str], bool]) -> Row:
    def said(coder: str) -> Value:
        if coder not in text.coders:
            return None
        return MARKED if marked(coder) else LEFT

    return tuple(map(said, coders))


_COUNTED: Mapping[Unit, Callable[[Text, Sequence[str]], Table]] = {
    Unit.STATEMENT: _by_statement,
    Unit.TURN: _by_turn,
    Unit.CHARACTER: _by_character,
}

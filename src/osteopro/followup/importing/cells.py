"""Reading single cells: the value, or the problem with it. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from osteopro.followup.importing.columns import COLUMNS, Column, code_in
from osteopro.followup.importing.problems import Problem
from osteopro.followup.importing.table import LONGEST_CELL
from osteopro.patients.rules import is_plain

LONGEST_NAME = 40
# The year first and in full: nothing else says which is the month and which the day.
_DAYS = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})\.(\d{1,2})\.(\d{1,2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    )
)
_OTHER_ORDER = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{1,4}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.0+)?", re.ASCII)
_BETWEEN = re.compile(r"[,，;；、|/\s]+")
SCIENTIFIC = re.compile(r"[0-9.,]+E\+?[0-9]+", re.ASCII | re.IGNORECASE)


class Cells:
    """The cells of one row; collects what is wrong with them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.problems: list[Problem] = []

    def say(self, column: str, code: str, **values: object) -> None:
        problem = Problem(code, column, values)
        if problem not in self.problems:
            self.problems.append(problem)

    def text(self, name: str, longest: int = LONGEST_CELL) -> str:
        """The words of a cell; "" when it is empty, and said so where it must not be."""
        words = self.cells.get(name, "")
        if not words and COLUMNS[name].required:
            self.say(name, "missing")
        elif len(words) > longest:
            self.say(name, "cell-too-long", most=longest)
        elif not is_plain(words):
            self.say(name, "unseen")
        else:
            return words
        return ""

    def name(self, name: str) -> str:
        return self.text(name, LONGEST_NAME)

    def day(self, name: str) -> date | None:
        """A day of the calendar; None when empty or unreadable."""
        words = self.text(name, LONGEST_NAME)
        if not words:
            return None
        found = next((m for m in (shape.fullmatch(words) for shape in _DAYS) if m), None)
        if found is None:
            self.say(name, _why_no_day(words))
            return None
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            self.say(name, "day-none")
            return None

    def number(self, name: str) -> Decimal | None:
        """A number within the column's bounds, one decimal at most."""
        words, column = self.text(name, LONGEST_NAME), COLUMNS[name]
        if not words:
            return None
        found = None
        if re.fullmatch(r"\d{1,4}(\.\d{1,3})?", words, re.ASCII):
            try:
                found = Decimal(words)
            except InvalidOperation:
                found = None
        if (
            found is None
            or not column.least <= found <= column.most
            or found != (rounded := round(found, 1))
        ):
            self.say(name, "number", least=column.least, most=column.most)
            return None
        return rounded

    def code(self, name: str) -> str:
        """One code of the column; "" when empty or unknown."""
        words, column = self.text(name, LONGEST_NAME), COLUMNS[name]
        found = code_in(column, words) if words else None
        if words and found is None:
            self.say(name, "code")
        return found or ""

    def codes(self, name: str) -> tuple[str, ...]:
        """Several codes of the column in its order; () when empty or one is unknown.

        A word may hold a comma itself, so the whole cell is tried first.
        """
        words, column = self.text(name), COLUMNS[name]
        if not words:
            return ()
        found = _codes(column, words)
        if None in found:
            self.say(name, "code")
            return ()
        if "none" in found and len(set(found)) > 1:
            self.say(name, "alone")
            return ()
        return tuple(code for code in column.codes if code in found)


def _codes(column: Column, words: str) -> list[str | None]:
    whole = code_in(column, words)
    if whole is not None:
        return [whole]
    return [code_in(column, word) for word in _BETWEEN.split(words) if word]


def _why_no_day(words: str) -> str:
    if _OTHER_ORDER.fullmatch(words):
        return "day-ambiguous"
    return "day-serial" if _SERIAL.fullmatch(words) else "day-form"

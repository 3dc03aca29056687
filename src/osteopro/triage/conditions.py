"""Conditions in CEL, compiled once (https://cel.dev).

A condition sees only the names that are bound. Null is explicit: comparing null with a number is
an error, and an error is never the same as "does not hold".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import cel

Bindings = cel.Context
_LOOP_NAME = re.compile(r"\.(?:all|exists|exists_one|filter|map)\(\s*(\w+)\s*,")


class ConditionError(ValueError):
    """A condition that could not be evaluated on what is bound."""


@dataclass(frozen=True)
class Condition:
    """`source` as written and the names it reads."""

    source: str
    names: frozenset[str]
    program: cel.Program = field(repr=False, compare=False)

    def holds(self, bindings: Bindings) -> bool:
        """Whether it is true; ConditionError if it errs or is neither true nor false."""
        found = self.value(bindings)
        if not isinstance(found, bool):
            raise ConditionError(f"{self.source}: neither true nor false")
        return found

    def found(self, bindings: Bindings) -> list[dict[str, Any]]:
        """The list it selects; ConditionError if it errs or is no list."""
        found = self.value(bindings)
        if not isinstance(found, list):
            raise ConditionError(f"{self.source}: not a list")
        return found

    def value(self, bindings: Bindings) -> Any:
        """Whatever it comes to; ConditionError if it errs."""
        try:
            return self.program.execute(bindings)
        except Exception as error:  # CEL raises several unrelated kinds
            raise ConditionError(f"{self.source}: {error}") from error


@cache
def condition(source: str) -> Condition:
    """Compile; ValueError if the text is not CEL.

    >>> condition("pain != null && pain >= 8").holds(bind({"pain": 9}))
    True
    """
    program = cel.compile(source)
    names = set(program.variables()) - set(_LOOP_NAME.findall(source))
    return Condition(source, frozenset(names), program)


def bind(values: Mapping[str, Any]) -> Bindings:
    """Bindings for the conditions of one assessment."""
    return cel.Context(variables=dict(values))

"""The recommendation library as data (clinical content 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from osteopro.instruments.definition import Text
from osteopro.triage.conditions import Condition, condition
from osteopro.triage.facts import Declaration
from osteopro.triage.reasons import Reason, parse_reasons


@dataclass(frozen=True)
class Advice:
    """One approved text. `flags` and `block` keep it from being given.

    `edition`: the site's own wording of it, 0 for that of the ruleset.
    `exercise`: with any of `check_flags` set (a fracture) the manager must say it was checked
    with physician or physiotherapist.
    """

    code: str
    title: Text
    text: Text
    caution: Text
    basis: str
    exercise: bool
    reasons: tuple[Reason, ...]
    check_flags: tuple[str, ...]
    flags: tuple[str, ...]
    block: Condition | None
    edition: int = 0

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names its conditions and texts read."""
        read = [reason.condition.names | reason.placeholders for reason in self.reasons]
        return frozenset().union(*read, self.block.names if self.block else ())


@dataclass(frozen=True)
class AloneAdvice:
    """When it holds, these codes are the whole proposal."""

    when: Condition
    codes: tuple[str, ...]


@dataclass(frozen=True)
class AdviceLibrary:
    """All advice in order; `most` proposals, none again within `repeat_after_days`."""

    advice: tuple[Advice, ...]
    alone: tuple[AloneAdvice, ...]
    facts: Mapping[str, Declaration]
    most: int
    repeat_after_days: int
    record_days: int
    diary_days: int
    reads: frozenset[str]

    def of(self, code: str) -> Advice:
        """The advice with this code; KeyError without one."""
        for advice in self.advice:
            if advice.code == code:
                return advice
        raise KeyError(code)


def parse_advice(document: Mapping[str, Any]) -> AdviceLibrary:
    """Read `advice.json`."""
    check_flags = tuple(document["exercise_check"])
    advice = tuple(_advice(entry, check_flags) for entry in document["advice"])
    return AdviceLibrary(
        advice=advice,
        alone=tuple(
            AloneAdvice(condition(entry["if"]), tuple(entry["codes"]))
            for entry in document["alone"]
        ),
        facts=document["facts"],
        most=document["most"],
        repeat_after_days=document["repeat_after_days"],
        record_days=document["memory"]["record_days"],
        diary_days=document["memory"]["diary_days"],
        reads=frozenset().union(*(entry.reads for entry in advice)),
    )


def _advice(entry: Mapping[str, Any], check_flags: tuple[str, ...]) -> Advice:
    blocks = entry.get("blocks", {})
    return Advice(
        code=entry["code"],
        title=entry["title"],
        text=entry["text"],
        caution=entry.get("caution", {}),
        basis=entry.get("basis", ""),
        exercise=entry.get("exercise", False),
        check_flags=check_flags if entry.get("exercise") else (),
        reasons=parse_reasons(entry["when"]),
        flags=tuple(blocks.get("flags", ())),
        block=condition(blocks["if"]) if "if" in blocks else None,
    )

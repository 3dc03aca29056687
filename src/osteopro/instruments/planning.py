"""What a form says about when it is asked, and what its answers say about how often.

Read from `instrument.json`:

- `schedule`: a form that rides on a follow-up record. `after_days` are the days to wait before the
  first time (since joining), the second (since the first), and so on; the last one repeats.
  `with_long`: so many times it may share a sitting with the long form, later it moves to the next
  record; without it, it always may. `by_proxy`: whether it is asked when a relative answers.
- `signals`: answers that matter for the interval. An item with one of `codes`, or a number
  `at_least`; `on` names the item with the day.
- `steady`: the scale that says whether somebody's symptoms stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Questionnaire
from osteopro.instruments.spec import ScoringSpec
from osteopro.instruments.terms import Signal

# Follow-up records come every 7 to 14 days and the long one every 28: this is clearly less often.
SELDOM_DAYS = 56


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a form rides on a follow-up record (clinical content 1, 6.3, 6.6)."""

    after_days: tuple[int, ...]
    with_long: int | None = None
    by_proxy: bool = True


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One kind of answer that matters: a code that was chosen, or a number reached."""

    signal: Signal
    item: str
    codes: frozenset[str] = frozenset()
    at_least: Decimal | None = None
    on: str | None = None

    def holds(self, answers: Answers) -> bool:
        """Whether these answers say it."""
        if self.at_least is None:
            return not self.codes.isdisjoint(answers.codes(self.item))
        value = answers.value(self.item)
        return isinstance(value, int | Decimal) and value >= self.at_least


@dataclass(frozen=True, slots=True)
class Planning:
    """Everything a form says about the plan; a form may say nothing."""

    schedule: Schedule | None = None
    signals: tuple[SignalRule, ...] = ()
    steady: str | None = None

    @property
    def seldom(self) -> bool:
        """Whether the form comes every few months only, so that two answers are all there is
        to look at for most of a year."""
        return self.schedule is not None and self.schedule.after_days[-1] >= SELDOM_DAYS


def parse_planning(about: Mapping[str, Any]) -> Planning:
    """The planning part of a description that `planning_problems` found nothing wrong with."""
    given = about.get("schedule")
    schedule = None
    if given is not None:
        schedule = Schedule(
            tuple(given["after_days"]), given.get("with_long"), given.get("by_proxy", True)
        )
    return Planning(schedule, tuple(map(_signal, about.get("signals", ()))), about.get("steady"))


def planning_problems(
    about: Mapping[str, Any], questionnaire: Questionnaire, spec: ScoringSpec
) -> list[str]:
    """What is wrong with schedule, signals and steady scale, one sentence each."""
    return [
        *_schedule_problems(about.get("schedule")),
        *_signal_problems(about.get("signals", []), questionnaire),
        *_steady_problems(about.get("steady"), spec),
    ]


def _signal(given: Mapping[str, Any]) -> SignalRule:
    least = given.get("at_least")
    return SignalRule(
        signal=Signal(given["signal"]),
        item=given["item"],
        codes=frozenset(given.get("codes", ())),
        at_least=None if least is None else Decimal(least),
        on=given.get("on"),
    )


def _schedule_problems(given: Any) -> Iterator[str]:
    if given is None:
        return
    if not isinstance(given, Mapping) or set(given) - {"after_days", "with_long", "by_proxy"}:
        yield "instrument: schedule has after_days, with_long and by_proxy, nothing else"
        return
    days = given.get("after_days")
    whole = isinstance(days, list) and all(type(day) is int and day >= 0 for day in days)
    if not whole or not days or days[-1] < 1:
        yield "instrument: schedule needs after_days, whole numbers, the last above 0"
    if type(given.get("with_long", 0)) is not int or type(given.get("by_proxy", True)) is not bool:
        yield "instrument: with_long is a whole number and by_proxy true or false"


def _signal_problems(given: Any, questionnaire: Questionnaire) -> Iterator[str]:
    if not isinstance(given, list):
        yield "instrument: signals is not a list"
        return
    for number, each in enumerate(given, 1):
        name = f"instrument: signal {number}"
        known = {"signal", "item", "codes", "at_least", "on"}
        if (
            not isinstance(each, Mapping)
            or set(each) - known
            or each.get("signal") not in set(Signal)
        ):
            yield f"{name} is unknown"
        elif each.get("item") not in questionnaire.nodes or (
            "on" in each and each["on"] not in questionnaire.nodes
        ):
            yield f"{name} names an item the form lacks"
        elif ("codes" in each) == ("at_least" in each):
            yield f"{name} needs either codes or at_least"
        elif unknown := _unknown_codes(each, questionnaire):
            yield f"{name} names unknown codes: {', '.join(unknown)}"


def _unknown_codes(each: Mapping[str, Any], questionnaire: Questionnaire) -> list[str]:
    options = {option.code for option in questionnaire.item(each["item"]).options}
    return sorted(set(each.get("codes", ())) - options)


def _steady_problems(given: Any, spec: ScoringSpec) -> Iterator[str]:
    if given is not None and given not in [scale.id for scale in spec.scales]:
        yield f"instrument: steady names {given!r}, which is no scale of the form"

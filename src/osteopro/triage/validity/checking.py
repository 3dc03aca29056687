"""Which checks hold for a report. Slow is never a flag, and a check that cannot be told is none:
nothing may be held against somebody because a rule failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.triage.case import Case
from osteopro.triage.conditions import Bindings, ConditionError, bind
from osteopro.triage.facts import Bound, Sources, gather
from osteopro.triage.validity.checkset import Check, CheckSet
from osteopro.triage.validity.facts import KINDS
from osteopro.triage.view import View
from osteopro.triage.wording import Wording, joined

Seconds = Mapping[str, Fraction]
NO_TIMES: Seconds = MappingProxyType({})


@dataclass(frozen=True)
class Flag:
    """A check that holds: why, in words for staff; what it was worked out from; the gentle
    question that goes with it."""

    id: str
    action: str
    detail: Text
    ask: str | None = None
    values: Mapping[str, Bound] = field(default_factory=dict)


def check(
    case: Case,
    checks: CheckSet,
    instruments: Mapping[str, Instrument],
    seconds: Seconds = NO_TIMES,
) -> tuple[Flag, ...]:
    """The flags of a report, in the order of the check set; () in silence.

    `seconds` says how long each item stood on the screen, by linkId, where it is known. On a
    record of a proxy only checks that are not about the answers themselves run (resolution 80).
    """
    view = View(case, instruments, checks.series)
    if view.current is None:
        return ()
    mine = [each for each in checks.on(view.current.form.code) if not (each.own and view.proxy)]
    ids = {each.id for each in checks.checks}
    names = frozenset().union(*(each.reads for each in mine)) - ids
    sources = Sources(
        view, {}, record_days=checks.record_days, diary_days=checks.diary_days, seconds=seconds
    )
    bound = gather(sources, checks.facts, names, KINDS)
    wording = Wording(view, checks.facts, bound)
    bindings = bind({**bound, **dict.fromkeys(ids, False)})
    found: dict[str, Flag] = {}
    for each in mine:
        if flag := _judge(each, view.current.form.code, bindings, wording, bound):
            found[each.id] = flag
            bindings.update({each.id: True})
    return tuple(found[each.id] for each in checks.checks if each.id in found)


def _judge(
    check: Check,
    form: str,
    bindings: Bindings,
    wording: Wording,
    bound: Mapping[str, Bound],
) -> Flag | None:
    texts: list[Text] = []
    asks: list[str] = []
    for each in check.alternatives:
        if each.reason.forms is not None and form not in each.reason.forms:
            continue
        try:
            said = each.reason.texts(bindings, wording)
        except ConditionError:
            continue
        texts += said
        asks += [each.ask] if said and each.ask else []
    if not texts:
        return None
    kept = {name: bound[name] for name in check.keep if bound.get(name) is not None}
    return Flag(check.id, check.action, joined(texts), asks[0] if asks else None, kept)

"""Rapid assessment: which rules hold, how soon a person must act, what the patient reads.

Pure. A rule that cannot be evaluated never fails silently: the record becomes at least
attention and the rule is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from osteopro.instruments.library import Instrument
from osteopro.triage.advice import NOTHING_MORE, FollowUp, propose_on
from osteopro.triage.case import Assessment, Case, Fired, MessageRef
from osteopro.triage.conditions import Bindings, Condition, ConditionError, bind
from osteopro.triage.facts import Bound, Sources, gather
from osteopro.triage.reasons import held
from osteopro.triage.ruleset import Conditional, Plan, Rule, Ruleset
from osteopro.triage.terms import Level, highest
from osteopro.triage.view import View
from osteopro.triage.wording import Wording, joined

Instruments = Mapping[str, Instrument]
KNOWN = "known"


@dataclass(frozen=True)
class _Outcome:
    """A rule that fired or could not be evaluated (`failed`)."""

    rule: Rule
    fired: Fired
    add: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True)
class _Bench:
    """What the rules of one assessment are run with."""

    ruleset: Ruleset
    view: View
    bindings: Bindings
    wording: Wording

    @property
    def form(self) -> str | None:
        return self.view.current.form.code if self.view.current else None


def assess(
    case: Case, ruleset: Ruleset, instruments: Instruments, follow_up: FollowUp = NOTHING_MORE
) -> Assessment:
    """Assess a case (clinical content 3; resolutions 1, 14, 80 to 86, 91 to 98).

    `follow_up` only matters for the advice. Without a response only rules about silence run.
    KeyError if a form of the case is not among `instruments`.
    """
    view = View(case, instruments, ruleset.series)
    outcomes = _run(view, ruleset, interrupting=False)
    fired = tuple(outcome.fired for outcome in outcomes)
    level = highest([rule.level for rule in fired])
    proposals = propose_on(view, ruleset, fired, follow_up) if view.current else ()
    return Assessment(
        level=level,
        rules=fired,
        tags=tuple(dict.fromkeys(tag for rule in fired for tag in rule.tags)),
        message=_message(ruleset, level, outcomes),
        advice=tuple(proposal.code for proposal in proposals),
        ruleset=ruleset.name,
    )


def interrupt(case: Case, ruleset: Ruleset, instruments: Instruments) -> Assessment | None:
    """The emergency to show before the form goes on, or None (resolutions 1, 93).

    `case.response` is the form being filled, `left=False`: an item not yet passed counts neither
    as answered nor as unanswered. History is not needed. A rule that errs does not interrupt.
    """
    view = View(case, instruments, ruleset.series)
    outcomes = [o for o in _run(view, ruleset, interrupting=True) if not o.failed]
    if not outcomes:
        return None
    fired = tuple(outcome.fired for outcome in outcomes)
    level = highest([rule.level for rule in fired])
    message = _message(ruleset, level, outcomes)
    return Assessment(level, fired, (), message, (), ruleset.name)


def _message(ruleset: Ruleset, level: Level, outcomes: list[_Outcome]) -> MessageRef:
    add = [code for outcome in outcomes for code in outcome.add]
    return ruleset.messages.choose(level, [outcome.fired for outcome in outcomes], add)


def _run(view: View, ruleset: Ruleset, *, interrupting: bool) -> list[_Outcome]:
    plan = ruleset.plan(view.current.form.code if view.current else None, interrupting=interrupting)
    bench = _bench(view, ruleset, plan)
    first = [_judge(rule, bench) for rule in plan.first]
    if plan.second:
        bench.bindings.update(_verdicts(ruleset, first))
    second = [_judge(rule, bench) for rule in plan.second]
    order = {rule.id: place for place, rule in enumerate(ruleset.rules)}
    outcomes = [outcome for outcome in (*first, *second) if outcome]
    outcomes.sort(key=lambda outcome: order[outcome.rule.id])
    return _settled(outcomes, bench)


def rule_bindings(view: View, ruleset: Ruleset, plan: Plan) -> Bindings:
    """What the rules of a plan see, without the verdicts of other rules."""
    return _bench(view, ruleset, plan).bindings


def _bench(view: View, ruleset: Ruleset, plan: Plan) -> _Bench:
    bound: dict[str, Bound] = gather(Sources(view, ruleset.words), ruleset.facts, plan.reads)
    bound["proxy"] = view.proxy
    return _Bench(ruleset, view, bind(bound), Wording(view, ruleset.facts, bound))


def _verdicts(ruleset: Ruleset, outcomes: list[_Outcome | None]) -> dict[str, bool]:
    """What rules that read other rules see: one that could not be evaluated did not fire."""
    fired = {outcome.rule.name for outcome in outcomes if outcome and not outcome.failed}
    return {rule.name: rule.name in fired for rule in ruleset.rules}


def _judge(rule: Rule, bench: _Bench) -> _Outcome | None:
    try:
        texts = held(rule.reasons, bench.form, bench.bindings, bench.wording)
        if not texts:
            return None
        level = rule.lower.level if rule.lower and _holds(rule.lower.when, bench) else rule.level
        tags = _applying(rule.tags, bench)
    except ConditionError:
        return _Outcome(rule, _not_evaluated(rule, bench.ruleset), failed=True)
    fired = Fired(rule.id, level, joined(texts), tags)
    return _Outcome(rule, fired, _applying(rule.add, bench))


def _not_evaluated(rule: Rule, ruleset: Ruleset) -> Fired:
    because = {
        language: text.format(rule=rule.id) for language, text in ruleset.error_because.items()
    }
    return Fired(rule.id, ruleset.error_level, because)


def _settled(outcomes: list[_Outcome], bench: _Bench) -> list[_Outcome]:
    """Rules the manager has looked at and that are unchanged count as routine, all or none."""
    if not outcomes or bench.view.proxy:
        return outcomes
    if not all(_is_known(outcome, bench) for outcome in outcomes):
        return outcomes
    return [
        replace(o, fired=replace(o.fired, level=Level.ROUTINE, tags=(*o.fired.tags, KNOWN)))
        for o in outcomes
    ]


def _is_known(outcome: _Outcome, bench: _Bench) -> bool:
    known = outcome.rule.known
    if known is None or outcome.failed or not _looked_at(outcome.rule, bench):
        return False
    try:
        return _holds(known, bench)
    except ConditionError:
        return False


def _looked_at(rule: Rule, bench: _Bench) -> bool:
    view = bench.view
    days = (
        (view.now_day - view.local_day(entry.at)).days
        for entry in view.case.assessed
        if entry.rule == rule.id and entry.at <= view.case.now
    )
    return any(day <= bench.ruleset.known_days for day in days)


def _holds(condition: Condition, bench: _Bench) -> bool:
    return condition.holds(bench.bindings)


def _applying(parts: tuple[Conditional, ...], bench: _Bench) -> tuple[str, ...]:
    return tuple(part.value for part in parts if part.when is None or _holds(part.when, bench))

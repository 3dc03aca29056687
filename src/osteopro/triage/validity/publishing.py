"""What must be right before a set of checks is published: a condition that errs is no flag,
so nobody would notice it later."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from osteopro.instruments.library import Instrument
from osteopro.triage.case import Case, PastRecord, Profile, Verified
from osteopro.triage.conditions import ConditionError, bind
from osteopro.triage.facts import Sources, gather
from osteopro.triage.publishing import text_problems, trial_cases
from osteopro.triage.validity.checkset import CheckSet
from osteopro.triage.validity.facts import KINDS
from osteopro.triage.view import View


def problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> list[str]:
    """Everything that forbids publishing, one sentence each; [] if it may be published."""
    found = [
        *_fact_problems(checks, instruments),
        *_check_problems(checks, instruments),
        *_question_problems(checks, instruments),
        *_said_problems(checks, instruments),
    ]
    return found or list(dict.fromkeys(_run_problems(checks, instruments)))


def _items(instruments: Mapping[str, Instrument]) -> frozenset[str]:
    return frozenset(i.link_id for each in instruments.values() for i in each.questionnaire.items)


def _fact_problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    known = _items(instruments)
    for name, fact in checks.facts.items():
        if fact["kind"] not in KINDS:
            yield f"fact {name}: kind {fact['kind']} is unknown"
        if fact.get("series", "") not in {"", *checks.series}:
            yield f"fact {name}: there is no series {fact['series']}"
        named = [fact[key] for key in ("item", "minus", "date") if key in fact]
        groups = [fact.get("items", ()), *(fact.get(n, {}).get("items", ()) for n in _PAIR)]
        for group in groups:
            named += group.values() if isinstance(group, Mapping) else group
        for item in named:
            if item not in known:
                yield f"fact {name}: no form asks {item}"


_PAIR = ("one", "other")


def _check_problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    codes = {instrument.code for instrument in instruments.values()}
    ids = {check.id for check in checks.checks}
    leaning = {check.id for check in checks.checks if check.reads & ids}
    for check in checks.checks:
        for form in sorted(check.forms - codes):
            yield f"{check.id}: there is no form {form}"
        for name in sorted(check.reads - checks.facts.keys() - ids):
            yield f"{check.id}: {name} is no fact"
        for name in sorted(check.reads & leaning):
            yield f"{check.id}: {name} reads other checks itself"
        for each in check.alternatives:
            yield from text_problems(check.id, each.reason.because)
            if each.ask is not None and each.ask not in checks.questions:
                yield f"{check.id}: there is no question {each.ask}"
    for name in checks.ask_order:
        if name not in ids:
            yield f"order of asking: there is no check {name}"
    asking = {c.id for c in checks.checks if any(each.ask for each in c.alternatives)}
    for name in sorted(asking - set(checks.ask_order)):
        yield f"{name} asks, but has no place in the order of asking"
    if len(ids) < len(checks.checks):
        yield "two checks have the same id"


def _question_problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    known = _items(instruments)
    for name, question in checks.questions.items():
        yield from text_problems(name, question.text)
        words = [item for items in question.words.values() for item in items]
        to = [answer.to for answer in question.answers if answer.to]
        for item in (*question.items, *words, *to):
            if item not in known:
                yield f"{name}: no form asks {item}"
        for answer in question.answers:
            yield from text_problems(name, answer.text)
        if len({answer.key for answer in question.answers}) < len(question.answers):
            yield f"{name}: two answers are the same"


def _said_problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    for item in sorted(set(checks.script.own.values()) - _items(instruments)):
        yield f"script: no form asks {item}"
    yield from text_problems("script", checks.script.opening)
    for name, text in (*checks.script.questions, *checks.teaching.items()):
        yield from text_problems(name, text)


def _run_problems(checks: CheckSet, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    covered = frozenset().union(*(check.forms for check in checks.checks))
    for instrument in (each for each in instruments.values() if each.code in covered):
        for case in trial_cases(instrument):
            yield from _trial(checks, case, instruments, instrument.code)
            yield from _trial(checks, _with_past(case), instruments, instrument.code)


def _with_past(case: Case) -> Case:
    """The same answers a day before as well, heard by staff in between, each in one second."""
    now, past = case.now, case.response
    if past is None:
        return case
    before = PastRecord(
        authored=now - timedelta(days=1), canonical=past.canonical, answers=past.answers
    )
    heard = tuple(Verified(at=now - timedelta(hours=n), pain_rest=1) for n in (1, 2, 3))
    profile = Profile({"verified": heard, "screen_reader": False})
    return Case(now=now, response=past, history=(before,), profile=profile)


def _trial(
    checks: CheckSet, case: Case, instruments: Mapping[str, Instrument], form: str
) -> Iterator[str]:
    view = View(case, instruments, checks.series)
    seconds = dict.fromkeys(view.current.form.items, Fraction(1)) if view.current else {}
    sources = Sources(
        view, {}, record_days=checks.record_days, diary_days=checks.diary_days, seconds=seconds
    )
    bound = gather(sources, checks.facts, frozenset(checks.facts), KINDS)
    for name in sorted(checks.facts.keys() - bound.keys()):
        yield f"fact {name} cannot be worked out on {form}"
    bindings = bind({**bound, **{check.id: True for check in checks.checks}})
    for check in checks.on(form):
        for each in check.alternatives:
            if each.reason.forms is not None and form not in each.reason.forms:
                continue
            try:
                each.reason.condition.holds(bindings)
            except ConditionError as error:
                yield f"{check.id} on {form}: {error}"

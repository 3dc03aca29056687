"""Which recommendations to propose; a person chooses and sends (clinical content 4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.triage.advice_library import Advice, AdviceLibrary
from osteopro.triage.case import Assessment, Case, Fired
from osteopro.triage.conditions import Bindings, ConditionError, bind
from osteopro.triage.facts import Bound, Sources, gather
from osteopro.triage.reasons import held
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Barrier, Level
from osteopro.triage.view import View
from osteopro.triage.wording import Wording, joined

_EXERCISE = "exercise_proposed"


@dataclass(frozen=True)
class Proposal:
    """A code to offer and why. `unrecorded`: block flags nobody has set for this patient.

    `needs_check`: exercise after a fracture, to be checked with physician or physiotherapist.
    """

    code: str
    because: Text
    unrecorded: tuple[str, ...] = ()
    needs_check: bool = False


@dataclass(frozen=True)
class FollowUp:
    """What the case itself does not tell.

    `sent`: advice codes sent in the last 28 days. `no_help`: codes that did not help when they
    were tried. `attention_before`: how many records right before this one were at attention or
    higher. `open_rules`: urgent and emergency rules of earlier records that are still open.
    """

    sent: frozenset[str] = frozenset()
    no_help: frozenset[str] = frozenset()
    attention_before: int = 0
    open_rules: tuple[str, ...] = ()


NOTHING_MORE = FollowUp()


@dataclass(frozen=True)
class Verdict:
    """Whether one advice may be given now, proposed or picked by hand.

    `barrier` says why not, `flags` the patient's facts behind it. `needs_check` as in Proposal.
    """

    code: str
    barrier: Barrier | None = None
    flags: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
    needs_check: bool = False


@dataclass(frozen=True)
class Weighed:
    """What to propose, and of every advice of the library whether it may be given."""

    proposals: tuple[Proposal, ...]
    verdicts: Mapping[str, Verdict]


def propose(
    case: Case,
    assessment: Assessment,
    ruleset: Ruleset,
    instruments: Mapping[str, Instrument],
    *,
    sent: Collection[str] = (),
    follow_up: FollowUp = NOTHING_MORE,
) -> tuple[Proposal, ...]:
    """At most three proposals, problems that are new since the last record first.

    `sent`: codes sent in the last 28 days, not proposed again. With an urgent or emergency rule
    (fired now, or of an item still open) the proposal is what clinical content 4 fixes for that.
    Without a response there is nothing to propose.
    """
    if case.response is None:
        return ()
    view = View(case, instruments, ruleset.series)
    known = replace(follow_up, sent=follow_up.sent | frozenset(sent))
    return propose_on(view, ruleset, assessment.rules, known)


def propose_on(
    view: View,
    ruleset: Ruleset,
    rules: Sequence[Fired],
    follow_up: FollowUp = NOTHING_MORE,
) -> tuple[Proposal, ...]:
    """As `propose`, on a case already read."""
    desk = _desk(view, ruleset, rules, follow_up, ruleset.advice.reads)
    return _proposals(desk, ruleset, follow_up)


def weigh(
    view: View,
    ruleset: Ruleset,
    rules: Sequence[Fired],
    follow_up: FollowUp = NOTHING_MORE,
) -> Weighed:
    """Proposals, and whether each advice may be given by hand: what is blocked never may."""
    desk = _desk(view, ruleset, rules, follow_up, ruleset.advice.reads)
    alone = _alone(desk)
    verdicts = {advice.code: _verdict(advice, desk, alone) for advice in ruleset.advice.advice}
    return Weighed(_proposals(desk, ruleset, follow_up), verdicts)


def held_back(
    view: View,
    ruleset: Ruleset,
    rules: Sequence[Fired],
    follow_up: FollowUp = NOTHING_MORE,
) -> tuple[Verdict, ...]:
    """Advice that there is a reason for now and that must not be given, with what bars it."""
    desk = _desk(view, ruleset, rules, follow_up, ruleset.advice.reads)
    alone = _alone(desk)
    _candidates(ruleset.advice, desk)  # exercise that may be given is a reason for other advice
    verdicts = (
        _verdict(each, desk, alone) for each in ruleset.advice.advice if _called_for(each, desk)
    )
    return tuple(verdict for verdict in verdicts if verdict.barrier is not None)


def _called_for(advice: Advice, desk: "_Desk") -> bool:
    try:
        return bool(_proposal(advice, desk).because)
    except ConditionError:
        return False


def _proposals(desk: "_Desk", ruleset: Ruleset, follow_up: FollowUp) -> tuple[Proposal, ...]:
    library = ruleset.advice
    if alone := _alone(desk):
        return tuple(_proposal(library.of(code), desk) for code in alone)
    candidates = _candidates(library, desk)
    candidates = [found for found in candidates if found.code not in follow_up.sent]
    if len(candidates) > 1:
        ongoing = _held_before(desk.view, ruleset, {found.code for found in candidates})
        no_help = follow_up.no_help
        candidates.sort(key=lambda found: (found.code in no_help, found.code in ongoing))
    return tuple(candidates[: library.most])


def _alone(desk: "_Desk") -> tuple[str, ...]:
    """The codes that are the whole proposal now; () when nothing urgent is open."""
    found = (entry.codes for entry in desk.library.alone if entry.when.holds(desk.bindings))
    return next(found, ())


def desk_bindings(view: View, ruleset: Ruleset) -> Bindings:
    """What the conditions of advice see when no rule has fired."""
    return _desk(view, ruleset, (), NOTHING_MORE, ruleset.advice.reads).bindings


@dataclass(frozen=True)
class _Desk:
    view: View
    library: AdviceLibrary
    bindings: Bindings
    wording: Wording


def _desk(
    view: View,
    ruleset: Ruleset,
    rules: Sequence[Fired],
    follow_up: FollowUp,
    reads: frozenset[str],
) -> _Desk:
    library = ruleset.advice
    sources = Sources(
        view, ruleset.words, record_days=library.record_days, diary_days=library.diary_days
    )
    bound: dict[str, Bound] = gather(sources, library.facts, reads)
    bound |= {
        "fired": [rule.id for rule in rules],
        "urgent": sorted({*_urgent(rules), *follow_up.open_rules}),
        "attention_in_row": _attention_in_row(rules, follow_up),
        _EXERCISE: False,
    }
    return _Desk(view, library, bind(bound), Wording(view, library.facts, bound))


def _urgent(rules: Sequence[Fired]) -> list[str]:
    return [rule.id for rule in rules if rule.level.rank >= Level.URGENT.rank]


def _candidates(library: AdviceLibrary, desk: _Desk) -> list[Proposal]:
    """In the library's order; advice that asks whether exercise is proposed is judged last."""
    found: dict[str, Proposal | None] = {}
    last = [advice for advice in library.advice if _EXERCISE in advice.reads]
    for advice in library.advice:
        if advice not in last:
            found[advice.code] = _candidate(advice, desk)
    if any(advice.exercise and found.get(advice.code) for advice in library.advice):
        desk.bindings.add_variable(_EXERCISE, True)
    for advice in last:
        found[advice.code] = _candidate(advice, desk)
    return [proposal for advice in library.advice if (proposal := found[advice.code])]


def _attention_in_row(rules: Sequence[Fired], follow_up: FollowUp) -> int:
    worth_it = any(rule.level is not Level.ROUTINE for rule in rules)
    return follow_up.attention_before + 1 if worth_it else 0


def _candidate(advice: Advice, desk: _Desk) -> Proposal | None:
    if _barrier(advice, desk) is not None:
        return None
    try:
        proposal = _proposal(advice, desk)
    except ConditionError:
        return None  # an advice whose condition cannot be told is not proposed
    return proposal if proposal.because else None


def _barrier(advice: Advice, desk: _Desk) -> Barrier | None:
    if any(desk.view.profile.get(flag) for flag in advice.flags):
        return Barrier.FLAG
    try:
        blocked = advice.block is not None and advice.block.holds(desk.bindings)
    except ConditionError:
        return Barrier.UNCLEAR
    return Barrier.ANSWERS if blocked else None


def _verdict(advice: Advice, desk: _Desk, alone: tuple[str, ...]) -> Verdict:
    profile = desk.view.profile
    barrier = _barrier(advice, desk)
    if alone:
        barrier = None if advice.code in alone else Barrier.URGENT
    return Verdict(
        code=advice.code,
        barrier=barrier,
        flags=tuple(f for f in advice.flags if profile.get(f)) if barrier is Barrier.FLAG else (),
        unrecorded=tuple(flag for flag in advice.flags if profile.get(flag) is None),
        needs_check=any(profile.get(flag) for flag in advice.check_flags),
    )


def _proposal(advice: Advice, desk: _Desk) -> Proposal:
    profile = desk.view.profile
    texts = held(advice.reasons, None, desk.bindings, desk.wording)
    return Proposal(
        code=advice.code,
        because=joined(texts) if texts else {},
        unrecorded=tuple(flag for flag in advice.flags if profile.get(flag) is None),
        needs_check=any(profile.get(flag) for flag in advice.check_flags),
    )


def _held_before(view: View, ruleset: Ruleset, codes: set[str]) -> set[str]:
    """The codes whose reasons held already at the record before this one."""
    before = view.before()
    if before is None:
        return set()
    chosen = [ruleset.advice.of(code) for code in codes]
    reads = frozenset().union(*(advice.reads for advice in chosen))
    past = _desk(before, ruleset, (), NOTHING_MORE, reads)
    return {advice.code for advice in chosen if _candidate(advice, past)}

"""Letting a known problem with a plan rest, and waking it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import known_problems, rules, state
from osteopro.followup.actions.seeing import NoSuchRecord
from osteopro.followup.known_problems import Known
from osteopro.followup.models import CareState, KnownProblem, KnownProblemEnd
from osteopro.followup.terms import ProblemEnd
from osteopro.instruments.scales import higher_is_worse, raw
from osteopro.instruments.terms import Kind
from osteopro.records import firing
from osteopro.records import queries as records_queries
from osteopro.triage import queries as triage_queries
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level

REASON_LENGTH = 200


@journal.action
def pause_problem(
    *, by: Actor, patient_id: int, occasion: UUID, rule: str, reason: str, until: date | None
) -> int:
    """Let a rule that fired in this sitting rest until a day inclusive, at most 14 days on.

    From the next record on it is listed and raises nothing while no answer it reads is worse
    than in this sitting. Returns the id. Raises OutcomeRefused: `problem-is-a-red-flag` for
    what is not at attention or can never be the same twice, `problem-needs-reason`,
    `problem-in-the-past`, `problem-too-long`; NoSuchRecord.
    """
    row = state.locked(patient_id)
    ruleset = triage_queries.current().ruleset
    items, basis = _read(patient_id, occasion, rule, ruleset)
    if not reason.strip():
        raise rules.OutcomeRefused("problem-needs-reason")
    problem = known_problems.until_problem(state.today(row), until)
    if until is None or problem is not None:
        raise rules.OutcomeRefused(problem or "problem-in-the-past")
    _end(by, (each for each in in_force(row) if each.rule == rule), ProblemEnd.AGAIN)
    kept = KnownProblem.objects.create(
        patient_id=patient_id,
        at=clock.now(),
        by=by.person,
        occasion=occasion,
        rule=rule,
        reason=reason.strip()[:REASON_LENGTH],
        until=until,
        items=list(items),
        basis=basis,
    )
    write_down(row)
    row.save(update_fields=["known_problems"])
    journal.record(
        "problem.paused",
        by=by,
        object_type="problem",
        object_id=kept.pk,
        patient_id=patient_id,
        rule=rule,
        until=kept.until.isoformat(),
    )
    return kept.pk


@journal.action
def end_problem(*, by: Actor, patient_id: int, problem_id: int) -> None:
    """Let a problem raise records again from now on; one that is over stays so."""
    row = state.locked(patient_id)
    found = known_problems.of_row(row.known_problems)
    ended = [each for each in found if each.problem_id == problem_id]
    if not ended:
        journal.nothing_changed()
        return
    _end(by, ended, ProblemEnd.BY_HAND)
    write_down(row)
    row.save(update_fields=["known_problems"])
    journal.record(
        "problem.woken",
        by=by,
        object_type="problem",
        object_id=problem_id,
        patient_id=patient_id,
        why=ProblemEnd.BY_HAND,
    )


def wake(by: Actor, row: CareState, worse: Iterable[Known]) -> None:
    """A record says that these got worse: they rest no more. `row` is not saved."""
    every = list(worse)
    if not every:
        return
    _end(by, every, ProblemEnd.WORSE)
    write_down(row)
    for known in every:
        journal.record(
            "problem.woken",
            by=by,
            object_type="problem",
            object_id=known.problem_id,
            patient_id=row.patient_id,
            why=ProblemEnd.WORSE,
        )


def in_force(row: CareState) -> tuple[Known, ...]:
    """Problems that rest today."""
    today = state.today(row)
    return tuple(each for each in known_problems.of_row(row.known_problems) if each.until >= today)


def write_down(row: CareState) -> None:
    """Derive from the rows what the patient's row says of problems at rest. Not saved here."""
    kept = KnownProblem.objects.filter(
        patient_id=row.patient_id, end__isnull=True, until__gte=state.today(row)
    )
    row.known_problems = [_stored(each) for each in kept.order_by("pk")] or None


def _stored(problem: KnownProblem) -> dict[str, Any]:
    return {
        "id": problem.pk,
        "rule": problem.rule,
        "until": problem.until.isoformat(),
        "items": problem.items,
        "basis": problem.basis,
    }


def _end(by: Actor, every: Iterable[Known], cause: ProblemEnd) -> None:
    KnownProblemEnd.objects.bulk_create(
        KnownProblemEnd(problem_id=each.problem_id, at=clock.now(), by=by.person, cause=cause)
        for each in every
    )


def _read(
    patient_id: int, occasion: UUID, rule_id: str, ruleset: Ruleset
) -> tuple[tuple[str, ...], dict[str, list[Any]]]:
    """The answers a rule reads, and what they were in this sitting."""
    sitting = [each for each in records_queries.occasion(occasion) if each.patient_id == patient_id]
    main = next((each for each in sitting if each.kind == Kind.RECORD), None)
    if main is None:
        raise NoSuchRecord(occasion)
    fired = {rule["id"]: Level(rule["level"]) for rule in firing.fired_in(main.pk)}
    known = next((rule for rule in ruleset.rules if rule.id == rule_id), None)
    items = known_problems.items_of(known, ruleset) if known else ()
    if fired.get(rule_id) is not Level.ATTENTION or not items:
        raise rules.OutcomeRefused("problem-is-a-red-flag")
    basis: dict[str, list[Any]] = {}
    for item in items:
        worse = higher_is_worse(main.instrument, item)
        value = raw(main.instrument, main.answers, item)
        if worse is not None and value is not None:
            basis[item] = [value, worse]
    return items, basis

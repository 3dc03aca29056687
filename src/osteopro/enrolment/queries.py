"""Whether and since when somebody takes part, and what they agreed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from osteopro.enrolment.consent import (
    Answer,
    Standing,
    complete,
    in_force,
    standings,
    stopped,
    to_ask,
)
from osteopro.enrolment.definition import ConsentText, parse_consent
from osteopro.enrolment.facts import Facts, facts_from_json
from osteopro.enrolment.models import Consent, ConsentVersion, Intake, StateChange
from osteopro.enrolment.terms import ENDED, Decision, How, Paper, Purpose, State


class NoConsentText(LookupError):
    """No consent text was ever published: nobody may be asked."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state with its reasons."""

    state: State
    at: datetime
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A published text and the row that holds it."""

    row_id: int
    text: ConsentText


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of somebody's consent history, with who heard it."""

    answer: Answer
    witness_account: int | None
    witness_id: int | None


@dataclass(frozen=True, slots=True)
class OnJoining:
    """What was found when somebody joined, on which day."""

    on: date
    age: int
    facts: Facts


def state(patient_id: int) -> State | None:
    """The state now; None for somebody who was never enrolled."""
    rows = StateChange.objects.filter(patient_id=patient_id).order_by("-id")
    found = rows.values_list("state", flat=True).first()
    return State(found) if found else None


def states(patient_ids: Collection[int]) -> Mapping[int, State]:
    """The states now of those who were ever enrolled, in one query."""
    rows = StateChange.objects.filter(patient_id__in=set(patient_ids)).order_by("id")
    return {pk: State(code) for pk, code in rows.values_list("patient_id", "state")}


def latest_change(patient_id: int) -> Change | None:
    """The change that led to the state now; None for somebody who was never enrolled."""
    row = StateChange.objects.filter(patient_id=patient_id).order_by("-id").first()
    return Change(State(row.state), row.at, tuple(row.reasons)) if row else None


def current_text() -> Published:
    """The newest consent text. Raises NoConsentText."""
    newest = ConsentVersion.objects.order_by("-pk").values_list("pk", "digest").first()
    if newest is None:
        raise NoConsentText
    return Published(newest[0], _parsed(*newest))


def consents(
    patient_id: int, published: Sequence[ConsentText] | None = None
) -> tuple[Standing, ...]:
    """Where a patient stands with each purpose, in the order of Purpose. Two queries, one for
    who has the published texts at hand."""
    answers = [each.answer for each in history(patient_id)]
    return standings(answers, texts() if published is None else published)


def history(patient_id: int) -> list[Entry]:
    """Every answer a patient ever gave about consent, oldest first."""
    rows = Consent.objects.filter(patient_id=patient_id).order_by("pk")
    columns = ("purpose", "decision", "version__version", "language", "at", "how", "by")
    evidence = ("paper_on", "paper_version", "witness_account", "witness_id")
    return [
        Entry(
            Answer(
                Purpose(purpose),
                Decision(decision),
                version,
                language,
                at,
                How(how),
                by,
                Paper(paper_on, paper_version) if paper_on else None,
            ),
            witness_account,
            witness_id,
        )
        for (
            purpose,
            decision,
            version,
            language,
            at,
            how,
            by,
            paper_on,
            paper_version,
            witness_account,
            witness_id,
        ) in rows.values_list(*columns, *evidence)
    ]


def may(patient_id: int, purpose: Purpose) -> bool:
    """Whether this may be done with a patient's data now. Ask at the moment of use."""
    return next(each.holds for each in consents(patient_id) if each.purpose is purpose)


def agreed(purpose: Purpose, site_ids: Collection[int]) -> frozenset[int]:
    """Patients of these clinics with whom this may be done now, as `may` says of one. Two
    queries."""
    published = texts()
    rows = Consent.objects.filter(
        patient__site_id__in=site_ids, purpose__in=[purpose, Purpose.HEALTH_DATA]
    ).order_by("pk")
    last: dict[int, dict[Purpose, tuple[Decision, str]]] = {}
    for patient_id, code, decision, version in rows.values_list(
        "patient_id", "purpose", "decision", "version__version"
    ):
        last.setdefault(patient_id, {})[Purpose(code)] = (Decision(decision), version)
    return frozenset(pk for pk, given in last.items() if in_force(purpose, given, published))


def found_on_joining(
    site_ids: Collection[int], patient_id: int | None = None
) -> Mapping[int, OnJoining]:
    """What was found when patients of these clinics joined the last time, or this one patient. One
    query."""
    rows = Intake.objects.filter(patient__site_id__in=site_ids).order_by("pk")
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    return {
        pk: OnJoining(on, age, facts_from_json(facts))
        for pk, on, age, facts in rows.values_list("patient_id", "on", "age", "facts")
    }


def ended_at(site_ids: Collection[int], patient_id: int | None = None) -> Mapping[int, datetime]:
    """When patients of these clinics stopped taking part, of those who take no part now. One
    query."""
    rows = StateChange.objects.filter(patient__site_id__in=site_ids).order_by("pk")
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    last = {pk: (code, at) for pk, code, at in rows.values_list("patient_id", "state", "at")}
    return {pk: at for pk, (code, at) in last.items() if code in ENDED}


def consent_complete(patient_id: int) -> bool:
    """Whether everything that taking part needs is agreed to (clinical content 6.2)."""
    return complete(consents(patient_id))


def asks_again(patient_id: int) -> tuple[Purpose, ...]:
    """Purposes whose words changed since the patient agreed to them."""
    return to_ask(consents(patient_id))


def withdrew(patient_id: int) -> bool:
    """Whether a patient took back something that taking part needs."""
    return stopped(consents(patient_id))


def texts() -> list[ConsentText]:
    """Every published text, oldest first. One query."""
    rows = ConsentVersion.objects.order_by("pk").values_list("pk", "digest")
    return [_parsed(*row) for row in rows]


@lru_cache(maxsize=32)
def _parsed(row_id: int, digest: str) -> ConsentText:
    # The digest is part of the key: another database has other rows under the same number.
    return parse_consent(ConsentVersion.objects.values_list("document", flat=True).get(pk=row_id))

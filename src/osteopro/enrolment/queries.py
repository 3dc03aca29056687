"""Whether and since when somebody takes part, and what they agreed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from osteopro.enrolment.consent import Answer, Standing, complete, standings, stopped, to_ask
from osteopro.enrolment.definition import ConsentText, parse_consent
from osteopro.enrolment.models import Consent, ConsentVersion, StateChange
from osteopro.enrolment.terms import Decision, How, Paper, Purpose, State


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

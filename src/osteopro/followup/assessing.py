"""From stored rows to the pure rules and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from osteopro import clock
from osteopro.followup import known_problems, state
from osteopro.followup.known_problems import Known
from osteopro.followup.models import CareState
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers
from osteopro.instruments.library import Instrument
from osteopro.instruments.scales import raw
from osteopro.instruments.terms import Kind, State
from osteopro.records import rules as records_rules
from osteopro.records.actions import Stored, Submission
from osteopro.records.queries import DraftView, StoredResponse
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import (
    Assessed,
    Assessment,
    Case,
    Current,
    Fired,
    Measured,
    PastRecord,
    Profile,
    Verified,
)
from osteopro.triage.engine import assess as run_rules
from osteopro.triage.engine import interrupt as run_interrupts
from osteopro.triage.terms import Level


@dataclass(frozen=True)
class Arrived:
    """A response that was just stored, with its answers read."""

    submission: Submission
    stored: Stored
    answers: Answers
    left: bool

    def as_current(self) -> Current:
        """The response as the rules look at it."""
        return Current(
            authored=self.stored.effective,
            canonical=self.submission.canonical,
            answers=self.answers,
            proxy=self.submission.by_whom == ByWhom.PROXY,
            status=self.submission.status,
            mode=self.submission.mode,
            left=self.left,
        )


class InstrumentsByName(Mapping[str, Instrument]):
    """Published forms by canonical url|version, looked up when a rule needs one."""

    def __getitem__(self, canonical: str) -> Instrument:
        return instruments_queries.published(canonical).instrument

    def __iter__(self) -> Any:
        return iter(instruments_queries.instruments())

    def __len__(self) -> int:
        return len(instruments_queries.instruments())


INSTRUMENTS = InstrumentsByName()


def assess(
    row: CareState,
    history: Sequence[StoredResponse],
    arrived: Arrived | None,
    assessed_today: bool = False,
) -> Assessment:
    """Run the rules in force on what has arrived, or on silence when nothing has."""
    case = case_of(row, history, arrived.as_current() if arrived else None, assessed_today)
    ruleset = triage_queries.current().ruleset
    found = run_rules(case, ruleset, INSTRUMENTS)
    if arrived is None or arrived.submission.by_whom == ByWhom.PROXY or not row.known_problems:
        return found
    known = known_problems.of_row(row.known_problems)
    return known_problems.rested(found, known, _given(arrived, known), state.today(row), ruleset)


def _given(arrived: Arrived, known: Sequence[Known]) -> dict[str, int | None]:
    """Raw answers to what the resting rules read and this form asked."""
    form = instruments_queries.published(arrived.submission.canonical).instrument
    items = {item for each in known for item in each.items}
    return {
        item: raw(form, arrived.answers, item)
        for item in items
        if item in form.questionnaire.nodes and arrived.answers.state(item) is not State.NOT_ASKED
    }


def assess_left(row: CareState, history: Sequence[StoredResponse], draft: DraftView) -> Assessment:
    """What the rules would say if this form were left now."""
    case = case_of(row, history, _current(draft, left=True), assessed_today=False)
    return run_rules(case, triage_queries.current().ruleset, INSTRUMENTS)


def assess_open(row: CareState, history: Sequence[StoredResponse], draft: DraftView) -> Assessment:
    """What the rules say of the answers given so far; open items count for nothing (93)."""
    case = case_of(row, history, _current(draft, left=False), assessed_today=False)
    return run_rules(case, triage_queries.current().ruleset, INSTRUMENTS)


def interrupt(row: CareState, draft: DraftView) -> Assessment | None:
    """The emergency to show before the next question, or None (resolutions 1, 93)."""
    case = case_of(row, (), _current(draft, left=False), assessed_today=False)
    return run_interrupts(case, triage_queries.current().ruleset, INSTRUMENTS)


def snapshot(draft: DraftView, why: str) -> Submission:
    """A form as it stands, to be kept before it is sent; `why` tells snapshots apart."""
    values = dict(draft.answers.enabled_values())
    return Submission(
        uuid=records_rules.snapshot_uuid(draft.uuid, why),
        canonical=draft.instrument.canonical,
        values=values,
        status=ResponseStatus.STOPPED,
        authored=draft.answered_at,
        mode=draft.mode,
        by_whom=author_of(draft),
        language=draft.language,
        occasion=draft.occasion,
    )


def of_emergency(draft: DraftView, emergency: Assessment) -> Submission:
    """The snapshot of an emergency: another one for each other danger that was named."""
    return snapshot(draft, "+".join(sorted(fired.id for fired in emergency.rules)))


def of_left(draft: DraftView) -> Submission:
    """The snapshot of a form that was left, one for each state it was left in."""
    return snapshot(draft, f"left at {draft.revision}")


def author_of(draft: DraftView) -> str:
    """Who gives the answers: what the form's own item for that says, else who began it."""
    item = draft.instrument.item_for("author")
    given = draft.values.get(item) if item else None
    return given if isinstance(given, str) and given in set(ByWhom) else draft.by_whom


def missed_in_row(row: CareState) -> int:
    """How many records in a row did not come, as of today."""
    return state.due_now(row).missed


def fired_json(fired: Sequence[Fired]) -> list[dict[str, Any]]:
    """Fired rules as they are stored: id, level, the words that say why, tags."""
    return [
        {
            "id": rule.id,
            "level": rule.level,
            "because": dict(rule.because),
            "tags": list(rule.tags),
        }
        for rule in fired
    ]


def _current(draft: DraftView, *, left: bool) -> Current:
    return Current(
        authored=clock.now(),
        canonical=draft.instrument.canonical,
        answers=Answers(draft.instrument.questionnaire, draft.values, complete=False),
        proxy=author_of(draft) == ByWhom.PROXY,
        status="stopped" if left else "in-progress",
        mode=draft.mode,
        left=left,
    )


def case_of(
    row: CareState,
    history: Sequence[StoredResponse],
    current: Current | None,
    assessed_today: bool,
) -> Case:
    """Everything the rules may look at, from the row, what counts as history, and a response."""
    past = [(each.kind, _past(each)) for each in history]
    return Case(
        now=clock.now(),
        response=current,
        history=tuple(record for kind, record in past if kind != Kind.DIARY),
        diary=tuple(record for kind, record in past if kind == Kind.DIARY),
        profile=_profile(row, assessed_today),
        assessed=tuple(
            Assessed(rule, datetime.fromisoformat(at)) for rule, at in row.judged.items()
        ),
        zone=state.clinic(row).zone,
    )


def _past(stored: StoredResponse) -> PastRecord:
    return PastRecord(
        authored=stored.effective,
        canonical=stored.canonical,
        answers=stored.answers,
        proxy=stored.proxy,
    )


def _profile(row: CareState, assessed_today: bool) -> Profile:
    facts = state.profile(row)
    values: dict[str, Any] = {
        "enrolled": row.starts_on,
        "on_bone_med": facts.on_bone_med,
        "med_class": facts.med_class,
        "next_dose_due": facts.next_dose_due,
        "missed_in_row": missed_in_row(row),
        "assessed_today": assessed_today,
        "measured": tuple(_measured(each) for each in row.measured),
        "verified": tuple(_verified(each) for each in row.verified),
    }
    return Profile(values | dict.fromkeys(facts.flags, True))


def _verified(stored: Mapping[str, Any]) -> Verified:
    return Verified(
        at=datetime.fromisoformat(stored["at"]),
        pain_rest=stored["pain_rest"],
        pain_move=stored["pain_move"],
        level=Level(stored["level"]),
    )


def _measured(stored: Mapping[str, Any]) -> Measured:
    height, weight = stored["height_cm"], stored["weight_kg"]
    return Measured(
        date.fromisoformat(stored["on"]),
        None if height is None else Decimal(height),
        None if weight is None else Decimal(weight),
    )

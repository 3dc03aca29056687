"""Whether one gentle question comes before a report is sent, and which (clinical content 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from osteopro import clock
from osteopro.followup import assessing, checking, state
from osteopro.followup.models import CareState, GentleQuestion
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Text
from osteopro.instruments.terms import Kind, Mode
from osteopro.records import queries as records_queries
from osteopro.records import sittings
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import Case, Current
from osteopro.triage.engine import assess
from osteopro.triage.terms import Level
from osteopro.triage.validity.asking import Asked, ToAsk, to_ask, worded
from osteopro.triage.validity.checking import check
from osteopro.triage.validity.checkset import GentleQuestion as Question

KINDS = (Kind.RECORD, Kind.QUALITY_OF_LIFE)


@dataclass(frozen=True)
class Pending:
    """A question that waits for an answer, and its text with the patient's own answers in it."""

    question: Question
    text: Text


def to_ask_now(patient_id: int, draft: DraftView) -> ToAsk | None:
    """The question for somebody who presses to send this form; three queries.

    On the screen only, never in a correction, never twice in a sitting, never beside an
    emergency.
    """
    if draft.mode != Mode.ONLINE or draft.corrects is not None:
        return None
    if draft.instrument.kind not in KINDS:
        return None
    before = _before(patient_id)
    if any(each.occasion == draft.occasion for each in before):
        return None
    row = CareState.objects.get(pk=patient_id)
    case, checks = _case(row, draft), triage_queries.checks()
    seconds = checking.seconds_on_screen(draft.circumstances)
    flags = check(case, checks, assessing.INSTRUMENTS, seconds)
    if not any(flag.ask for flag in flags):
        return None
    asked = [Asked(each.code, each.at) for each in before]
    flag = to_ask(flags, checks, asked, state.today(row), state.clinic(row).zone)
    if flag is None or _in_danger(draft, case):
        return None
    return worded(flag, case, checks, assessing.INSTRUMENTS)


def pending(patient_id: int, occasion: UUID) -> Pending | None:
    """The question of this sitting that is still to be answered; None where there is none, or
    the checks in force ask it no more."""
    rows = GentleQuestion.objects.filter(patient_id=patient_id, occasion=occasion)
    row = rows.filter(answer__isnull=True).first()
    question = triage_queries.checks().questions.get(row.question) if row else None
    return Pending(question, row.text) if row and question else None


def pressed_at(patient_id: int, record: UUID) -> datetime | None:
    """When somebody pressed to send this form and was asked a question, None if never."""
    rows = GentleQuestion.objects.filter(patient_id=patient_id, record=record)
    return rows.values_list("at", flat=True).first()


def _before(patient_id: int) -> Sequence[GentleQuestion]:
    """Questions of late: no index is asked about again within that time."""
    days = triage_queries.checks().ask_again_days
    since = clock.now() - timedelta(days=days + 1)
    return list(GentleQuestion.objects.filter(patient_id=patient_id, at__gte=since))


def _case(row: CareState, draft: DraftView) -> Case:
    """The case as it will be once this form is sent."""
    now = clock.now()
    around = records_queries.surroundings(
        row.patient_id,
        before=now,
        instrument_id=instruments_queries.published(draft.instrument.canonical).row_id,
        occasion_id=draft.occasion,
        uuid=draft.uuid,
        joined=state.joined(row),
    )
    values = dict(draft.answers.enabled_values())
    current = Current(
        authored=now,
        canonical=draft.instrument.canonical,
        answers=Answers(draft.instrument.questionnaire, values, complete=True),
        proxy=assessing.author_of(draft) == ByWhom.PROXY,
        status="completed",
        mode=draft.mode,
    )
    return assessing.case_of(row, around.history, current, assessed_today=False)


def _in_danger(draft: DraftView, case: Case) -> bool:
    """Whether an emergency stands on the screen, or would when this is sent."""
    if sittings.assessed_in(draft.occasion, Level.EMERGENCY):
        return True
    ruleset = triage_queries.current().ruleset
    return assess(case, ruleset, assessing.INSTRUMENTS).level is Level.EMERGENCY

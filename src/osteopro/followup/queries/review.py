"""One sitting as a manager looks at it before answering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Role, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import rules, standing, state, suggesting
from osteopro.followup.models import (
    Call,
    CareState,
    Escalation,
    EscalationAnswer,
    LevelChange,
    Opened,
    OpenItem,
    Review,
    ReviewVoid,
    Seen,
)
from osteopro.followup.queries import second_look
from osteopro.followup.queries.second_look import SecondLook
from osteopro.followup.suggesting import Help
from osteopro.followup.terms import CallKind, CallOutcome, ItemKind, Outcome
from osteopro.instruments.terms import Kind
from osteopro.messaging.models import Message
from osteopro.patients import queries as patients_queries
from osteopro.patients.queries import NotVisible
from osteopro.patients.terms import Channel, Person, Sex
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import StoredResponse, StoredScore
from osteopro.sites.queries import Clinic
from osteopro.triage.case import Fired
from osteopro.triage.terms import Level

SHOWN_CALLS = 8


@dataclass(frozen=True, slots=True)
class Item:
    """The entry in the worklist that this sitting makes. `reply` waits for 看懂了."""

    item_id: int
    level: Level
    reasons: Sequence[Mapping[str, Any]]
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    closed_by: int | None
    reply: int | None


@dataclass(frozen=True, slots=True)
class CallView:
    """One attempt to phone."""

    call_id: int
    at: datetime
    by: int
    outcome: CallOutcome
    note: str
    occasion: UUID | None
    # No call: they talked face to face, at a session.
    met: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One outcome that stands; one of a talk has no occasion."""

    review_id: int
    patient_id: int
    occasion: UUID | None
    at: datetime
    by: int
    outcome: Outcome
    reason: str
    message: int | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question handed to a physician; `answer` is "" until somebody noted one."""

    at: datetime
    by: int
    physician: int
    question: str
    answer: str
    answered_at: datetime | None
    answered_by: int | None


@dataclass(frozen=True)
class Sitting:
    """Everything about one sitting.

    `history` is what charts draw: completed responses of the last half year, oldest first, this
    sitting's own among them. `earlier` is what the rules looked at when it came, newest first.
    `scores` are those of all these responses, by response.
    """

    patient_id: int
    occasion: UUID
    person: Person
    sex: Sex
    channel: Channel
    language: str
    clinic: Clinic
    physicians: tuple[int, ...]
    flags: frozenset[str]
    item: Item | None
    responses: tuple[StoredResponse, ...]
    history: tuple[StoredResponse, ...]
    earlier: tuple[StoredResponse, ...]
    scores: Mapping[int, tuple[StoredScore, ...]]
    fired: tuple[Fired, ...]
    help: Help
    calls: tuple[CallView, ...]
    reviews: tuple[ReviewView, ...]
    questions: tuple[QuestionView, ...]
    seen_at: datetime | None
    level_changes: int
    second_look: SecondLook

    @property
    def main(self) -> StoredResponse:
        """The response the page is about: the follow-up record if there is one."""
        return suggesting.main_of(self.responses)

    @property
    def before(self) -> StoredResponse | None:
        """The completed response of the same kind before this one; events of a diary are not
        compared."""
        kind = self.main.kind
        if kind is Kind.DIARY:
            return None
        others = (each for each in self.earlier if each.occasion != self.occasion)
        return next((each for each in others if each.kind == kind), None)

    @property
    def open(self) -> bool:
        return self.item is not None and self.item.closed_at is None


def whose(viewer: Viewer, occasion: UUID) -> int:
    """The patient of a sitting. Raises NotVisible for one that is not there for this viewer."""
    found = Response.objects.filter(occasion=occasion).values_list("patient_id", flat=True).first()
    if found is None:
        raise NotVisible(occasion)
    patients_queries.check_visible(viewer, found)
    return found


def sitting(viewer: Viewer, patient_id: int, occasion: UUID) -> Sitting:
    """A sitting with its history, for a viewer who may see it (`whose`)."""
    rows = CareState.objects.select_related("patient", "profile")
    row = rows.get(patient_id=patient_id)
    responses = tuple(records_queries.occasion(occasion))
    since = clock.now() - records_queries.HISTORY
    history = tuple(records_queries.series(patient_id, list(Kind), since))
    stored = suggesting.main_of(responses)
    around = records_queries.surroundings(
        patient_id, before=stored.effective, occasion_id=occasion, joined=state.joined(row)
    )
    items = _items(patient_id, occasion)
    item = _item(items)
    fired, levels, flags = suggesting.assessed(responses, around.history)
    clinic = state.clinic(row)
    return Sitting(
        patient_id=patient_id,
        occasion=occasion,
        person=patients_queries.person(patient_id),
        sex=Sex(row.patient.sex),
        channel=Channel(row.channel),
        language=accounts_queries.preferences(row.patient.account_id).language,
        clinic=clinic,
        physicians=_physicians(row),
        flags=frozenset(row.profile.flags),
        item=item,
        responses=responses,
        history=history,
        earlier=around.history,
        scores=records_queries.scores_of(
            {each.pk for each in (*responses, *history, *around.history)}
        ),
        fired=fired,
        help=suggesting.help_with(row, stored, around.history, fired, levels),
        calls=tuple(calls(patient_id)),
        reviews=tuple(reviews(patient_id)),
        questions=tuple(questions(patient_id)),
        seen_at=_seen(occasion, viewer.account_id),
        level_changes=LevelChange.objects.filter(item_id=item.item_id).count() if item else 0,
        second_look=second_look.second_look(viewer, row, occasion, flags, items),
    )


def others_looking(occasion: UUID, account_id: int) -> tuple[int, datetime] | None:
    """The colleague who opened this sitting last, if that was a moment ago."""
    since = clock.now() - rules.OPENED_COUNTS_FOR
    rows = Opened.objects.filter(occasion=occasion, at__gte=since).exclude(account=account_id)
    return rows.order_by("-at").values_list("account", "at").first()


def calls(patient_id: int) -> list[CallView]:
    """The latest attempts to phone, newest first."""
    rows = standing.calls().filter(patient_id=patient_id).order_by("-at", "-pk")[:SHOWN_CALLS]
    return [call_view(row) for row in rows]


def call_view(row: Call) -> CallView:
    """An attempt as pages show it."""
    outcome, met = CallOutcome(row.outcome), row.kind == CallKind.MET
    return CallView(row.pk, row.at, row.by, outcome, row.note, row.occasion, met)


def reviews(patient_id: int) -> list[ReviewView]:
    """The latest outcomes that stand, newest first."""
    rows = standing.reviews().filter(patient_id=patient_id).order_by("-at", "-pk")
    return [review_view(row) for row in rows[:SHOWN_CALLS]]


def questions(patient_id: int) -> list[QuestionView]:
    """The latest questions to physicians that stand, with their answers, newest first."""
    rows = standing.escalations().filter(patient_id=patient_id).select_related("answer")
    return [question_view(row) for row in rows.order_by("-at", "-pk")[:SHOWN_CALLS]]


def undoable(viewer: Viewer, review_id: int) -> ReviewView | None:
    """This viewer's own outcome, while it may still be taken back."""
    since = clock.now() - rules.UNDO
    row = standing.reviews().filter(pk=review_id, by=viewer.account_id, at__gte=since).first()
    return review_view(row) if row else None


def own_review(viewer: Viewer, review_id: int) -> ReviewView | None:
    """An outcome this viewer gave, taken back or not."""
    row = Review.objects.filter(pk=review_id, by=viewer.account_id).first()
    return review_view(row) if row else None


@dataclass(frozen=True)
class TakenBack:
    """A reply as it was when it was taken back: outcome, words, the codes of its advice."""

    outcome: Outcome
    body: str
    advice: tuple[str, ...]


def taken_back(viewer: Viewer, review_id: int, occasion: UUID) -> TakenBack | None:
    """The reply that this viewer took back, to go on with; None if there was none."""
    void = ReviewVoid.objects.filter(
        review_id=review_id, review__by=viewer.account_id, review__occasion=occasion
    )
    outcome, message = void.values_list("review__outcome", "review__message").first() or ("", None)
    if message is None:
        return None
    found = Message.objects.filter(pk=message).values_list("body", "advice").first()
    return TakenBack(Outcome(outcome), found[0], tuple(found[1])) if found else None


def started(patient_id: int, response: StoredResponse) -> tuple[datetime, datetime] | None:
    """When a form was begun and last touched, None for one that came another way."""
    draft = records_queries.draft(patient_id, response.uuid)
    return (draft.started_at, draft.touched_at) if draft else None


def _items(patient_id: int, occasion: UUID) -> list[OpenItem]:
    """The entry of this sitting, and the one of a call about it."""
    kinds = (ItemKind.RECORD, ItemKind.VERIFY)
    rows = OpenItem.objects.filter(patient_id=patient_id, kind__in=kinds)
    return list(rows.filter(source__in=second_look.sources(occasion)))


def _item(items: Sequence[OpenItem]) -> Item | None:
    row = next((each for each in items if each.kind == ItemKind.RECORD), None)
    if row is None:
        return None
    return Item(
        item_id=row.pk,
        level=state.level_of(row.level),
        reasons=row.reasons,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        reply=row.reply,
    )


def _physicians(row: CareState) -> tuple[int, ...]:
    """The patient's own physicians first, then the others of the clinic."""
    own = patients_queries.care_team(row.patient_id).physicians
    return tuple(dict.fromkeys([*own, *access_queries.holders(Role.PHYSICIAN, row.site_id)]))


def _seen(occasion: UUID, account_id: int) -> datetime | None:
    rows = Seen.objects.filter(occasion=occasion, by=account_id)
    return rows.values_list("at", flat=True).first()


def review_view(row: Review) -> ReviewView:
    """An outcome as pages show it."""
    return ReviewView(
        review_id=row.pk,
        patient_id=row.patient_id,
        occasion=row.occasion,
        at=row.at,
        by=row.by,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        message=row.message,
    )


def question_view(row: Escalation) -> QuestionView:
    """A question with its answer; `answer` was selected with the row."""
    noted: EscalationAnswer | None = getattr(row, "answer", None)
    return QuestionView(
        at=row.at,
        by=row.by,
        physician=row.physician,
        question=row.question,
        answer=noted.answer if noted else "",
        answered_at=noted.at if noted else None,
        answered_by=noted.by if noted else None,
    )

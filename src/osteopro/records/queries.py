"""Reading drafts and records."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, DateTimeField, F, Q, QuerySet, UUIDField

from osteopro.db import Given, Prepared
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers, Values, values_from_json
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import with_calculated
from osteopro.instruments.terms import Kind, Mode
from osteopro.records.drafts import of_the_diary
from osteopro.records.models import Assessment, Draft, DraftAnswer, Response, Score
from osteopro.records.terms import ByWhom, DraftState, ResponseStatus

COUNTED = (ResponseStatus.COMPLETED, ResponseStatus.AMENDED)
# Falls and weight look back 180 days, medicine and QoL less (resolution 73).
HISTORY = timedelta(days=182)
A_DAY = timedelta(days=1)
# QoL is compared with the last two of each domain; a few more, as a domain may lack a value.
LAST_QUALITY = 6
# Columns that a StoredResponse has not.
UNREAD = ("content", "circumstances", "language", "authored")

_PATIENT = Given("patient", BigIntegerField())
_DRAFT = Prepared(
    lambda: Draft.objects.filter(patient_id=_PATIENT, uuid=Given("uuid", UUIDField()))
)
_ANSWERS = Prepared(lambda: DraftAnswer.objects.filter(draft_id=Given("draft", BigIntegerField())))


@dataclass(frozen=True)
class DraftView:
    """A form being filled, with its answers so far."""

    uuid: UUID
    patient_id: int
    occasion: UUID
    instrument: Instrument
    values: Values
    state: DraftState
    mode: str
    language: str
    started_at: datetime
    touched_at: datetime
    expires_at: datetime
    corrects: UUID | None
    revision: int
    # When the newest answer was given, on the device's clock set right by ours.
    answered_at: datetime
    by_whom: str
    # Questions another form of this occasion asked already, with that response.
    copied: Mapping[str, str]
    # How each answer was asked and given (ux R17), by linkId.
    circumstances: Mapping[str, Mapping[str, Any]]

    @property
    def answers(self) -> Answers:
        """What was given so far; open items are not asked yet (resolution 1)."""
        return Answers(self.instrument.questionnaire, self.values, complete=False)

    @property
    def given(self) -> Values:
        """Answers to questions of this form: without facts the server filled in, answers taken
        over from another form, and who answers, which is set before the first question."""
        form, author = self.instrument.questionnaire, self.instrument.item_for("author")
        return {
            link_id: value
            for link_id, value in self.answers.enabled_values().items()
            if not form.item(link_id).hidden and link_id != author and link_id not in self.copied
        }


@dataclass(frozen=True)
class StoredResponse:
    """One stored response as pages and rules read it."""

    pk: int
    uuid: UUID
    patient_id: int
    occasion: UUID
    canonical: str
    kind: Kind
    status: ResponseStatus
    effective: datetime
    received: datetime
    mode: str
    by_whom: str
    # The account that sent it, None where that is not known.
    by: int | None
    values: Values
    # Who of the staff sat beside, where it was filled in at a session.
    beside: int | None = None

    @property
    def instrument(self) -> Instrument:
        return instruments_queries.published(self.canonical).instrument

    @property
    def complete(self) -> bool:
        return self.status in COUNTED

    @property
    def proxy(self) -> bool:
        return self.by_whom == ByWhom.PROXY

    @property
    def answers(self) -> Answers:
        return Answers(self.instrument.questionnaire, self.values, complete=self.complete)


@dataclass(frozen=True, slots=True)
class StoredScore:
    """One scale of one response. `value` None has its `reason`."""

    scale: str
    value: Decimal | None
    answered: int
    asked: int
    reason: str


def draft(patient_id: int, uuid: UUID) -> DraftView | None:
    """This patient's draft, in whatever state; two queries."""
    row = _DRAFT.row(patient=patient_id, uuid=uuid)
    return _draft_view(row, _ANSWERS.rows(draft=row.pk)) if row else None


def open_draft(patient_id: int, mode: Mode = Mode.ONLINE) -> DraftView | None:
    """The form that was begun last in this mode and not finished; the diary apart."""
    return _open(patient_id, mode, ~of_the_diary())


def open_diary(patient_id: int, mode: Mode = Mode.ONLINE) -> DraftView | None:
    """The diary entry that was begun in this mode and not finished; without corrections."""
    return _open(patient_id, mode, of_the_diary() & Q(corrects__isnull=True))


def _open(patient_id: int, mode: Mode, wanted: Q) -> DraftView | None:
    rows = Draft.objects.prefetch_related("answers")
    mine = rows.filter(wanted, patient_id=patient_id, state=DraftState.OPEN, mode=mode)
    row = mine.order_by("-touched_at").first()
    return _draft_view(row, row.answers.all()) if row else None


def open_drafts(patient_id: int) -> list[DraftView]:
    """Every form of this patient that is not finished, in whatever mode, oldest first."""
    rows = Draft.objects.prefetch_related("answers")
    mine = rows.filter(patient_id=patient_id, state=DraftState.OPEN).order_by("touched_at", "pk")
    return [_draft_view(row, row.answers.all()) for row in mine]


def drafts_to_look_at(untouched_since: datetime, now: datetime) -> list[DraftView]:
    """Open drafts whose time is over, and those nobody touched since `untouched_since` that
    changed after due work looked at them last. Oldest first."""
    rows = Draft.objects.prefetch_related("answers")
    left = Q(touched_at__lte=untouched_since, revision__gt=F("looked_at"))
    due = rows.filter(left | Q(expires_at__lte=now), state=DraftState.OPEN)
    return [_draft_view(row, row.answers.all()) for row in due.order_by("touched_at")]


def _draft_view(row: Draft, answers: Iterable[DraftAnswer]) -> DraftView:
    instrument = instruments_queries.published_by_id(row.instrument_id).instrument
    given = list(answers)
    stored = {answer.link_id: answer.value for answer in given}
    return DraftView(
        uuid=row.uuid,
        patient_id=row.patient_id,
        occasion=row.occasion,
        instrument=instrument,
        values=with_calculated(
            instrument.spec,
            instrument.questionnaire,
            values_from_json(instrument.questionnaire, row.context | stored),
        ),
        state=DraftState(row.state),
        mode=row.mode,
        language=row.language,
        started_at=row.started_at,
        touched_at=row.touched_at,
        expires_at=row.expires_at,
        corrects=row.corrects,
        revision=row.revision,
        by_whom=row.by_whom,
        copied=row.copied,
        answered_at=max((a.answered_at for a in given), default=row.started_at),
        circumstances={link_id: {"copied_from": uuid} for link_id, uuid in row.copied.items()}
        | {
            a.link_id: {**a.circumstances, "answered_at": a.answered_at.isoformat()}
            for a in given
            if a.circumstances
        },
    )


def latest_versions() -> QuerySet[Response]:
    """Stored responses that no correction replaced."""
    return Response.objects.filter(superseded_by__isnull=True)


@dataclass(frozen=True)
class Surroundings:
    """What one look at the store tells about a submission on its way in.

    `history` counts for rules, newest first; `same` is the row that has this uuid already;
    `standing` is the version of this form in this sitting that the submission replaces;
    `sitting` says whether anything of this occasion is stored.
    """

    history: tuple[StoredResponse, ...]
    same: Response | None
    standing: StoredResponse | None
    sitting: bool


def surroundings(
    patient_id: int,
    *,
    before: datetime,
    instrument_id: int | None = None,
    occasion_id: UUID | None = None,
    uuid: UUID | None = None,
    joined: date | None = None,
) -> Surroundings:
    """History and sitting of a submission, in one query (resolutions 2, 68, 83, 97).

    History is what was completed in the last half year before `before`, the first own
    long form and QoL form of all time, and the last own QoL forms whatever their age;
    without the version that the submission replaces. For somebody who `joined` within
    the half year all of it lies inside, and the looks beyond it are spared.
    """
    rows = _looks(before, joined).rows(
        patient=patient_id,
        before=before,
        since=before - HISTORY,
        uuid=uuid,
        occasion=occasion_id,
    )
    sitting = [row for row in rows if occasion_id is not None and row.occasion == occasion_id]
    replaced = next(
        (
            row
            for row in sitting
            if row.instrument_id == instrument_id and _stands(row) and row.uuid != uuid
        ),
        None,
    )
    return Surroundings(
        history=tuple(
            stored(row)
            for row in rows
            if row.status in COUNTED
            and _stands(row)
            and row.effective < before
            and row not in (replaced,)
            and row.uuid != uuid
        ),
        same=next((row for row in rows if row.uuid == uuid), None),
        standing=stored(replaced) if replaced else None,
        sitting=bool(sitting),
    )


def _looks(before: datetime, joined: date | None) -> Prepared[Response]:
    if joined is not None and joined > (before - HISTORY).date() + A_DAY:
        return _RECENT
    every = instruments_queries.known()
    return _of_all_time(tuple(each.row_id for each in every if each.instrument.baseline))


def _around(wanted: Q) -> QuerySet[Response]:
    """The rows that count by age, those `wanted` besides, and those of the sitting."""
    recent = Q(effective__gte=Given("since", DateTimeField()))
    here = Q(uuid=Given("uuid", UUIDField())) | Q(occasion=Given("occasion", UUIDField()))
    return (
        Response.objects.filter(recent | wanted | here, patient_id=_PATIENT)
        .annotate(replaced=F("superseded_by__id"))
        .defer(*UNREAD)
        .order_by("-effective", "-pk")
    )


_RECENT = Prepared(lambda: _around(Q()))


@cache
def _of_all_time(baseline_rows: tuple[int, ...]) -> Prepared[Response]:
    """`baseline_rows` are the rows of the long forms."""
    return Prepared(lambda: _around(_beyond(baseline_rows)))


def _beyond(baseline_rows: tuple[int, ...]) -> Q:
    own = latest_versions().filter(
        patient_id=_PATIENT, status__in=COUNTED, effective__lt=Given("before", DateTimeField())
    )
    own = own.exclude(by_whom=ByWhom.PROXY)
    wanted = Q()
    for kind in (Kind.RECORD, Kind.QUALITY_OF_LIFE):
        first = own.filter(kind=kind, instrument__in=baseline_rows)
        wanted |= Q(pk__in=first.order_by("effective", "pk").values("pk")[:1])
    latest = own.filter(kind=Kind.QUALITY_OF_LIFE).order_by("-effective", "-pk")
    return wanted | Q(pk__in=latest.values("pk")[:LAST_QUALITY])


def _stands(row: Response) -> bool:
    return row.replaced is None  # type: ignore[attr-defined]


def assessed_since(patient_id: int, levels: Collection[str], since: datetime) -> bool:
    """Whether anything of this patient was assessed at one of these levels since then."""
    found = Assessment.objects.filter(patient_id=patient_id, at__gte=since, level__in=levels)
    return found.exists()


def level_of(response_id: int) -> str:
    """The level the rules gave a response when it came."""
    return Assessment.objects.values_list("level", flat=True).get(response_id=response_id)


def occasion(occasion_id: UUID) -> list[StoredResponse]:
    """The responses of one sitting, latest versions, in the order they were given."""
    rows = latest_versions().filter(occasion=occasion_id).defer(*UNREAD)
    return [stored(row) for row in rows.order_by("effective", "pk")]


def latest_records(patient_id: int, limit: int) -> list[StoredResponse]:
    """The newest follow-up records, complete or left half-way."""
    rows = latest_versions().filter(patient_id=patient_id, kind=Kind.RECORD).defer(*UNREAD)
    return [stored(row) for row in rows.order_by("-effective", "-pk")[:limit]]


def series(patient_id: int, kinds: Collection[Kind], since: datetime) -> list[StoredResponse]:
    """Completed responses of these kinds since a moment, oldest first: what charts draw."""
    rows = latest_versions().filter(
        patient_id=patient_id, kind__in=list(kinds), status__in=COUNTED, effective__gte=since
    )
    return [stored(row) for row in rows.defer(*UNREAD).order_by("effective", "pk")]


def response(uuid: UUID) -> StoredResponse | None:
    """One stored response by its uuid, replaced or not."""
    row = Response.objects.defer(*UNREAD).filter(uuid=uuid).first()
    return stored(row) if row else None


def standing_version(uuid: UUID) -> StoredResponse | None:
    """The version that stands now of the form and sitting to which this response belongs."""
    row = Response.objects.filter(uuid=uuid).values("occasion", "instrument_id").first()
    if row is None:
        return None
    found = latest_versions().filter(**row).defer(*UNREAD).first()
    return stored(found) if found else None


def scores_of(response_ids: Iterable[int]) -> Mapping[int, tuple[StoredScore, ...]]:
    """Scores by response, in one query."""
    found: dict[int, list[StoredScore]] = {pk: [] for pk in response_ids}
    for row in Score.objects.filter(response_id__in=list(found)).order_by("pk"):
        score = StoredScore(row.scale, row.value, row.answered, row.asked, row.reason)
        found[row.response_id].append(score)
    return {pk: tuple(scores) for pk, scores in found.items()}


def content(uuid: UUID) -> Mapping[str, Any] | None:
    """The FHIR QuestionnaireResponse exactly as it was stored."""
    return Response.objects.filter(uuid=uuid).values_list("content", flat=True).first()


def stored(row: Response) -> StoredResponse:
    """A response row as pages and rules read it."""
    instrument = instruments_queries.published_by_id(row.instrument_id).instrument
    return StoredResponse(
        pk=row.pk,
        uuid=row.uuid,
        patient_id=row.patient_id,
        occasion=row.occasion,
        canonical=instrument.canonical,
        kind=Kind(row.kind),
        status=ResponseStatus(row.status),
        effective=row.effective,
        received=row.received,
        mode=row.mode,
        by_whom=row.by_whom,
        by=row.by,
        values=values_from_json(instrument.questionnaire, row.values),
        beside=row.beside,
    )

"""What was said beside what was recorded: whom it can be done for, and what was concluded.

Only of participants whose consent to it stands; taken back, everything of theirs is gone here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from osteopro.followup import study_records
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.instruments.definition import Text
from osteopro.research.models import CrossCheck, Interview, Statement, Theme
from osteopro.research.queries import participants, standing
from osteopro.research.terms import AboutKind, ConsentScope, Relation, SubjectKind


@dataclass(frozen=True, slots=True)
class CrossCheckView:
    """What somebody concluded. `words` are the statement's, or the theme's name; `label` names
    the score in both languages."""

    guid: UUID
    about_kind: AboutKind
    about: UUID
    words: str
    participant: int
    measure: str
    label: Text
    relation: Relation
    note: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something, with their words. `linked`: they agreed that it is laid beside their
    records; `key` is that of their row in the vault."""

    participant_id: int
    number: int
    key: UUID
    provider: bool
    linked: bool
    interview_on: date
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """A statement or a theme, and who spoke of it by number."""

    kind: AboutKind
    guid: UUID
    name: str
    definition: str
    speakers: tuple[Speaker, ...]


def crosschecks(study_id: int) -> tuple[CrossCheckView, ...]:
    """The newest conclusion of each participant and score on each theme and statement that
    stands, in the order of participants. Four queries; one while there is none."""
    rows = CrossCheck.objects.filter(study_id=study_id).select_related("participant")
    newest: dict[tuple[str, UUID, int, str], CrossCheck] = {}
    for row in rows.order_by("pk"):
        newest[row.about_kind, row.about, row.participant_id, row.measure] = row
    if not newest:
        return ()
    names = _names(study_id, {row.about for row in newest.values()})
    agreed = linked(study_id)
    labels = {each.code: each.label for each in study_records.outcomes()}
    found = [
        _view(row, names[row.about], labels)
        for row in newest.values()
        if row.about in names and row.participant_id in agreed
    ]
    return tuple(sorted(found, key=lambda each: (each.participant, each.at)))


def checks_of(found: Iterable[CrossCheckView], *guids: UUID) -> list[CrossCheckView]:
    """Those about one of these."""
    return [each for each in found if each.about in guids]


def about(study_id: int, kind: AboutKind, guid: UUID) -> About | None:
    """A statement or theme that stands, with who spoke of it. A constant number of queries."""
    if kind is AboutKind.STATEMENT:
        rows = standing.statements(study_id).filter(guid=guid)
        found = rows.first()
        return About(kind, guid, "", "", _speakers(study_id, rows)) if found else None
    theme = Theme.objects.filter(study_id=study_id, guid=guid, removed_at__isnull=True).first()
    if theme is None:
        return None
    said = standing.behind(study_id, guid)
    return About(kind, guid, theme.name, theme.definition, _speakers(study_id, said))


def _names(study_id: int, guids: Collection[UUID]) -> Mapping[UUID, str]:
    themes = Theme.objects.filter(study_id=study_id, guid__in=guids, removed_at__isnull=True)
    said = standing.statements(study_id).filter(guid__in=guids)
    return {
        **dict(themes.values_list("guid", "name")),
        **dict(said.values_list("guid", "quote")),
    }


def linked(study_id: int) -> frozenset[int]:
    """Ids of the participants who agree to it now. One query."""
    return participants.consented(study_id, ConsentScope.PRO_LINK)


def _speakers(study_id: int, rows: QuerySet[Statement]) -> tuple[Speaker, ...]:
    """Of a theme, the weeks count from their first interview in it."""
    agreed = linked(study_id)
    way = "version__transcript__interview"
    whose: dict[int, list[Statement]] = {}
    order = (f"{way}__participant__number", f"{way}__seq", "start", "pk")
    for row in rows.select_related(f"{way}__participant__screening").order_by(*order):
        interview: Interview = row.version.transcript.interview
        whose.setdefault(interview.participant_id, []).append(row)
    return tuple(_speaker(said, agreed) for said in whose.values())


def _speaker(said: list[Statement], agreed: frozenset[int]) -> Speaker:
    interview: Interview = said[0].version.transcript.interview
    participant = interview.participant
    began = interview.started_at or interview.planned_at
    return Speaker(
        participant_id=participant.pk,
        number=participant.number,
        key=participant.screening.guid,
        provider=participant.screening.subject == SubjectKind.PROVIDER,
        linked=participant.pk in agreed,
        interview_on=began.astimezone(HOSPITAL).date(),
        said=tuple(each.quote for each in said),
    )


def _view(row: CrossCheck, words: str, labels: Mapping[str, Text]) -> CrossCheckView:
    return CrossCheckView(
        guid=row.guid,
        about_kind=AboutKind(row.about_kind),
        about=row.about,
        words=words,
        participant=row.participant.number,
        measure=row.measure,
        label=labels.get(row.measure, {}),
        relation=Relation(row.relation),
        note=row.note,
        at=row.at,
        by=row.by,
    )

"""Rounds, and whose work in them somebody may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Min, Model, OuterRef, Q, QuerySet

from osteopro.research.agreed import holding
from osteopro.research.marks import name_of_interview
from osteopro.research.models import Reading, Round, RoundCoder, TranscriptVersion
from osteopro.research.terms import RoundMode, Stage

Row = TypeVar("Row", bound=Model)


# An account that codes nowhere: it sees what all may see.
NOBODY = 0


# Of a reading.
_TRANSCRIPT = OuterRef("version__transcript")
# Of a round: who has not handed in.
_WAITING = RoundCoder.objects.filter(round=OuterRef("pk"), submitted_at__isnull=True)


class NoSuchRound(LookupError):
    """The study has no round of this number."""


@dataclass(frozen=True, slots=True)
class TextView:
    """A frozen version that is analysed."""

    version_id: int
    guid: UUID
    transcript_id: int
    number: int
    seq: int
    no: int
    length: int
    frozen_at: datetime

    @property
    def name(self) -> str:
        """Of the interview: the number of the participant."""
        return name_of_interview(self.number, self.seq)


@dataclass(frozen=True, slots=True)
class CoderView:
    account_id: int
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round: who codes which texts, and who has handed in."""

    round_id: int
    no: int
    mode: RoundMode
    blind: bool
    opened_at: datetime
    coders: tuple[CoderView, ...]
    texts: tuple[TextView, ...]
    # Where it was coded: the round that this one brings together, else this one itself.
    alone_id: int
    # The round that this one brings together; the one that brings this together.
    of_no: int | None
    consensus_no: int | None

    @property
    def open_to_all(self) -> bool:
        """Whether everybody of the team sees everything."""
        return not self.blind or all(each.submitted_at for each in self.coders)

    @property
    def waiting(self) -> tuple[int, ...]:
        """Accounts that have not handed in."""
        return tuple(each.account_id for each in self.coders if not each.submitted_at)

    def works(self, account_id: int) -> bool:
        """Whether this person codes in it and has not handed in."""
        return self.mode is RoundMode.INDEPENDENT and account_id in self.waiting


def seen_by(account_id: int, rows: "QuerySet[Row]", path: str = "") -> "QuerySet[Row]":
    """Those of `rows` that this person may see: their own, and those of rounds that are not blind
    or in which all have handed in (invariant 5). Whatever shows, counts, finds or takes out
    statements and meanings goes through here.

    `path` leads from a row to what has a round and a coder: "" for statements and meanings,
    "statement__" for links. For NOBODY it is what all may see.
    """
    waiting = RoundCoder.objects.filter(
        round=OuterRef(f"{path}round"), round__blind=True, submitted_at__isnull=True
    )
    return rows.filter(Q(**{f"{path}coder": account_id}) | ~Exists(waiting))


def seen_readings(account_id: int, rows: "QuerySet[Reading]") -> "QuerySet[Reading]":
    """Readings of which this person may know more than that they were: their own, and others' once
    a round over the transcript was handed in by all, while none over it is blind (invariant 5)."""
    over = Round.objects.filter(~Exists(_WAITING), versions__transcript=_TRANSCRIPT)
    return rows.filter(Q(coder=account_id) | (Exists(over) & ~_apart()))


def readings_apart(account_id: int, rows: "QuerySet[Reading]") -> "QuerySet[Reading]":
    """Readings of others over which a round is blind now: what leaves the study says no more of
    them than that they were."""
    return rows.filter(_apart()).exclude(coder=account_id)


def _apart() -> Exists:
    return Exists(
        Round.objects.filter(Exists(_WAITING), blind=True, versions__transcript=_TRANSCRIPT)
    )


def blind_since(study_id: int) -> datetime | None:
    """Since when coders work apart that have not all handed in; None when nobody does. What is
    counted of the whole study, its trail above all, is told as it stood then. One query."""
    apart = RoundCoder.objects.filter(
        round__study_id=study_id, round__blind=True, submitted_at__isnull=True
    )
    found: datetime | None = apart.aggregate(first=Min("round__opened_at"))["first"]
    return found


def frozen(study_id: int) -> list[TextView]:
    """The newest frozen version of each transcript, in the order of the participants. One query."""
    newest: dict[int, TextView] = {}
    for row in _texts().filter(transcript__interview__participant__study_id=study_id):
        newest[row.transcript_id] = _text(row)
    return sorted(newest.values(), key=_order)


def rounds(study_id: int) -> list[RoundView]:
    """Every round, the newest first. Three queries, however many."""
    rows = list(
        Round.objects.filter(study_id=study_id)
        .select_related("of", "consensus")
        .prefetch_related("coders")
        .order_by("-no")
    )
    texts = _texts_of([row.pk for row in rows])
    return [_round(row, texts[row.pk]) for row in rows]


def round_of(study_id: int, no: int) -> RoundView:
    """A round by its number. Three queries. Raises NoSuchRound."""
    rows = Round.objects.filter(study_id=study_id, no=no).select_related("of", "consensus")
    row = rows.prefetch_related("coders").first()
    if row is None:
        raise NoSuchRound(no)
    return _round(row, _texts_of([row.pk])[row.pk])


def alone_of(study_id: int, coded: RoundView) -> RoundView:
    """The round in which what this one brings together was coded: itself, unless it is a
    consensus round. Three queries, none for itself."""
    return round_of(study_id, coded.of_no) if coded.of_no else coded


def text_now(coded: RoundView, version: UUID) -> TextView | None:
    """The newest version in the round of the text of which this is one; None where there is none.
    A query where it is not the newest itself."""
    now = next((each for each in coded.texts if each.guid == version), None)
    if now is not None:
        return now
    rows = TranscriptVersion.objects.filter(guid=version, rounds=coded.round_id)
    transcript_id = rows.values_list("transcript_id", flat=True).first()
    return next((each for each in coded.texts if each.transcript_id == transcript_id), None)


def _texts() -> "QuerySet[TranscriptVersion]":
    """Frozen versions of who takes part; a later version of a transcript comes later."""
    return (
        TranscriptVersion.objects.filter(
            stage=Stage.FROZEN, transcript__interview__participant__screening__in=holding()
        )
        .select_related("transcript__interview__participant")
        .order_by("no")
    )


def _texts_of(round_ids: Sequence[int]) -> dict[int, tuple[TextView, ...]]:
    """The newest version of each transcript of these rounds, of who takes part still."""
    found: dict[int, dict[int, TextView]] = defaultdict(dict)
    through = Round.versions.through.objects.filter(
        round_id__in=round_ids,
        transcriptversion__transcript__interview__participant__screening__in=holding(),
    )
    rows = through.select_related("transcriptversion__transcript__interview__participant").order_by(
        "transcriptversion__no"
    )
    for row in rows:
        text = _text(row.transcriptversion)
        found[row.round_id][text.transcript_id] = text
    return defaultdict(
        tuple, {pk: tuple(sorted(each.values(), key=_order)) for pk, each in found.items()}
    )


def _order(text: TextView) -> tuple[int, int]:
    return text.number, text.seq


def _text(row: TranscriptVersion) -> TextView:
    interview = row.transcript.interview
    return TextView(
        version_id=row.pk,
        guid=row.guid,
        transcript_id=row.transcript_id,
        number=interview.participant.number,
        seq=interview.seq,
        no=row.no,
        length=row.length,
        frozen_at=row.at,
    )


def _round(row: Round, texts: tuple[TextView, ...]) -> RoundView:
    after = getattr(row, "consensus", None)
    coders = sorted(row.coders.all(), key=lambda each: each.pk)
    return RoundView(
        round_id=row.pk,
        no=row.no,
        mode=RoundMode(row.mode),
        blind=row.blind,
        opened_at=row.opened_at,
        coders=tuple(CoderView(each.coder, each.submitted_at) for each in coders),
        texts=texts,
        alone_id=row.of_id or row.pk,
        of_no=row.of.no if row.of else None,
        consensus_no=after.no if after else None,
    )

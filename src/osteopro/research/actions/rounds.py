"""Rounds: everybody codes alone and blind, hands in, and then the team brings it together."""

from collections.abc import Collection, Iterator
from uuid import UUID, uuid4

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import agreeing, compared, rules
from osteopro.research.agreed import holding
from osteopro.research.differing import Together, together
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import (
    Discrepancy,
    Member,
    Round,
    RoundCoder,
    TranscriptVersion,
)
from osteopro.research.rules import Task
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState, RoundMode, Stage
from osteopro.research.working import TOGETHER, own_work

TOO_FEW_CODERS = "too-few-coders"
NOT_FROZEN = "not-frozen"
IN_ANOTHER_ROUND = "in-another-round"
STILL_CODING = "still-coding"
FEWEST_CODERS = 2


@journal.action
def open_round(
    *,
    by: Actor,
    study_id: int,
    versions: Collection[int],
    coders: Collection[int],
    key: UUID,
) -> int:
    """Open a blind round over frozen versions for accounts that analyse. Returns its number.

    Raises Refused for fewer than two coders, for a version that is not the newest frozen one of
    its transcript, and for one that is being coded in another round.
    """
    acting(by, study_id, Task.ANALYSE)
    study = locked(study_id)
    present = Round.objects.filter(guid=key).values_list("no", flat=True).first()
    if present is not None:
        journal.nothing_changed()
        return present
    people = _analysts(study_id, coders)
    if len(people) < FEWEST_CODERS:
        raise Refused(TOO_FEW_CODERS)
    texts = _newest_frozen(study_id, versions)
    if not texts or len(texts) < len(set(versions)):
        raise Refused(NOT_FROZEN)
    if RoundCoder.objects.filter(round__versions__in=texts, submitted_at__isnull=True).exists():
        raise Refused(IN_ANOTHER_ROUND)
    row = _opened(by, study_id, key, RoundMode.INDEPENDENT)
    row.versions.set(texts)
    RoundCoder.objects.bulk_create(RoundCoder(round=row, coder=each) for each in people)
    note(by, study.pk, "round.opened", row, no=row.no, coders=people, versions=_names(texts))
    return row.no


@journal.action
def submit_round(*, by: Actor, study_id: int, round_id: int) -> None:
    """Hand in one's own work. It is never changed again; when the last one hands in, everybody
    sees everything (invariants 5 and 6)."""
    coded = own_work(by, study_id, round_id)
    RoundCoder.objects.filter(round=coded, coder=by.person).update(submitted_at=clock.now())
    note(by, study_id, "round.submitted", coded, no=coded.no)


@journal.action
def excuse_coder(*, by: Actor, study_id: int, round_id: int, coder: int, reason: str) -> None:
    """Take somebody out of a round who will not hand in, so that the others need not wait. What
    they marked stays, and is not compared. Raises Refused when nobody would be left to compare."""
    acting(by, study_id, Task.SET_UP)
    # Who marks something in it holds on to the round, and waits for nobody who holds all of it.
    coded = Round.objects.select_for_update(no_key=True).get(pk=round_id, study_id=study_id)
    row = coded.coders.filter(coder=coder, submitted_at__isnull=True).first()
    if row is None:
        journal.nothing_changed()
        return
    if coded.coders.count() <= FEWEST_CODERS:
        raise Refused(TOO_FEW_CODERS)
    row.delete()
    note(by, study_id, "round.excused", coded, reason=reason, coder=coder)


@journal.action
def open_consensus(*, by: Actor, study_id: int, round_id: int, key: UUID) -> int:
    """Bring a round together once all have handed in: what all marked and took alike stands at
    once, every difference waits for the team. Returns the number of the consensus round."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    alone = Round.objects.get(pk=round_id, study_id=study_id)
    if alone.mode != RoundMode.INDEPENDENT:
        raise Refused(TOGETHER)
    if alone.coders.filter(submitted_at__isnull=True).exists():
        raise Refused(STILL_CODING)
    present = Round.objects.filter(of=alone).values_list("no", flat=True).first()
    if present is not None:
        journal.nothing_changed()
        return present
    row = _opened(by, study_id, key, RoundMode.CONSENSUS, of=alone)
    row.versions.set([*alone.versions.all(), *_frozen_since(alone)])
    people = list(alone.coders.values_list("coder", flat=True))
    RoundCoder.objects.bulk_create(
        RoundCoder(round=row, coder=each, submitted_at=row.opened_at) for each in people
    )
    differences = list(_differences(by, alone, row, people))
    Discrepancy.objects.bulk_create(differences)
    note(by, study_id, "round.consensus", row, no=row.no, of=alone.no, open=len(differences))
    return row.no


def _differences(
    by: Actor, alone: Round, row: Round, people: Collection[int]
) -> Iterator[Discrepancy]:
    for version_id, works in compared.works(alone).items():
        for place in together(works):
            for kind in place.differ(people) or _stand_alike(by, row, version_id, place):
                yield Discrepancy(
                    guid=uuid4(),
                    round=alone,
                    kind=kind,
                    items=[str(each) for each in place.items],
                    state=DiscrepancyState.OPEN,
                    opened_at=row.opened_at,
                    opened_by=by.person,
                )


def _stand_alike(
    by: Actor, row: Round, version_id: int, place: Together
) -> tuple[DiscrepancyKind, ...]:
    """What all took alike stands; where its words are gone from the newest version the team has to
    say which do."""
    try:
        agreeing.stand_alike(by, row, version_id, place)
    except Refused as refused:
        if refused.code != agreeing.WORDS_GONE:
            raise
        return (DiscrepancyKind.SPAN,)
    return ()


def _frozen_since(alone: Round) -> list[TranscriptVersion]:
    """The newest frozen version of each text of the round, on which the team goes on."""
    transcripts = set(alone.versions.values_list("transcript_id", flat=True))
    found = _newest_of(TranscriptVersion.objects.filter(transcript__in=transcripts))
    return list(found.values())


def _opened(by: Actor, study_id: int, key: UUID, mode: RoundMode, of: Round | None = None) -> Round:
    return Round.objects.create(
        guid=key,
        study_id=study_id,
        no=Round.objects.filter(study_id=study_id).count() + 1,
        mode=mode,
        blind=mode is RoundMode.INDEPENDENT,
        of=of,
        opened_at=clock.now(),
        opened_by=by.person,
    )


def _analysts(study_id: int, coders: Collection[int]) -> list[int]:
    """Those of the accounts who analyse in this study now."""
    rows = Member.objects.filter(study_id=study_id, account__in=coders, left_at__isnull=True)
    return [row.account for row in rows.order_by("pk") if rules.may(row.duties, Task.ANALYSE)]


def _newest_frozen(study_id: int, versions: Collection[int]) -> list[TranscriptVersion]:
    rows = TranscriptVersion.objects.filter(
        transcript__interview__participant__study_id=study_id,
        transcript__interview__participant__screening__in=holding(),
    )
    return [row for row in _newest_of(rows).values() if row.pk in versions]


def _newest_of(rows: "QuerySet[TranscriptVersion]") -> dict[int, TranscriptVersion]:
    """The newest frozen version of each transcript."""
    return {row.transcript_id: row for row in rows.filter(stage=Stage.FROZEN).order_by("no")}


def _names(texts: Collection[TranscriptVersion]) -> list[str]:
    return [str(each.guid) for each in texts]

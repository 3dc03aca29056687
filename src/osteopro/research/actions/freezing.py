"""What is analysed from now on; statements on an earlier frozen version go along."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID, uuid4

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import reopening, versions
from osteopro.research.carried import carry
from osteopro.research.doing import acting, locked, note
from osteopro.research.models import (
    CrossCheck,
    Round,
    RoundCoder,
    Statement,
    TranscriptVersion,
    Translation,
)
from osteopro.research.newest import newest, present_version
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode, Stage, StatementState
from osteopro.research.text.normal import Span
from osteopro.research.working import LIVING


@journal.action
def freeze(*, by: Actor, study_id: int, version_id: int, key: UUID) -> int:
    """What is analysed from now on. Only a version without names can be frozen (invariant 3).

    Statements on earlier frozen versions go along to where their words are now; those whose words
    are gone are orphans until the team decides, and their places are open again (invariant 4).
    What was handed in blind stays as and where it was (invariant 6). Nobody marks anything in a
    round that goes on while this lasts. Returns the frozen version's id.
    """
    acting(by, study_id, Task.TRANSCRIBE)
    locked(study_id)
    if (present := present_version(key)) is not None:
        return present
    version = newest(study_id, version_id, Stage.DEIDENTIFIED)
    earlier = list(version.transcript.versions.filter(stage=Stage.FROZEN).order_by("no"))
    going_on = _going_on(earlier)
    frozen = versions.keep(
        by,
        version.transcript,
        stage=Stage.FROZEN,
        text=versions.text_of(version.pk),
        turns=versions.turns_of(version.pk),
        parent=version,
        key=key,
    )
    note(by, study_id, "transcript.frozen", frozen, no=frozen.no, sha256=frozen.sha256)
    if earlier:
        _take_along(by, study_id, earlier, going_on, frozen)
    return frozen.pk


def _going_on(earlier: Collection[TranscriptVersion]) -> list[Round]:
    """Rounds over these versions whose work goes on: nobody in them marks anything, hands in or is
    taken out until this is done."""
    over = Round.versions.through.objects.filter(transcriptversion__in=earlier).values("round")
    # Rows that name the round may still be added: who marks holds what is waited for below.
    coded = list(Round.objects.select_for_update(no_key=True).filter(pk__in=over).order_by("pk"))
    coders = RoundCoder.objects.select_for_update().filter(round__in=coded).order_by("pk")
    handed_in = {each.round_id for each in coders if each.submitted_at is not None}
    return [each for each in coded if each.mode == RoundMode.CONSENSUS or each.pk not in handed_in]


def _take_along(
    by: Actor,
    study_id: int,
    earlier: Collection[TranscriptVersion],
    going_on: Collection[Round],
    frozen: TranscriptVersion,
) -> None:
    """Statements of work that still goes on, to their new places."""
    for each in going_on:
        each.versions.add(frozen)
    on: dict[int, list[Statement]] = defaultdict(list)
    living = Statement.objects.select_for_update().filter(
        version__in=earlier, state__in=LIVING, round__in=going_on
    )
    for row in living.order_by("pk"):
        on[row.version_id].append(row)
    orphans = []
    for version_id, rows in on.items():
        places = carry(version_id, frozen.pk, [Span(row.start, row.end) for row in rows])
        for row, place in zip(rows, places, strict=True):
            if place.now is None:
                row.state = StatementState.ORPHAN
                orphans.append(row)
            else:
                _moved(row, frozen, place.now)
                row.state = StatementState.SUPERSEDED
            row.save(update_fields=["state"])
    note(
        by,
        study_id,
        "statements.rebased",
        frozen,
        moved=sum(map(len, on.values())) - len(orphans),
        orphans=[str(row.guid) for row in orphans],
    )
    for each in going_on:
        gone = [row for row in orphans if row.round_id == each.pk]
        if gone and each.mode == RoundMode.CONSENSUS:
            reopening.reopen(by, each, gone)


def _moved(row: Statement, frozen: TranscriptVersion, now: Span) -> None:
    new = Statement.objects.create(
        guid=uuid4(),
        version=frozen,
        round=row.round,
        coder=row.coder,
        no=row.no,
        start=now.start,
        end=now.end,
        quote=row.quote,
        memo=row.memo,
        state=row.state,
        supersedes=row,
        at=row.at,
    )
    row.links.filter(removed_at__isnull=True).update(statement=new)
    row.quoted.filter(removed_at__isnull=True).update(statement=new)
    row.deviates.filter(removed_at__isnull=True).update(statement=new)
    Translation.objects.bulk_create(
        Translation(
            guid=uuid4(),
            statement=new,
            language=each.language,
            text=each.text,
            at=each.at,
            by=each.by,
        )
        for each in row.translations.order_by("pk")
    )
    checks = CrossCheck.objects.filter(about=row.guid).order_by("pk")
    CrossCheck.objects.bulk_create(_about(each, new.guid) for each in checks)


def _about(row: CrossCheck, statement: UUID) -> CrossCheck:
    """What was concluded, said of another statement."""
    names = [each.attname for each in CrossCheck._meta.concrete_fields if not each.primary_key]
    values = {name: getattr(row, name) for name in names}
    return CrossCheck(**{**values, "guid": uuid4(), "about": statement})

"""What is analysed from now on; statements on an earlier frozen version go along."""

from uuid import UUID, uuid4

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import versions
from osteopro.research.doing import acting, note
from osteopro.research.models import Round, Statement, TranscriptVersion, Translation
from osteopro.research.newest import newest, present_version
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode, Stage, StatementState
from osteopro.research.text.normal import Span
from osteopro.research.text.rebase import Fate, align


@journal.action
def freeze(*, by: Actor, study_id: int, version_id: int, key: UUID) -> int:
    """What is analysed from now on. Only a version without names can be frozen (invariant 3).

    Statements on an earlier frozen version go along to where their words are now; those whose
    words are gone are orphans until the team decides (invariant 4). What was handed in blind
    stays as and where it was (invariant 6). Returns the frozen version's id.
    """
    acting(by, study_id, Task.TRANSCRIBE)
    if (present := present_version(key)) is not None:
        return present
    version = newest(study_id, version_id, Stage.DEIDENTIFIED)
    text = versions.text_of(version.pk)
    before = version.transcript.versions.filter(stage=Stage.FROZEN).order_by("-no").first()
    frozen = versions.keep(
        by,
        version.transcript,
        stage=Stage.FROZEN,
        text=text,
        turns=versions.turns_of(version.pk),
        parent=version,
        key=key,
    )
    note(by, study_id, "transcript.frozen", frozen, no=frozen.no, sha256=frozen.sha256)
    if before is not None:
        _take_along(by, study_id, before, frozen, text)
    return frozen.pk


def _take_along(
    by: Actor, study_id: int, before: TranscriptVersion, frozen: TranscriptVersion, text: str
) -> None:
    """Statements of work that still goes on, to their new places."""
    living = [StatementState.PROPOSED, StatementState.ACCEPTED]
    rounds = Round.objects.filter(versions=before)
    going_on = rounds.exclude(mode=RoundMode.INDEPENDENT, coders__submitted_at__isnull=False)
    for each in going_on:
        each.versions.add(frozen)
    rows = list(
        Statement.objects.select_for_update().filter(
            version=before, state__in=living, round__in=going_on
        )
    )
    found = align(versions.text_of(before.pk), text).rebase(
        [Span(row.start, row.end) for row in rows]
    )
    orphans = []
    for row, place in zip(rows, found, strict=True):
        if place.now is None or place.fate not in (Fate.SAME, Fate.MOVED):
            row.state = StatementState.ORPHAN
            orphans.append(str(row.guid))
        else:
            _moved(row, frozen, place.now)
            row.state = StatementState.SUPERSEDED
        row.save(update_fields=["state"])
    note(
        by,
        study_id,
        "statements.rebased",
        frozen,
        moved=len(rows) - len(orphans),
        orphans=orphans,
    )


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

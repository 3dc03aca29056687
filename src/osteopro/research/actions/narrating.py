"""Steps 5 and 6: the exhaustive description and the fundamental structure, in versions."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import passages as texts
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.gates import StepState
from osteopro.research.models import Narrative, NarrativeCite, Theme
from osteopro.research.passages import Passage
from osteopro.research.queries import steps
from osteopro.research.rules import Task
from osteopro.research.terms import NarrativeKind

NOTHING_WRITTEN = "nothing-written"
STEP_BLOCKED = "step-blocked"
NOT_CURRENT = "text-not-current"
NOT_ALL_CITED = "theme-not-cited"
NO_SOURCE = "description-not-approved"
STEP = {NarrativeKind.EXHAUSTIVE: 5, NarrativeKind.STRUCTURE: 6}


@journal.action
def write_narrative(
    *,
    by: Actor,
    study_id: int,
    kind: NarrativeKind,
    passages: Sequence[Passage],
    translated: str,
    key: UUID,
) -> UUID:
    """Write a text anew: another version. The themes of `passages` are guids.

    A structure comes from the approved current description (invariant 7). Raises Refused for an
    empty text, and while the step is blocked by one before it.
    """
    acting(by, study_id, Task.ANALYSE)
    study = locked(study_id)
    if Narrative.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return key
    text, cites = texts.joined(passages)
    if not text:
        raise Refused(NOTHING_WRITTEN)
    step = steps.steps(study_id)[STEP[kind] - 1]
    if step.state is StepState.BLOCKED:
        raise Refused(STEP_BLOCKED)
    row = Narrative.objects.create(
        guid=key,
        study=study,
        kind=kind,
        version=_versions(study_id, kind).count() + 1,
        text=text,
        text_translated=translated,
        source=_source(study_id) if kind is NarrativeKind.STRUCTURE else None,
        at=clock.now(),
        by=by.person,
    )
    themes = {
        each.guid: each for each in Theme.objects.filter(study_id=study_id, removed_at__isnull=True)
    }
    NarrativeCite.objects.bulk_create(
        NarrativeCite(
            guid=uuid4(),
            narrative=row,
            theme=themes[each.theme],
            start=each.start,
            end=each.end,
        )
        for each in cites
        if isinstance(each.theme, UUID) and each.theme in themes
    )
    note(by, study_id, "narrative.written", row, text=kind, version=row.version)
    return key


@journal.action
def approve_narrative(*, by: Actor, study_id: int, guid: UUID) -> None:
    """The team stands by this version. Only the newest; a description only when it cites every
    theme, unless the team decided otherwise. Raises Refused."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    row = Narrative.objects.filter(study_id=study_id, guid=guid).first()
    if row is None:
        raise Refused(NOT_CURRENT)
    kind = NarrativeKind(row.kind)
    if row.approved_at is not None:
        journal.nothing_changed()
        return
    if _versions(study_id, kind).order_by("-version")[0].pk != row.pk:
        raise Refused(NOT_CURRENT)
    step = steps.steps(study_id)[STEP[kind] - 1]
    uncited = tuple(
        str(failure.ids[0]) for failure in step.failures if failure.code == NOT_ALL_CITED
    )
    if uncited:
        raise Refused(NOT_ALL_CITED, uncited)
    row.approved_at, row.approved_by = clock.now(), by.person
    row.save(update_fields=["approved_at", "approved_by"])
    note(by, study_id, "narrative.approved", row, text=kind, version=row.version)


def _source(study_id: int) -> Narrative:
    newest = _versions(study_id, NarrativeKind.EXHAUSTIVE).order_by("-version").first()
    if newest is None or newest.approved_at is None:
        raise Refused(NO_SOURCE)
    return newest


def _versions(study_id: int, kind: NarrativeKind) -> QuerySet[Narrative]:
    return Narrative.objects.filter(study_id=study_id, kind=kind)

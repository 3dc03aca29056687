"""Who is named as having decided says so in their own session, or opens the place again."""

from collections.abc import Collection
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import Confirmation, Discrepancy, DiscussionNote, Resolution
from osteopro.research.rules import Task
from osteopro.research.terms import DiscrepancyState

NOT_A_DECIDER = "not-a-decider"
NOTHING_SAID = "nothing-said"


@journal.action
def confirm_decision(
    *, by: Actor, study_id: int, discrepancies: Collection[UUID], key: UUID
) -> None:
    """Say that one did decide so, for the newest decision on each of these. Raises Refused for who
    is not named in it, or wrote it down."""
    rows = _decided_by(by, study_id, discrepancies)
    known = Confirmation.objects.filter(resolution__in=rows, by=by.person)
    left = {each.pk for each in rows} - set(known.values_list("resolution", flat=True))
    if not left:
        journal.nothing_changed()
        return
    for row in (each for each in rows if each.pk in left):
        made = Confirmation.objects.create(
            guid=uuid5(key, str(row.guid)), resolution=row, at=clock.now(), by=by.person
        )
        note(by, study_id, "decision.confirmed", made, resolution=str(row.guid))


@journal.action
def contest_decision(
    *, by: Actor, study_id: int, discrepancies: Collection[UUID], text: str, key: UUID
) -> None:
    """Say that one did not decide so, and why: the place is open again. What stood stands until
    the team decides anew. Raises Refused for who is not named in it, and without words."""
    rows = _decided_by(by, study_id, discrepancies)
    if not text:
        raise Refused(NOTHING_SAID)
    if DiscussionNote.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    places = Discrepancy.objects.filter(resolutions__in=rows).order_by("pk")
    said = DiscussionNote.objects.create(
        guid=key, discrepancy=places[0], text=text, at=clock.now(), by=by.person
    )
    for place in places:
        place.state = DiscrepancyState.OPEN
        place.save(update_fields=["state"])
        note(by, study_id, "decision.contested", place, said=str(said.guid))


def _decided_by(by: Actor, study_id: int, discrepancies: Collection[UUID]) -> list[Resolution]:
    """The newest decisions on these, in all of which this person is named by somebody else."""
    acting(by, study_id, Task.DISCUSS)
    locked(study_id)
    newest = {
        row.discrepancy_id: row
        for row in Resolution.objects.filter(
            discrepancy__guid__in=discrepancies, discrepancy__round__study_id=study_id
        ).order_by("pk")
    }
    rows = list(newest.values())
    if not rows or any(by.person not in row.deciders or row.by == by.person for row in rows):
        raise Refused(NOT_A_DECIDER)
    return rows

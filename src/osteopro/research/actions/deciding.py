"""A gate between two steps is passed by a decision of two, with its reason (invariant 7)."""

from collections.abc import Collection
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import rules
from osteopro.research.actions.narrating import NOTHING_WRITTEN
from osteopro.research.doing import NotAllowed, Refused, acting, locked, note
from osteopro.research.models import LogEntry, Member
from osteopro.research.queries import steps
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind

NOT_MISSING = "not-missing"
TWO_NEEDED = "two-needed"


@journal.action
def pass_gates(
    *,
    by: Actor,
    study_id: int,
    gates: Collection[str],
    topic: str,
    reason: str,
    people: Collection[UUID],
    key: UUID,
) -> None:
    """Decide that what is missing (`gates`, as steps.gate_key names it) stands in nobody's way.

    `people` are members who decided with who writes it; `topic` are the words it was shown in.
    One entry of the log for each. Raises NotAllowed, and Refused: nothing chosen, no reason, no
    second person, or it is not missing any more.
    """
    me = acting(by, study_id, Task.DISCUSS)
    locked(study_id)
    wanted = sorted(set(gates))
    if LogEntry.objects.filter(guid__in=[uuid5(key, gate) for gate in wanted]).exists():
        journal.nothing_changed()
        return
    if not (rules.may(me.duties, Task.ANALYSE) or rules.may(me.duties, Task.SET_UP)):
        raise NotAllowed(Task.ANALYSE)
    if not reason:
        raise Refused(NOTHING_WRITTEN)
    failing = {
        steps.gate_key(failure) for step in steps.steps(study_id) for failure in step.failures
    }
    if not wanted or not failing.issuperset(wanted):
        raise Refused(NOT_MISSING)
    with_me = Member.objects.filter(study_id=study_id, guid__in=people, left_at__isnull=True)
    deciders = [me, *with_me.exclude(pk=me.pk).order_by("pk")]
    if not rules.may_pass_gate([each.duties for each in deciders]):
        raise Refused(TWO_NEEDED)
    for gate in wanted:
        row = LogEntry.objects.create(
            guid=uuid5(key, gate),
            study_id=study_id,
            kind=LogKind.DECISION,
            at=clock.now(),
            by=by.person,
            topic=topic,
            text=reason,
            people=[str(each.guid) for each in deciders],
            about_kind=steps.GATE,
            about=gate,
        )
        note(by, study_id, "gate.passed", row, gate=gate)

"""What the product did, read from what it stored."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.enrolment.terms import State
from osteopro.followup.models import Leaving, OpenItem, Request
from osteopro.followup.terms import ItemKind, RequestKind
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.schedule.models import JobRun
from tests.year.hours import ZONE, day_of

Moment = Callable[[datetime], datetime]


def reminders() -> Counter[tuple[Any, ...]]:
    """Reminders that left: patient, due day, number, day."""
    sent = OutboundMessage.objects.filter(kind="reminder", state=DeliveryState.SENT)
    found: Counter[tuple[Any, ...]] = Counter()
    for key, at in sent.values_list("key", "finished_at"):
        _, patient, on, number = key.split(":")
        assert at is not None
        found[int(patient), date.fromisoformat(on), int(number), day_of(at)] += 1
    return found


def calls(moment: Moment) -> Counter[tuple[Any, ...]]:
    """Calls that were asked for: patient, why, when."""
    people = dict(OpenItem.objects.values_list("pk", "patient_id"))
    wanted = Event.objects.filter(kind="call.wanted").values_list("object_id", "detail", "at")
    found = Counter((people[int(item)], detail["why"], moment(at)) for item, detail, at in wanted)
    asked = Request.objects.filter(kind=RequestKind.CALL).values_list("patient_id", "at")
    found.update((patient, "call-asked", moment(at)) for patient, at in asked)
    return found


def silences(moment: Moment) -> Counter[tuple[Any, ...]]:
    """Two missed in a row: patient, first due day, when it was put before the manager."""
    rows = OpenItem.objects.filter(kind=ItemKind.SILENCE)
    return Counter(
        (patient, date.fromisoformat(source), moment(at))
        for patient, source, at in rows.values_list("patient_id", "source", "opened_at")
    )


def escalations(moment: Moment, told: dict[str, int]) -> Counter[tuple[Any, ...]]:
    """Deadlines that passed: patient, what waited, who was told, when.

    `told` are the accounts of backup and lead: each gets every alert by both ways, nobody else.
    """
    rows = OutboundMessage.objects.filter(kind="staff-alert").order_by("pk")
    ways: dict[str, set[tuple[str, str, int]]] = {}
    about: dict[str, tuple[Any, ...]] = {}
    for key, state, at in rows.values_list("key", "state", "created_at"):
        _, stage, patient, kind, *_rest, account, way = key.split(":")
        if stage in told:
            name = key.removesuffix(f":{account}:{way}")
            ways.setdefault(name, set()).add((way, state, int(account)))
            about[name] = (int(patient), kind, stage, moment(at))
    for name, found in ways.items():
        stage = about[name][2]
        wanted = {(way, DeliveryState.SENT, told[stage]) for way in ("email", "sms")}
        assert found == wanted, (name, found)
    return Counter(about.values())


def gone(moment: Moment) -> Counter[tuple[Any, ...]]:
    """Who was let go after long silence: patient, when."""
    rows = Leaving.objects.filter(state=State.LEFT_SILENT)
    return Counter((patient, moment(at)) for patient, at in rows.values_list("patient_id", "at"))


def waiting(patient_id: int) -> list[str]:
    """All that ever waited for staff about one patient, in words."""
    return [
        f"    {item.kind} {item.source} level {item.level}, {_wall(item.opened_at)} to "
        f"{_wall(item.closed_at)}, due {_wall(item.due_at)}, {_wall(item.lead_at)}, "
        f"told {item.told}"
        for item in OpenItem.objects.filter(patient_id=patient_id).order_by("pk")
    ]


def _wall(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}" if at else "-"


def health() -> dict[str, Any]:
    """What must be nothing: breaks of the trail, jobs that failed, messages left behind."""
    return {
        "breaks of the audit trail": len(list(audit_queries.verify())),
        "jobs that failed": JobRun.objects.exclude(problem="").count(),
        "messages given up": OutboundMessage.objects.filter(state=DeliveryState.FAILED).count(),
    }

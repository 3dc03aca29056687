"""Height and weight as staff took them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.records.models import Measurement
from osteopro.records.terms import MeasuredHow


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement; at least one of the two is there."""

    on: date
    height_cm: Decimal | None
    weight_kg: Decimal | None
    how: MeasuredHow


@journal.action
def store_measurement(*, by: Actor, patient_id: int, measured: Measured) -> int:
    """Store what was measured; a correction is a new row of the same day. Returns its id."""
    row = Measurement.objects.create(
        patient_id=patient_id,
        on=measured.on,
        at=clock.now(),
        by=by.account_id,
        height_cm=measured.height_cm,
        weight_kg=measured.weight_kg,
        how=measured.how,
    )
    journal.record(
        "measurement.stored",
        by=by,
        object_type="measurement",
        object_id=row.pk,
        patient_id=patient_id,
        how=measured.how,
    )
    return row.pk


def measurements(patient_id: int) -> list[Measured]:
    """What was measured, oldest first; of one day the latest row of each value holds."""
    rows = Measurement.objects.filter(patient_id=patient_id).order_by("on", "id")
    return list(_by_day(rows).values())


def measured_json(found: Iterable[Measured]) -> list[dict[str, Any]]:
    """Measurements as a state row keeps them for the rules."""
    return [
        {
            "on": each.on.isoformat(),
            "height_cm": None if each.height_cm is None else str(each.height_cm),
            "weight_kg": None if each.weight_kg is None else str(each.weight_kg),
        }
        for each in found
    ]


def _by_day(rows: Iterable[Measurement]) -> dict[date, Measured]:
    days: dict[date, Measured] = {}
    for row in rows:
        earlier = days.get(row.on)
        height, weight = row.height_cm, row.weight_kg
        if earlier is not None:
            height = earlier.height_cm if height is None else height
            weight = earlier.weight_kg if weight is None else weight
        days[row.on] = Measured(row.on, height, weight, MeasuredHow(row.how))
    return days

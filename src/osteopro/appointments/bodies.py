"""Height and weight from before a session: what new ones are held against."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from osteopro.records import measuring


def earlier(patient_id: int, day: date) -> Mapping[str, tuple[Decimal, date]]:
    """The newest value of each kind from before `day`, with its day; one query."""
    found: dict[str, tuple[Decimal, date]] = {}
    for each in measuring.measurements(patient_id):
        values = {"height_cm": each.height_cm, "weight_kg": each.weight_kg}
        if each.on < day:
            found |= {name: (n, each.on) for name, n in values.items() if n is not None}
    return found


def earlier_values(patient_id: int, day: date) -> Mapping[str, Decimal]:
    """The same without the days."""
    return {name: value for name, (value, _on) in earlier(patient_id, day).items()}

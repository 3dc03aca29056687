"""What was filled in with somebody of the staff beside."""

from datetime import datetime

from osteopro.records.queries import UNREAD, StoredResponse, latest_versions, stored


def together(patient_id: int, since: datetime, until: datetime) -> list[StoredResponse]:
    """What this patient and somebody of the staff filled in together, received between two
    moments, oldest first; latest versions."""
    rows = latest_versions().filter(patient_id=patient_id, beside__isnull=False).defer(*UNREAD)
    rows = rows.filter(received__gte=since, received__lte=until)
    return [stored(row) for row in rows.order_by("received", "pk")]

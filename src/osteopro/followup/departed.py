"""How somebody left, for actions and pages alike."""

from osteopro.followup.models import Leaving

# Who ended an item that due work ended: no account has this number.
SYSTEM = 0


def latest(patient_id: int) -> Leaving | None:
    """The leaving that holds, None for who takes part, came back or began anew."""
    rows = Leaving.objects.filter(patient_id=patient_id, undone__isnull=True, returned__isnull=True)
    return rows.order_by("-pk").first()

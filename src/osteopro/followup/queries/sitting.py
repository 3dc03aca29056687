"""Who sits beside a patient at a session."""

from osteopro.followup import beside as rules
from osteopro.followup.models import CareState


def beside(patient_id: int) -> int | None:
    """The account of who sits beside this patient now; one query."""
    return rules.who(CareState.objects.only("beside").get(patient_id=patient_id))

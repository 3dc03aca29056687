"""Words about honest answers and the order of visits (clinical content 5.5)."""

from osteopro.followup.learning import education, reminds
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import wants_visit
from osteopro.web.patient.page import text


def reminder(of: Frame) -> str:
    """What the order of visits depends on: every 12 weeks, and after a wish for one (E2)."""
    last = of.local(of.last_record_at).date() if of.last_record_at else None
    due = reminds(of.starts_on, last, of.today) or wants_visit(of.patient_id)
    return text(education().reminder) if due else ""

"""The way of one record, as its own page and the replies to it tell: the fate line of home."""

from django.http import HttpRequest

from osteopro.access.terms import Permission
from osteopro.followup.queries import home as home_queries
from osteopro.records.queries import StoredResponse
from osteopro.ui.components import FateStep
from osteopro.web.patient.heard import fate_as_read
from osteopro.web.patient.page import frame, helps, may
from osteopro.web.patient.presenters import visits
from osteopro.web.patient.presenters.standing import fate_steps


def way_of(request: HttpRequest, record: StoredResponse) -> tuple[FateStep, ...]:
    """What became of this record, as far as who looks may read it; seven queries, whatever came
    before or since. () for who may not read records."""
    if not may(request, Permission.READ_RECORD):
        return ()
    of = frame(request)
    known = visits.readable(record.patient_id, record.received)
    fate, names = home_queries.fate_of(record, {each.by for each in known})
    visit = visits.visited(record, known, names, helping=helps(request), reads=True)
    return fate_steps(of, fate_as_read(request, fate), names, visit)

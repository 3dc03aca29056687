"""Due work asks for what is to be done by an index: with nothing to do its cost does not grow
with the panel (docs/explanation/performance.md)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import jobs
from tests import builders
from tests.builders import Clinic
from tests.integration.web_care.test_worklist_query import plan

pytestmark = pytest.mark.django_db

PATIENTS = 12
GREAT = 100_000
TABLES = ("followup_carestate", "enrolment_intake")


@pytest.fixture(autouse=True)
def panel(clinic: Clinic, monday: datetime) -> None:
    """Everybody reported this week, so nothing is due."""
    for number in range(PATIENTS):
        builders.send(builders.patient(clinic, phone=f"+86138{number:08d}"), at=monday)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # Of a dozen rows any index is as good as another: it is asked as for a great panel.
            cursor.execute(
                "UPDATE pg_class SET reltuples = %s WHERE relname = ANY(%s)", [GREAT, list(TABLES)]
            )


@pytest.mark.parametrize(
    ("job", "index"),
    [
        (jobs.see_to_due_records, "followup_to_tend"),
        (jobs.note_silence, "followup_overdue"),
        (jobs.see_to_silence, "followup_overdue"),
        (jobs.end_pauses, "followup_paused"),
        (jobs.follow_absences, "followup_not_as_named"),
        (jobs.ask_about_age, "enrolment_age"),
    ],
)
def test_nothing_to_do_is_found_by_index(
    monday: datetime, job: Callable[[], int], index: str
) -> None:
    with clock.frozen(monday + timedelta(days=1, hours=2)):
        with CaptureQueriesContext(connection) as caught:
            assert job() == 0
    asked = [q["sql"] for q in caught if any(table in q["sql"] for table in TABLES)]
    assert asked
    plans = [plan(sql) for sql in asked]
    assert all(index in found for found in plans), "\n\n".join(plans)

"""The visits of the demo: who comes today, who was seen, who asked for another day."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from osteopro import clock
from osteopro.access.queries import staff_viewer
from osteopro.accounts.models import Account
from osteopro.appointments.models import Offer
from osteopro.appointments.queries import today as today_queries
from osteopro.appointments.queries import visits as visit_queries
from osteopro.appointments.terms import OfferState
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries.frame import frame
from osteopro.simulation.clinic import Built
from osteopro.summaries import asking
from tests.integration.simulation.test_clinic import MORNING, ZONE, built

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.DATA = tmp_path


def states(clinic: Built, scene: str) -> list[str]:
    life = clinic.in_scene(scene)
    assert life is not None
    visits = Offer.objects.filter(patient=life.patient_id, request__isnull=False)
    return [each.state for each in visits.order_by("pk")]


def test_a_physician_finds_a_day_with_somebody_in_it() -> None:
    with clock.frozen(MORNING):
        clinic = built(days=40)
        physician = Account.objects.get(pk=clinic.team.physician.account_id)
        day = today_queries.today(staff_viewer(physician), ZONE)
        parts = [clinic.lives[each.found.patient_id].resident.scene for each in day.booked]
        assert parts == ["steady", "corrected"]
        assert [clinic.lives[e.found.patient_id].resident.scene for e in day.unwritten] == ["late"]
        ids = {each.found.patient_id: each.seen_before for each in day.booked}
        assert asking.asking(ids) == ids.keys()
        assert states(clinic, "corrected") == [OfferState.DECLINED, OfferState.ACCEPTED]
        seen = clinic.in_scene("due-today")
        assert seen is not None
        (visit,) = visit_queries.visits(seen.patient_id)
        found = home_queries.home(frame(seen.patient_id))
        assert found.fate is not None
        assert visit.used
        assert found.fate.answered
        assert found.fate.received < visit.at < MORNING - timedelta(days=6)

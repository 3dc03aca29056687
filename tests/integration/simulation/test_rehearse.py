"""What a time at a synthetic clinic comes to, in figures."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.terms import system
from osteopro.followup.models import AdviceSaid, AlertOutcome, GentleQuestion
from osteopro.messaging.actions import write_to_patient
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import ClinicalProfile, ProfileFlag
from osteopro.records.models import Response
from osteopro.simulation.clinic import Built, build
from osteopro.simulation.figures import figures, table
from osteopro.triage import queries as triage_queries

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 9, 31, tzinfo=ZONE)
DAYS = 35


@pytest.fixture
def clinic(settings: Settings, tmp_path: Path, db: None) -> Any:
    settings.DEMO = True
    settings.DATA = tmp_path
    with clock.frozen(MORNING):
        yield build(seed=2, patients=10, days=DAYS, progress=lambda day, of: None)


def test_figures_count_what_is_stored(clinic: Built) -> None:
    found = figures(clinic, DAYS)
    assert found.patients == 10
    records = Response.objects.filter(instrument__kind="record", status="completed")
    assert found.records.total() == records.count() > 20
    assert found.forms["record"] == records.count()
    # Forms left half-way and corrections are judged, too.
    assert found.alerts["record"] >= found.records.total() - found.records["routine"] > 0
    assert sum(each.came for each in found.kept.values()) >= sum(
        each.ended for each in found.kept.values()
    )
    assert found.advice.sent.total() > 0
    assert not found.advice.barred.total()
    assert found.talks.asked.total() == GentleQuestion.objects.count()
    assert found.talks.answers.total() == found.talks.asked.total()
    assert (found.talks.too_soon, found.talks.unsaid) == (0, 0)
    assert found.talks.ended >= AlertOutcome.objects.values("item").distinct().count() > 0
    assert found.advice.said.total() == AdviceSaid.objects.count()
    text = table(found)
    assert re.search(r"records at attention or higher +\d+\.\d%", text)
    _a_question_asked_again_too_soon_is_named(clinic)
    _a_contraindicated_one_is_named(clinic)


def _a_question_asked_again_too_soon_is_named(clinic: Built) -> None:
    """Somebody is asked about the same index after 27 days, then after 28."""
    patient_id = next(iter(clinic.lives))
    for n, days in enumerate((0, 27, 55), start=1):
        GentleQuestion.objects.create(
            patient_id=patient_id,
            occasion=UUID(int=n),
            record=UUID(int=n),
            code="V9",
            question="jump",
            checks="tests",
            at=clock.now() + timedelta(days=days),
            first_answers={},
            text={},
        )
    assert figures(clinic, DAYS).talks.too_soon == 1


def _a_contraindicated_one_is_named(clinic: Built) -> None:
    """Somebody is sent what their facts speak against: the table must say so."""
    library = triage_queries.current().ruleset.advice.advice
    blocked = next(each for each in library if each.flags)
    patient_id = next(iter(clinic.lives))
    by = system("tests")
    flag = ProfileFlag(blocked.flags[0])
    patients_actions.set_profile(
        by=by, patient_id=patient_id, profile=ClinicalProfile(flags=frozenset({flag}))
    )
    write_to_patient(
        by=by, patient_id=patient_id, body="…", visible_at=clock.now(), advice=(blocked.code,)
    )
    assert figures(clinic, DAYS).advice.barred[blocked.code] == 1


@pytest.mark.parametrize("options", [{"patients": 0}, {"days": 0}, {"days": 401}])
def test_a_clinic_that_cannot_be_made_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("rehearse", **options)
    assert raised.value.returncode == 2


def test_a_place_of_somebody_elses_is_never_used(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    with pytest.raises(CommandError):
        call_command("rehearse", data=str(precious))
    assert precious.exists()

"""The clinic's tablets and the codes that open them for one patient."""

from datetime import datetime, timedelta

import pytest

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.signin import jobs, queries, rules, tablets
from osteopro.signin.codes import Refusal
from osteopro.signin.models import Tablet, TabletCode
from osteopro.signin.tablets import NoTablet
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
VISITOR = Actor(None, "visitor")


def tablet(clinic: Clinic) -> int:
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    view = queries.tablet(secret)
    assert view is not None
    return view.tablet_id


def code_for(clinic: Clinic, someone: Someone) -> str:
    return tablets.issue_tablet_code(by=clinic.li.actor, patient_id=someone.patient_id)


def refusal(tablet_id: int, code: str) -> Refusal | None:
    return tablets.try_tablet_code(by=VISITOR, tablet_id=tablet_id, code=code).refusal


def test_a_code_opens_once_for_its_patient(clinic: Clinic, wang_xiuying: Someone) -> None:
    here, code = tablet(clinic), code_for(clinic, wang_xiuying)
    answer = tablets.try_tablet_code(by=VISITOR, tablet_id=here, code=code)
    assert answer.patient_id == wang_xiuying.patient_id
    assert refusal(here, code) is Refusal.WRONG
    assert code not in (TabletCode.objects.get().code_hash,)


def test_a_code_ends_after_ten_minutes_or_with_the_next(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    here, first = tablet(clinic), code_for(clinic, wang_xiuying)
    second = code_for(clinic, wang_xiuying)
    assert refusal(here, first) is Refusal.WRONG
    with clock.frozen(monday + timedelta(minutes=10)):
        assert refusal(here, second) is Refusal.WRONG


def test_a_code_opens_tablets_of_its_clinic_only(clinic: Clinic, wang_xiuying: Someone) -> None:
    east = tablet(builders.clinic("east"))
    assert refusal(east, code_for(clinic, wang_xiuying)) is Refusal.WRONG


def test_five_wrong_codes_make_a_tablet_wait(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    here, other = tablet(clinic), tablet(clinic)
    code = code_for(clinic, wang_xiuying)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [refusal(here, wrong) for _ in range(6)] == [Refusal.WRONG] * 5 + [Refusal.TOO_MANY]
    assert refusal(here, code) is Refusal.TOO_MANY
    assert refusal(other, code) is None
    with clock.frozen(monday + rules.TABLET_CODES_DURING):
        assert refusal(here, code_for(clinic, wang_xiuying)) is None


def test_a_removed_tablet_is_none_and_opens_nothing(clinic: Clinic, wang_xiuying: Someone) -> None:
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    view = queries.tablet(secret)
    assert view is not None
    elsewhere = builders.clinic("east").site_id
    with pytest.raises(NoTablet):
        tablets.remove_tablet(by=clinic.li.actor, tablet_id=view.tablet_id, site_ids=[elsewhere])
    tablets.remove_tablet(by=clinic.li.actor, tablet_id=view.tablet_id, site_ids=[clinic.site_id])
    assert queries.tablet(secret) is None
    assert queries.tablets([clinic.site_id]) == []
    assert refusal(view.tablet_id, code_for(clinic, wang_xiuying)) is Refusal.TOO_MANY


def test_the_cookie_is_not_in_the_database(clinic: Clinic) -> None:
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    assert Tablet.objects.get().token_hash != secret
    assert queries.tablet("") is None


def test_codes_that_are_over_are_removed(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    code_for(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=1, minutes=11)):
        jobs.remove_old_gates()
    assert not TabletCode.objects.exists()

"""The first visit: four short pages, then the record; to stop and to go on (ux 2.1)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.models import Event
from osteopro.followup.learning import Learnt
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import Lesson
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, link_path, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
LOOK = {"text_size": "large", "sound": "1"}


@pytest.fixture
def newcomer(clinic: Clinic) -> Someone:
    return builders.patient(clinic, welcomed=False)


@pytest.fixture
def phone(signed_in: SignIn, newcomer: Someone) -> Client:
    return signed_in(newcomer)


def learnt(someone: Someone) -> Learnt:
    return frame(someone.patient_id).learnt


def enter(someone: Someone) -> str:
    """Where the link and the birth date lead."""
    birth = someone.person.birth
    parts = {"birth-year": birth.year, "birth-month": birth.month, "birth-day": birth.day}
    return str(Client().post(link_path(someone), parts).url)


def test_the_first_visit_begins_with_the_welcome_and_no_other_does(newcomer: Someone) -> None:
    assert enter(newcomer) == "/me/welcome/"
    # Closed without a press: it is still the first visit.
    assert enter(newcomer) == "/me/welcome/"
    by = newcomer.actor
    builders.followup_actions.put_off_welcome(by=by, patient_id=newcomer.patient_id)
    assert enter(newcomer) == "/me/record/start/"


def test_who_reports_already_goes_to_what_is_due(newcomer: Someone) -> None:
    builders.send(newcomer)
    assert enter(newcomer) == "/me/"


def test_four_pages_are_kept_with_their_time_and_lead_to_the_try_out(
    phone: Client, newcomer: Someone
) -> None:
    assert phone.get("/me/welcome/").url == "/me/welcome/look/"
    page = phone.get("/me/welcome/look/").content.decode()
    assert "第 1 页，共 4 页" in page
    assert phone.post("/me/welcome/look/", LOOK).url == "/me/welcome/people/"
    chosen = accounts_queries.preferences(newcomer.account_id)
    assert (chosen.text_size, chosen.sound, chosen.language) == ("large", True, "zh-hans")
    people = phone.get("/me/welcome/people/").content.decode()
    assert "李护士" in people
    assert 'href="tel:' in people
    assert phone.post("/me/welcome/people/").url == "/me/welcome/reach/"
    assert phone.post("/me/welcome/reach/", {"reach": "none"}).url == "/me/welcome/honest/"
    assert patients_queries.contact_plan(newcomer.patient_id).reminders == ReminderWay.NONE
    assert learnt(newcomer).left == (Lesson.HONEST,)
    assert learnt(newcomer).welcomed_at is None
    # Coming back later leads to what is left.
    assert phone.get("/me/welcome/").url == "/me/welcome/honest/"
    honest = phone.get("/me/welcome/honest/").content.decode()
    for words in (
        "怎么填最好？照实填。",
        "写重了，医生可能给您做不需要的检查；写轻了，医生可能错过骨折。",
        "想早点看医生，直接点“想看医生”，不用把病写重。",
    ):
        assert honest.count(f'<section class="card"><p data-read>{words}</p></section>') == 1
    assert phone.post("/me/welcome/honest/").url == "/me/practice/"
    assert learnt(newcomer).welcomed_at is not None
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds.count("welcome.learnt") == 4


def test_a_page_done_twice_keeps_its_first_time(phone: Client, newcomer: Someone) -> None:
    phone.post("/me/welcome/people/")
    first = learnt(newcomer)
    phone.post("/me/welcome/people/")
    assert learnt(newcomer) == first


def test_stopping_leads_home_and_keeps_what_was_chosen(phone: Client, newcomer: Someone) -> None:
    stopped = phone.post("/me/welcome/look/", {**LOOK, "later": "1"})
    assert stopped.url == "/me/"
    assert accounts_queries.preferences(newcomer.account_id).text_size == "large"
    assert learnt(newcomer).put_off_at is not None
    assert learnt(newcomer).lessons == {}
    home = phone.get("/me/").content.decode()
    assert "接着看" in home
    assert "开始" in home


def test_the_first_home_page_shows_the_welcome_what_is_due_and_help_in_an_emergency(
    phone: Client,
) -> None:
    page = phone.get("/me/").content.decode()
    assert page.index("第一次来？") < page.index("该记录了") < page.index("/me/urgent/")
    assert '<ul class="rows"' not in page
    phone.post("/me/welcome/people/")
    send(phone)
    assert "第一次来？" not in phone.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("lesson", "posted"), [("look", {"text_size": "huge"}), ("reach", {"reach": "pigeon"})]
)
def test_what_cannot_be_chosen_is_refused(
    phone: Client, newcomer: Someone, lesson: str, posted: dict[str, str]
) -> None:
    refused = phone.post(f"/me/welcome/{lesson}/", posted)
    assert refused.status_code == 422
    assert "请选一个答案。" in refused.content.decode()
    assert learnt(newcomer).lessons == {}


def test_every_page_has_the_way_to_emergency_help(phone: Client) -> None:
    for lesson in Lesson:
        assert (
            'class="sos" href="/me/urgent/"' in phone.get(f"/me/welcome/{lesson}/").content.decode()
        )
    assert phone.get("/me/welcome/nothing/").status_code == 404


def test_changed_consent_words_are_offered_on_the_page_for_it(phone: Client) -> None:
    assert "随时可以看，也可以收回。" in phone.get("/me/welcome/reach/").content.decode()
    builders.new_consent_words("purpose")
    assert "/me/consent/again/" not in phone.get("/me/welcome/reach/").content.decode()


def test_what_the_order_of_visits_depends_on_is_said_every_twelve_weeks(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    said = "排号看四样："
    assert said not in wang.get("/me/record/start/").content.decode()
    with clock.frozen(monday + timedelta(days=84)):
        page = wang.get("/me/record/start/").content.decode()
        assert said in page
        assert "独居、75 岁以上或只用电话的会照顾。" in page
        builders.send(wang_xiuying)
        assert said not in wang.get("/me/record/start/").content.decode()


def test_and_after_a_wish_to_see_a_doctor(wang: Client, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying, fu_wish="visit")
    assert "排号看四样：" in wang.get("/me/record/start/").content.decode()

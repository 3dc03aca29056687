"""Adding staff, and whether everything runs."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.accounts.models import Account
from osteopro.audit import actions as audit_actions
from osteopro.messaging.models import OutboundMessage
from osteopro.schedule import runner
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, page

SHEET = {
    "username": "zhao",
    "name_zh": "赵护士",
    "name_en": "Nurse Zhao",
    "email": "zhao@clinic.example",
    "phone": "13800001111",
    "roles": ["follow-up-manager", "programme-lead"],
}


@pytest.fixture
def admin(clinic: builders.Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.admin)


def test_everybody_is_listed_with_roles(clinic: builders.Clinic, admin: Client) -> None:
    text = page(admin.get("/manage/users/"))
    for name in ("李护士", "li-main", "随访管理员", "刘管理员", "系统管理员"):
        assert name in text


def test_an_account_with_patients_is_closed_only_after_a_hand_over(
    clinic: builders.Clinic, admin: Client, wang_xiuying: builders.Someone
) -> None:
    address = f"/manage/users/{clinic.li.account_id}/"
    assert address in page(admin.get("/manage/users/"))
    refused = admin.post(address, {"do": "close"})
    assert refused.status_code == 422
    assert "还有 1 位患者由此人负责或代班" in page(refused)
    zhang = f"/manage/users/{clinic.zhang.account_id}/"
    admin.post(zhang, {"do": f"physician:{clinic.site_id}"})
    assert "没有角色" in page(admin.get(zhang))
    assert admin.post(zhang, {"do": "close"}).url == "/manage/users/"
    assert not Account.objects.get(pk=clinic.zhang.account_id).is_active
    own = f"/manage/users/{clinic.admin.account_id}/"
    assert admin.post(own, {"do": "close"}).status_code == 404


def test_somebody_is_added_and_the_password_is_shown_once(
    clinic: builders.Clinic, admin: Client, client: Client
) -> None:
    answer = admin.post("/manage/users/new/", {**SHEET, "site": clinic.site_id})
    text = page(answer)
    assert answer.status_code == 200
    password = text.split('class="phone-number">')[1].split("<")[0]
    account = Account.objects.get(username="zhao")
    assert account.check_password(password)
    viewer = access_queries.staff_viewer(account)
    assert {role.value for role in viewer.roles} == set(SHEET["roles"])
    assert password not in page(admin.get("/manage/users/"))


def test_every_mistake_at_once(clinic: builders.Clinic, admin: Client) -> None:
    wrong = {"username": "Li!", "email": "x", "phone": "1", "roles": "patient", "site": "99"}
    answer = admin.post("/manage/users/new/", wrong)
    text = page(answer)
    assert answer.status_code == 422
    for field in "username name_zh name_en email phone roles site".split():
        assert f'href="#f-{field}"' in text, field
    taken = admin.post("/manage/users/new/", {**SHEET, "username": "li-main", "site": "1"})
    assert "这个用户名已有人用。" in page(taken)
    assert not Account.objects.filter(username="zhao").exists()


def test_the_health_page_says_what_never_ran_and_what_did(
    clinic: builders.Clinic, monday: datetime, admin: Client
) -> None:
    assert page(admin.get("/manage/health/")).count("还没运行") == len(runner.JOBS)
    runner.run_due()
    text = page(admin.get("/manage/health/"))
    assert "还没运行" not in text
    assert "2026 年工作日" in text
    assert "还没公布" in text
    assert "SQLite" in text or "PostgreSQL" in text


def test_the_health_page_says_what_is_wrong(
    clinic: builders.Clinic, monday: datetime, sign_in: SignIn
) -> None:
    runner.run_due()
    builders.patient(clinic)
    OutboundMessage.objects.update(state="failed")
    with clock.frozen(MONDAY + timedelta(hours=3)):
        text = page(sign_in(clinic.admin).get("/manage/health/"))
    assert "太久没运行" in text
    assert "近 30 天 1 条" in text
    assert "要看一下" in text


def test_sealed_until(clinic: builders.Clinic, monday: datetime, admin: Client) -> None:
    audit_actions.seal_day(by=builders.SETUP, day=MONDAY.date() - timedelta(days=1))
    assert "2026-11-22" in page(admin.get("/manage/health/"))


def test_administrators_are_taken_to_their_pages(clinic: builders.Clinic, admin: Client) -> None:
    assert admin.get("/manage/")["Location"] == "/manage/users/"


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("li", "/care/"),
        ("lead", "/care/"),
        ("admin", "/manage/users/"),
        ("zhang", "/visit/"),
        ("researcher", "/study/"),
    ],
)
def test_the_front_door_leads_by_role(
    clinic: builders.Clinic, sign_in: SignIn, who: str, where: str
) -> None:
    assert sign_in(getattr(clinic, who)).get("/")["Location"] == where


def test_the_front_door_for_a_stranger(clinic: builders.Clinic, client: Client) -> None:
    assert client.get("/")["Location"] == "/signin/"

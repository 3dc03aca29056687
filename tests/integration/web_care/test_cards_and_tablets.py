"""Printing cards, ending them, tablet codes, and the clinic's tablets."""

import re

import pytest
import segno
from django.conf import settings
from django.test import Client

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions
from osteopro.signin import queries as signin_queries
from osteopro.signin import rules, tablets
from osteopro.signin.models import Card, TabletCode
from osteopro.web.care import card_sheet
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def squares(path: str) -> set[tuple[int, int]]:
    """The dark squares a drawing covers, without its quiet border."""
    found = re.findall(r"M(\d+) (\d+)h1v1h-1z", path)
    return {(int(x) - card_sheet.QUIET, int(y) - card_sheet.QUIET) for x, y in found}


def test_the_drawing_is_the_qr_code_of_the_address() -> None:
    address = f"https://bone.hospital.example/card/{'0f' * 16}/"
    drawn = card_sheet.qr_code(address)
    code = segno.make(address, error="m", micro=False, boost_error=False)
    dark = {(x, y) for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit}
    assert squares(drawn.path) == dark
    assert drawn.size == len(code.matrix) + 8
    other = card_sheet.qr_code(address.replace("0f", "0e"))
    assert squares(other.path) != dark


def test_a_sheet_of_ten_names_nobody_in_full_and_nothing_of_health(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    others = [
        builders.patient(clinic, name=f"陈国{n}民", phone=f"+86138000066{n:02d}") for n in range(10)
    ]
    ids = [someone.patient_id for someone in (wang_xiuying, *others)]
    page = li.post("/care/cards/", {"card": ids}).content.decode()
    assert page.count('class="id-card"') == 11
    assert page.count('class="sheet"') == 2
    body = page[page.index("<main") :]
    for name in ("王秀英", "陈国0民", "骨质疏松", "骨健康"):
        assert name not in body
    assert "锦江骨科门诊" in body
    assert "028-0000 1234" in body
    assert "127.0.0.1:8000/card" in body
    assert Event.objects.filter(kind="card.printed").count() == 11


def test_the_card_speaks_the_patients_language(li: Client, wang_xiuying: Someone) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    li.post("/language/", {"language": "en", "next": where})
    page = li.post(where, {"do": "print"}).content.decode()
    card = page[page.index('class="id-card"') :]
    assert 'lang="zh-CN"' in card
    assert "手机扫一扫" in card


def test_nobody_chosen_is_said(li: Client, wang_xiuying: Someone) -> None:
    answer = li.post("/care/cards/", {"q": "王"})
    assert answer.status_code == 422
    assert "请至少选一位患者" in answer.content.decode()
    assert not Card.objects.exists()


def test_patients_of_another_clinic_get_no_card_here(li: Client, wang_xiuying: Someone) -> None:
    stranger = builders.patient(builders.clinic("east"), phone="+8613800006622")
    chosen = {"card": [stranger.patient_id, wang_xiuying.patient_id, "x", "99999"]}
    page = li.post("/care/cards/", chosen).content.decode()
    assert page.count('class="id-card"') == 1
    assert not Card.objects.filter(patient_id=stranger.patient_id).exists()
    where = f"/care/patients/{stranger.patient_id}/card/"
    for do in ("print", "replace", "cancel", "tablet"):
        assert li.post(where, {"do": do}).status_code == 404


def test_a_lost_card_is_replaced_and_ended(li: Client, wang_xiuying: Someone) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    assert "没有卡" in li.get(where).content.decode()
    assert li.post(where, {"do": "cancel"}).url.endswith("?did=none")
    li.post(where, {"do": "print"})
    assert "有效至" in li.get(where).content.decode()
    assert li.post(where, {"do": "replace"}).url.endswith("?did=replace")
    assert Card.objects.filter(cancelled_at__isnull=True).count() == 1
    assert Card.objects.count() == 2
    li.post(where, {"do": "cancel"})
    assert "没有卡" in li.get(where).content.decode()
    assert li.post(where, {"do": "nonsense"}).status_code == 404


def test_the_secret_is_on_no_page_but_the_sheet(li: Client, wang_xiuying: Someone) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    li.post(where, {"do": "print"})
    card = Card.objects.get()
    for page in (li.get(where), li.get("/care/cards/")):
        text = page.content.decode()
        assert card.nonce not in text
        assert not re.search(r"\d{3} \d{3} \d{4}", text)


def test_lists_ask_the_same_number_of_questions_for_many(
    li: Client, clinic: Clinic, wang_xiuying: Someone, django_assert_max_num_queries: object
) -> None:
    for n in range(8):
        builders.patient(clinic, name=f"陈国{n}", phone=f"+86138000066{n:02d}")
    li.get("/care/cards/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert li.get("/care/cards/").content.decode().count('name="card"') == 9


def test_a_tablet_code_is_shown_once_and_works(li: Client, wang_xiuying: Someone) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    page = li.post(where, {"do": "tablet"}).content.decode()
    shown = re.search(r">(\d{3} \d{3})<", page)
    assert shown
    row = TabletCode.objects.get()
    code = shown[1].replace(" ", "")
    assert row.code_hash == rules.tablet_code_hash(settings.SECRET_KEY, row.site_id, code)
    assert "在这里打开" not in page


def test_a_device_becomes_a_tablet_and_nobody_stays_signed_in(li: Client, clinic: Clinic) -> None:
    added = {"do": "add", "label": "候诊室 2", "site": clinic.site_id}
    answer = li.post("/care/tablets/", added)
    assert answer.url == "/kiosk/"
    cookie = answer.cookies[rules.TABLET_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert li.get("/care/").status_code == 302
    assert li.get("/kiosk/").status_code == 200
    [tablet] = signin_queries.tablets([clinic.site_id])
    assert tablet.label == "候诊室 2"


def test_a_tablet_needs_a_name_and_a_clinic_of_ones_own(li: Client, clinic: Clinic) -> None:
    east = builders.clinic("east").site_id
    for wrong in (
        {"label": "", "site": clinic.site_id},
        {"label": "x" * 41, "site": clinic.site_id},
        {"label": "候诊室", "site": east},
    ):
        answer = li.post("/care/tablets/", {"do": "add", **wrong})
        assert answer.status_code == 422
    assert signin_queries.tablets([clinic.site_id, east]) == []


def test_tablets_are_listed_and_taken_away_at_ones_own_clinic_only(
    li: Client, clinic: Clinic
) -> None:
    east = builders.clinic("east")
    tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    tablets.add_tablet(by=east.li.actor, site_id=east.site_id, label="东院")
    page = li.get("/care/tablets/").content.decode()
    assert "候诊室" in page
    assert "东院" not in page
    [theirs] = signin_queries.tablets([east.site_id])
    [ours] = signin_queries.tablets([clinic.site_id])
    li.post("/care/tablets/", {"do": f"remove-{theirs.tablet_id}"})
    assert signin_queries.tablets([east.site_id]) == [theirs]
    for nothing in ("", "remove-", "remove-x", f"remove-{'9' * 5000}"):
        assert li.post("/care/tablets/", {"do": nothing}).status_code == 404
    assert signin_queries.tablets([clinic.site_id]) == [ours]
    li.post("/care/tablets/", {"do": f"remove-{ours.tablet_id}"})
    assert signin_queries.tablets([clinic.site_id]) == []


def leave(someone: Someone, state: State) -> None:
    decided = DecidedBy.SYSTEM if state is State.LEFT_SILENT else DecidedBy.PATIENT
    day = clock.now().date() if state is State.DIED else None
    actions.leave(
        by=someone.actor,
        patient_id=someone.patient_id,
        wanted=Wanted(state, decided, died_on=day),
    )


@pytest.mark.parametrize("state", [State.LEFT, State.COMPLETED, State.DIED])
def test_who_left_gets_neither_card_nor_tablet(
    li: Client, clinic: Clinic, wang_xiuying: Someone, state: State
) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    li.post(where, {"do": "print"})
    leave(wang_xiuying, state)
    assert not Card.objects.filter(cancelled_at=None).exists()
    for wanted in ("print", "replace", "tablet"):
        refused = li.post(where, {"do": wanted})
        assert refused.status_code == 409
        assert "已退出的人没有卡" in refused.content.decode()
    assert 'value="print"' not in li.get(where).content.decode()
    assert Card.objects.count() == 1
    assert not TabletCode.objects.exists()


def test_a_sheet_for_several_leaves_out_who_left(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    leave(wang_xiuying, State.LEFT)
    ids = [wang_xiuying.patient_id, chen.patient_id]
    assert li.post("/care/cards/", {"card": ids}).content.decode().count('class="id-card"') == 1
    assert li.post("/care/cards/", {"card": ids[:1]}).status_code == 422
    found = li.get("/care/cards/?q=王秀英").content.decode()
    assert "王秀英" in found
    assert 'name="card"' not in found


def test_who_fell_silent_keeps_a_card_and_who_comes_back_gets_one(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    where = f"/care/patients/{wang_xiuying.patient_id}/card/"
    leave(wang_xiuying, State.LEFT_SILENT)
    assert li.post(where, {"do": "print"}).status_code == 200
    actions.undo_leaving(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    leave(wang_xiuying, State.LEFT)
    assert li.post(where, {"do": "print"}).status_code == 409
    builders.come_again(clinic, wang_xiuying)
    assert li.post(where, {"do": "print"}).status_code == 200

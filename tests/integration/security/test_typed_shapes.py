"""Dates, numbers, names and telephone numbers in the shapes people write, and in no other."""

import pytest
from django.test import Client

from osteopro.followup.management.problems import Problems
from osteopro.instruments.library import load_instruments
from osteopro.patients.rules import is_plain
from osteopro.patients.search import BadPhone, normal_phone
from osteopro.signin.models import PatientLink
from osteopro.web.care import fields
from osteopro.web.patient import forms
from tests.builders import Clinic, Someone
from tests.integration.security.test_care_pages import with_password_alone  # noqa: F401
from tests.integration.web_care.conftest import li, sign_in  # noqa: F401
from tests.integration.web_patient.conftest import link_path, start

pytestmark = pytest.mark.django_db
HUGE = "9" * 30


@pytest.mark.parametrize("year", [HUGE, "+1955", "1_955", "١٩٥٥", "-1955", "1955.0", "0"])
def test_a_strange_year_is_a_mistake_and_costs_no_try(wang_xiuying: Someone, year: str) -> None:
    parts = {"birth-year": year, "birth-month": "3", "birth-day": "2"}
    assert Client().post(link_path(wang_xiuying), parts).status_code == 422
    assert PatientLink.objects.get(replaced_at=None).wrong_tries == 0


@pytest.mark.parametrize("year", [HUGE, "+1955", "1_955", "١٩٥٥"])
def test_a_strange_year_in_the_enrolment_form_is_a_mistake(
    clinic: Clinic,
    li: Client,  # noqa: F811
    year: str,
) -> None:
    said: list[str] = []
    parts = forms.DateParts(year, "3", "2")
    assert fields.dose_of(parts, lambda _name, words: said.append(words)) is None
    assert len(said) == 1
    sent = {"birth-year": year, "birth-month": "3", "birth-day": "2"}
    assert li.post("/care/patients/new/", sent).status_code == 422


WEIGHTS = [
    "1e9999999",
    "1E-400",
    "0E-999999",
    "1e999999999999999999999",
    "NaN",
    "sNaN",
    "Infinity",
    "52_3",
    "0x20",
    "٥٢",
    "9" * 5000,
    "52.5" * 50,
    "--5",
]


@pytest.mark.parametrize("words", WEIGHTS)
def test_a_strange_number_is_a_mistake(wang: Client, words: str) -> None:
    item = numeric_item(wang)
    reading = forms._read_number(item, posted(item.link_id, words))
    assert reading.value is None
    assert reading.error


@pytest.mark.parametrize(
    ("words", "value"), [("52", "52"), ("５２．５", "52.5"), ("52,5", "52.5"), (" 52 ", "52")]
)
def test_a_number_as_people_write_it(wang: Client, words: str, value: str) -> None:
    item = numeric_item(wang)
    assert str(forms._read_number(item, posted(item.link_id, words)).value) == value


def posted(link_id: str, words: str):  # type: ignore[no-untyped-def]
    sent = forms.QueryDict(mutable=True)
    sent[link_id] = words
    return sent


def numeric_item(wang: Client):  # type: ignore[no-untyped-def]
    decimals = (
        item
        for instrument in load_instruments().values()
        for item in instrument.questionnaire.items
        if item.type == "decimal"
    )
    return next(decimals)


@pytest.mark.parametrize("near", ["20261120", "2026-W47-5", "2026-11-20T00:00", "x"])
def test_a_near_day_has_one_shape(near: str) -> None:
    class Item:
        link_id = "on"

    sent = posted("on-near", near)
    assert forms._read_near_date(Item, sent).error  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "1380000abcd6620",
        "138-FLOWERS",
        "+8613800006620;ext=5",
        "13800006620;phone-context=evil",
        "tel:13800006620",
        "13800006620x12",
        "13800006620<script>",
        "1" * 300,
    ],
)
def test_a_telephone_number_has_digits_only(typed: str) -> None:
    with pytest.raises(BadPhone):
        normal_phone(typed)


@pytest.mark.parametrize(
    "typed", ["138 0000 6620", "138-0000-6620", "１３８００００６６２０", "+86 138 0000 6620"]
)
def test_a_telephone_number_as_people_write_it(typed: str) -> None:
    assert normal_phone(typed) == "+8613800006620"


@pytest.mark.parametrize("name", ["王\u202e英", "王\u200b英", "王\u2028英", "\ufeff王", "王\x85英"])
def test_a_name_has_nothing_that_cannot_be_seen(
    clinic: Clinic,
    li: Client,  # noqa: F811
    name: str,
) -> None:
    assert not is_plain(name)
    page = li.post("/care/patients/new/", {"name": name})
    assert "姓名里有看不见的字符" in page.content.decode()


@pytest.mark.parametrize("name", ["王秀英", "欧阳·娜娜", "Ana María O'Neill", "𠮷野"])
def test_names_of_people_are_plain(name: str) -> None:
    assert is_plain(name)


def test_commands_take_dates_in_one_shape() -> None:
    problems = Problems()
    assert problems.date("--birth", "19550302") is None
    assert problems.date("--birth", "1955-W10-3") is None
    assert str(problems.date("--birth", "1955-03-02")) == "1955-03-02"
    assert len(problems.found) == 2


def test_a_strange_answer_never_breaks_a_page(wang: Client) -> None:
    url = start(wang)
    link_id = url.rstrip("/").split("/")[-1]
    for words in WEIGHTS:
        assert wang.post(url, {link_id: words}).status_code == 422

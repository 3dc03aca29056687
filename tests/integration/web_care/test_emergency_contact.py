"""An emergency that nobody answers: three tries, then the contact, with words of its own."""

from datetime import datetime

from django.test import Client

from tests import builders
from tests.integration.web_care.conftest import act, page, review_url

CONTACT = {
    "emergency_name": "王芳",
    "emergency_phone": "+8613900001111",
    "emergency_relation": "女儿",
}


def test_after_three_tries_the_contact_is_phoned_without_a_word_about_health(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    someone = builders.patient(clinic, **CONTACT)
    receipt = builders.send(someone, rf_check=["chest"], fu_note="胸口闷得慌")
    for tries in range(3):
        text = page(li.get(review_url(receipt)))
        assert 'id="contact"' not in text, tries
        act(li, receipt, do="call", call="no-answer")
    text = page(li.get(review_url(receipt)))
    panel = text.split('id="contact"')[1].split("</section>")[0]
    assert "139 0000 1111" in panel
    assert "王芳" in panel
    assert "120" in panel
    script = "".join(part.split("</p>")[0] for part in panel.split('class="asked-words"')[1:])
    for private in ("胸", "骨质疏松", "药", "痛", "记录"):
        assert private not in script, private


def test_without_a_contact_it_goes_to_a_doctor(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    someone = builders.patient(clinic)
    receipt = builders.send(someone, rf_check=["chest"])
    for _try in range(3):
        act(li, receipt, do="call", call="no-answer")
    assert "没有登记紧急联系人" in page(li.get(review_url(receipt)))


def test_an_urgent_record_is_no_emergency(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    someone = builders.patient(clinic, **CONTACT)
    receipt = builders.send(someone, rf_check=["fever"])
    for _try in range(3):
        act(li, receipt, do="call", call="no-answer")
    assert 'id="contact"' not in page(li.get(review_url(receipt)))

"""Consent texts filled for one reader, and what was chosen in a form."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from osteopro.enrolment.definition import LIBRARY, parse_consent, read_consent
from osteopro.enrolment.reading import Chosen, Reader, chosen, field_of
from osteopro.enrolment.terms import Purpose
from osteopro.sites import packaged
from osteopro.sites.queries import Clinic
from osteopro.sites.service_time import ServiceHours, ServiceTime

TEXT = parse_consent(read_consent(LIBRARY / "1.0.0"))
HOURS = ServiceHours(ZoneInfo("Asia/Shanghai"), time(8, 30), time(17, 30))
CLINIC = Clinic(
    1,
    "锦江骨科门诊",
    "Jinjiang Bone Clinic",
    "028-1234",
    ServiceTime(packaged.china(), HOURS),
)


@pytest.mark.parametrize(
    ("language", "hours", "name"),
    [
        ("zh-CN", "周一到周五 上午8:30–下午5:30", "锦江骨科门诊"),
        ("en", "Monday to Friday, 8:30 am–5:30 pm", "Jinjiang Bone Clinic"),
    ],
)
def test_the_clinic_stands_in_the_text(language: str, hours: str, name: str) -> None:
    told = Reader(CLINIC, language).sections(TEXT.elements)
    words = " ".join(each for section in told for each in section.paragraphs)
    assert hours in words
    assert name in words
    assert "028-1234" in words
    assert "{" not in words


def test_a_question_brings_what_it_rests_on() -> None:
    asked = {q.purpose: q for q in Reader(CLINIC, "zh-CN").questions(TEXT)}
    assert [s.title for s in asked[Purpose.RESEARCH].sections] == ["用资料做改进和研究"]
    assert asked[Purpose.PROGRAMME].required
    assert not asked[Purpose.RESEARCH].required


def test_each_text_is_told_once() -> None:
    elements = TEXT.about(Purpose.QUALITY) + TEXT.about(Purpose.RESEARCH)
    assert len(Reader(CLINIC, "en").sections(elements)) == 1


def test_what_was_chosen() -> None:
    form = {
        field_of(Purpose.PROGRAMME): "yes",
        field_of(Purpose.MEDIA): "no",
        field_of(Purpose.QUALITY): "perhaps",
        field_of(Purpose.RESEARCH): "yes",
    }
    asked = (Purpose.PROGRAMME, Purpose.MEDIA, Purpose.QUALITY, Purpose.HELPER)
    assert chosen(form, asked) == Chosen(
        frozenset({Purpose.PROGRAMME}),
        frozenset({Purpose.MEDIA}),
        (Purpose.QUALITY, Purpose.HELPER),
    )

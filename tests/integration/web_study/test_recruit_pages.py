"""Recruitment in its pages: from the matrix to a participant, and nobody is named on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.models import (
    CaseValue,
    Criterion,
    Participant,
    Screening,
    StudyConsent,
)
from osteopro.research.queries import participants, recruitment
from osteopro.research.terms import Approached, ApproachWay, ConsentScope, SubjectKind
from tests import builders, recruits
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
Path = Callable[[str], str]


@pytest.fixture
def at(study: Studied) -> Path:
    return lambda page: f"/study/{study.study_id}/{page}"


@pytest.fixture
def wang(wang_xiuying: Someone) -> Someone:
    builders.consent(wang_xiuying)
    return wang_xiuying


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def anonymous(page: str) -> bool:
    return not any(
        each in page for each in ("王秀英", "秀英", "王阿姨", "13800006620", "138 0000 6620")
    )


def form_of(study: Studied, met: str = "yes") -> dict[str, str]:
    form = {}
    for each in recruitment.answers(study.study_id, 1):
        good = {"include": "yes", "exclude": "no"}[each.criterion.kind]
        form[f"met-{each.guid}"] = good
    form[f"met-{recruitment.answers(study.study_id, 1)[0].guid}"] = met
    return form


def test_from_the_matrix_to_a_participant(
    zhou: Client, at: Path, study: Studied, wang: Someone
) -> None:
    matrix = text(zhou.get(at("sampling/?age=70-80")))
    assert "70–80 岁" in matrix
    assert "1–4" in matrix
    drawn = zhou.post(at("sampling/"), {"age": "70-80", "sex": "female"})
    assert drawn["Location"] == at("screening/1/")
    page = text(zhou.get(at("screening/1/")))
    assert "待筛查" in page
    judged = zhou.post(at("screening/1/"), form_of(study), follow=True)
    assert "待邀请" in text(judged)
    refused = zhou.post(at("screening/1/ask/"), {"way": "phone", "outcome": "refused"})
    assert refused.status_code == 422
    assert "请简单写下原因" in text(refused)
    asked = {"way": "phone", "outcome": "agreed", "understood": "yes"}
    zhou.post(at("screening/1/ask/"), asked)
    script = text(zhou.get(at("screening/1/consent/")))
    assert "consent 第一版" in script
    unheard = zhou.post(at("screening/1/consent/"), {"way": "phone", "scopes": ["audio"]})
    assert unheard.status_code == 422
    assert 'value="audio" id="f-scopes" checked' in text(unheard)
    signed = {"way": "paper", "signed-year": "2026", "signed-month": "11", "signed-day": "23"}
    agreed = zhou.post(
        at("screening/1/consent/"), {**signed, "scopes": ["audio", "quotes"]}, follow=True
    )
    assert "参与者 1" in text(agreed)
    for every in (
        matrix,
        page,
        text(judged),
        script,
        text(agreed),
        text(zhou.get(at("screening/"))),
    ):
        assert anonymous(every)
    later = zhou.post(at("screening/1/consent/"), {**signed, "signed-day": "24"})
    assert later.status_code == 422


def test_the_key_shows_who_it_is_once_and_only_with_a_reason(
    zhou: Client, qin: Client, at: Path, study: Studied, wang: Someone, clinic: Clinic
) -> None:
    recruits.participant(study, clinic, sex="female")
    assert anonymous(text(zhou.get(at("screening/1/who/"))))
    assert qin.get(at("screening/1/who/")).status_code == 404
    nothing = zhou.post(at("screening/1/who/"), {})
    assert nothing.status_code == 422
    opened = zhou.post(at("screening/1/who/"), {"reason": "arrange"})
    assert "王秀英" in text(opened)
    assert "13800006620" in text(opened)
    assert opened["Cache-Control"] == "no-store"
    page = text(qin.get(at("participants/1/")))
    assert "约访谈" in page
    assert anonymous(page)


def test_what_names_somebody_is_refused_and_what_was_typed_stays(
    zhou: Client, at: Path, study: Studied, wang: Someone, clinic: Clinic
) -> None:
    recruits.drawn(study, clinic, sex="female")
    first = recruitment.answers(study.study_id, 1)[0].guid
    form = form_of(study) | {f"evidence-{first}": "王秀英 2026-10 骨密度"}
    refused = zhou.post(at("screening/1/"), form)
    assert refused.status_code == 422
    assert "请去掉姓名或号码" in text(refused)
    assert "王秀英 2026-10 骨密度" in text(refused)
    assert recruitment.answers(study.study_id, 1)[0].at is None


def test_exclusions_and_refusals_are_counted_with_their_reasons(
    zhou: Client, at: Path, study: Studied, wang: Someone, clinic: Clinic
) -> None:
    recruits.drawn(study, clinic, sex="female")
    recruits.drawn(study, clinic, standing="provider")
    zhou.post(at("screening/1/"), form_of(study, met="no"))
    recruits.judge(study, 2)
    recruits.ask(study, 2, Approached.REFUSED, reason="没有时间")
    page = text(zhou.get(at("screening/")))
    assert page.count("50 至 80 岁") == 2
    assert page.count("没有时间") == 2


def test_criteria_are_changed_by_who_leads(
    zhou: Client, qin: Client, at: Path, study: Studied
) -> None:
    new = {"do": "add", "subject": "patient", "kind": "exclude", "text": "近期住院"}
    assert qin.post(at("criteria/"), new).status_code == 404
    wrong = zhou.post(at("criteria/"), {**new, "subject": ""})
    assert wrong.status_code == 422
    assert "近期住院" in text(wrong)
    zhou.post(at("criteria/"), new)
    added = Criterion.objects.get(text="近期住院")
    zhou.post(at("criteria/"), {"do": f"up:{added.guid}"})
    zhou.post(at("criteria/"), {"do": f"retire:{added.guid}"})
    added.refresh_from_db()
    assert added.retired_at is not None
    assert zhou.post(at("criteria/"), {"do": f"retire:{added.guid}"}).status_code == 404
    assert "已停用" in text(zhou.get(at("criteria/")))


def test_a_participant_is_put_right_narrowed_and_ended(
    zhou: Client, qin: Client, at: Path, study: Studied, wang: Someone, clinic: Clinic
) -> None:
    recruits.participant(study, clinic, sex="female")
    page = at("participants/1/")
    assert qin.post(page, {"do": "withdraw"}).status_code == 404
    wrong = zhou.post(page, {"do": "case", "case-age": "seventy"})
    assert wrong.status_code == 422
    assert 'value="seventy"' in text(wrong)
    emptied = zhou.post(page, {"do": "case", "case-sex": ""})
    assert emptied.status_code == 422
    zhou.post(page, {"do": "case", "case-age": "72", "case-fracture": "yes"})
    changed = CaseValue.objects.order_by("-pk")[:2]
    assert {each.variable.name: each.value for each in changed} == {"age": 72, "fracture": True}
    zhou.post(page, {"do": "scopes", "scopes": ["recontact"]})
    assert StudyConsent.objects.get().scopes == ["recontact"]
    named = zhou.post(page, {"do": "withdraw", "why": "王秀英太忙"})
    assert named.status_code == 422
    zhou.post(page, {"do": "withdraw", "why": "太忙"})
    shown = text(zhou.get(page))
    assert "同意已撤回" in shown
    assert "太忙" in shown
    assert "已撤回" in text(zhou.get(at("participants/")))
    assert zhou.get(at("participants/2/")).status_code == 404


def test_pages_cost_the_same_for_many(
    zhou: Client, at: Path, study: Studied, wang: Someone, clinic: Clinic
) -> None:
    recruits.participant(study, clinic, sex="female")
    pages = {
        "sampling/": 22,
        "screening/": 11,
        "screening/1/": 15,
        "criteria/": 8,
        "participants/": 9,
        "participants/1/": 13,
    }

    def cost(page: str) -> int:
        zhou.get(at(page))
        with CaptureQueriesContext(connection) as seen:
            zhou.get(at(page))
        return len(seen)

    before = {page: cost(page) for page in pages}
    for n in range(3):
        someone = builders.patient(clinic, name="孙玉梅", phone=f"+861380000880{n}")
        builders.consent(someone)
        recruits.participant(study, clinic, standing="active")
    assert {page: cost(page) for page in pages} == before
    assert all(before[page] <= most for page, most in pages.items()), before


def test_staff_answer_for_themselves_in_the_team_or_not(
    study: Studied, clinic: Clinic, sign_in: SignIn
) -> None:
    numbers = [recruits.drawn(study, clinic, standing="provider") for _ in range(4)]
    for no in numbers:
        recruits.judge(study, no)
        recruits.ask(study, no, way=ApproachWay.PAGE)
    li, wang_nurse = sign_in(clinic.li), sign_in(clinic.wang)
    assert "/study/mine/" in text(li.get("/staff/"))
    assert "/study/mine/" not in text(sign_in(clinic.admin).get("/staff/"))
    page = text(li.get("/study/mine/"))
    assert "骨质疏松患者参与 PRO 项目的体验" in page
    mine = next(
        each
        for each in Screening.objects.all()
        if study_vault.behind(each.guid) == StudySubject(account_id=clinic.li.account_id)
    )
    paper = page.split('name="paper" value="')[1].split('"')[0]
    answer = {"part": str(mine.guid), "paper": paper, "do": "yes", "scopes": ["audio"]}
    assert wang_nurse.post("/study/mine/", answer).status_code == 404
    assert "您从 2026-11-23 起参加" in text(li.post("/study/mine/", answer, follow=True))
    (whose,) = participants.participants(study.study_id)
    assert whose.subject is SubjectKind.PROVIDER
    assert whose.consent.scopes == {ConsentScope.AUDIO}
    li.post("/study/mine/", {"part": str(mine.guid), "do": "scopes", "scopes": []})
    li.post("/study/mine/", {"part": str(mine.guid), "do": "stop"})
    assert not participants.participant(study.study_id, 1).in_force
    assert Participant.objects.count() == 1

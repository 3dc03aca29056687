"""A patient is asked for the interview study on their own pages, answers, and stops."""

from typing import Any

import pytest
from django.test import Client

from osteopro.access.terms import Scope
from osteopro.enrolment.actions import withdraw_consent
from osteopro.enrolment.terms import Purpose
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.models import Participant, Screening
from osteopro.research.queries import participants, recruitment
from osteopro.research.stages import Stage
from osteopro.research.terms import ApproachWay, ConsentScope
from tests import builders, recruits, studies, study_results
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import helpers_phone
from tests.studies import Studied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def study(clinic: Clinic, wang_xiuying: Someone) -> Studied:
    """A study that asks Mrs Wang on her own page."""
    builders.consent(wang_xiuying)
    found = studies.study(clinic)
    no = recruits.drawn(found, clinic, sex="female")
    recruits.judge(found, no)
    recruits.ask(found, no, way=ApproachWay.PAGE)
    return found


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def paper_of(page: str) -> str:
    return page.split('name="paper" value="')[1].split('"')[0]


def test_who_was_not_asked_sees_that(wang: Client) -> None:
    assert "现在没有访谈请您参加" in text(wang.get("/me/study/"))


def test_home_leads_there_while_an_answer_is_wanted(wang: Client, study: Studied) -> None:
    way = 'href="/me/study/"'
    assert way in text(wang.get("/me/"))
    of = f"/me/study/{Screening.objects.get().guid}/"
    wang.post(of, {"do": "no", "paper": paper_of(text(wang.get(of)))})
    assert way not in text(wang.get("/me/"))


def test_asked_read_agreed_changed_and_stopped(wang: Client, study: Studied) -> None:
    assert "我们想请您谈一谈" in text(wang.get("/me/study/"))
    of = f"/me/study/{Screening.objects.get().guid}/"
    read = text(wang.get(of))
    assert "周研究员请您参加" in read
    assert "information 第一版" in read
    assert "consent 第一版" in read
    answers = {f"scope-{code}": "no" for code in ConsentScope} | {"scope-audio": "yes"}
    answers["paper"] = paper_of(text(wang.get(f"{of}agree/")))
    half = wang.post(f"{of}agree/", {**answers, "scope-quotes": ""})
    assert half.status_code == 422
    assert not Participant.objects.exists()
    done = text(wang.post(f"{of}agree/", answers, follow=True))
    assert "谢谢您参加" in done
    assert "谈话可以录音" in done
    given = participants.participant(study.study_id, 1)
    assert given.consent.scopes == {ConsentScope.AUDIO}
    wang.post(f"{of}agree/", answers | {"scope-audio": "no", "scope-recontact": "yes"})
    assert participants.participant(study.study_id, 1).consent.scopes == {ConsentScope.RECONTACT}
    assert "您看病还和以前一样" in text(wang.get(f"{of}stop/"))
    assert "您已经不参加了" in text(wang.post(f"{of}stop/", follow=True))
    assert not participants.participant(study.study_id, 1).in_force
    assert wang.get(of).status_code == 302


def test_a_no_is_kept_and_nobody_asks_again(wang: Client, study: Studied) -> None:
    of = f"/me/study/{Screening.objects.get().guid}/"
    said = wang.post(of, {"do": "no", "paper": paper_of(text(wang.get(of)))}, follow=True)
    assert "您不参加" in text(said)
    assert recruitment.screening_of(study.study_id, 1).stage is Stage.REFUSED
    assert "我们想请您谈一谈" not in text(wang.get("/me/study/"))


def test_other_words_meanwhile_are_read_first(wang: Client, study: Studied) -> None:
    of = f"/me/study/{Screening.objects.get().guid}/"
    answers = {f"scope-{code}": "no" for code in ConsentScope}
    answers["paper"] = paper_of(text(wang.get(f"{of}agree/")))
    recruits.new_consent_form(study, "1.1")
    changed = wang.post(f"{of}agree/", answers)
    assert changed.status_code == 422
    assert "新的一版 1.1" in text(changed)
    assert "内容刚有改动，请重新看一遍" in text(changed)
    assert not Participant.objects.exists()


def test_a_helper_does_not_answer_for_the_patient(study: Studied, wang_xiuying: Someone) -> None:
    daughter = helpers_phone(builders.helper(wang_xiuying, *Scope))
    of = f"/me/study/{Screening.objects.get().guid}/"
    for address in ("/me/study/", of, f"{of}agree/", f"{of}stop/"):
        assert daughter.get(address).status_code == 404
    assert daughter.post(of, {"do": "no"}).status_code == 404


def test_who_took_back_consent_to_research_is_told_why_they_cannot_take_part(
    wang: Client, study: Studied, wang_xiuying: Someone
) -> None:
    of = f"/me/study/{Screening.objects.get().guid}/"
    answers = {f"scope-{code}": "no" for code in ConsentScope}
    answers["paper"] = paper_of(text(wang.get(f"{of}agree/")))
    withdraw_consent(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, purpose=Purpose.RESEARCH
    )
    refused = wang.post(f"{of}agree/", answers)
    assert refused.status_code == 422
    assert "所以不能参加" in text(refused)
    assert not Participant.objects.exists()
    assert "您不参加" in text(wang.post(of, {"do": "no", **answers}, follow=True))


@pytest.mark.parametrize("way", ["", "agree/", "stop/"])
def test_whatever_cannot_be_is_said_in_plain_words(
    wang: Client, study: Studied, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    of = f"/me/study/{Screening.objects.get().guid}/"
    answers = {f"scope-{code}": "no" for code in ConsentScope}
    answers["paper"] = paper_of(text(wang.get(f"{of}agree/")))
    if way:
        wang.post(f"{of}agree/", answers)

    def refuse(**_: object) -> None:
        raise Refused("something-new")

    for name in ("answer_for_oneself", "rescope_for_oneself", "stop_for_oneself"):
        monkeypatch.setattr(actions, name, refuse)
    refused = wang.post(of + way, {"do": "no", **answers})
    assert refused.status_code == 422
    assert "现在办不了" in text(refused)


def test_who_wants_no_results_any_more_is_asked_no_more_and_told_so(
    wang: Client, study: Studied
) -> None:
    of = f"/me/study/{Screening.objects.get().guid}/"
    answers = {f"scope-{code}": "yes" for code in ConsentScope}
    answers["paper"] = paper_of(text(wang.get(f"{of}agree/")))
    wang.post(f"{of}agree/", answers)
    check = study_results.brought_back(study, Participant.objects.get())
    assert study_results.STRUCTURE[:8] in text(wang.get("/me/study/results/"))
    wang.post(f"{of}agree/", answers | {"scope-recontact": "no"})
    page = text(wang.get("/me/study/results/"))
    assert study_results.STRUCTURE[:8] not in page
    assert "所以我们不再问您" in page
    assert "/me/study/results/" not in text(wang.get("/me/"))
    said = wang.post("/me/study/results/", {"check": str(check.guid), "outcome": "confirmed"})
    assert said.status_code == 302
    check.refresh_from_db()
    assert not check.outcome
    wang.post(f"{of}agree/", answers)
    assert study_results.STRUCTURE[:8] in text(wang.get("/me/study/results/"))

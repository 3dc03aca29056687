"""The staff questionnaire: answered once a round, kept without its author, shown from five."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit.models import Event
from osteopro.instruments.answers import values_to_json
from osteopro.quality import actions, queries
from osteopro.quality.models import SurveyAnswer, SurveyTurn
from osteopro.quality.rounds import Round, round_on
from tests import builders
from tests.integration.web_care.conftest import SignIn, page

pytestmark = pytest.mark.django_db
NOW = round_on(date(2026, 11, 23))
SOME: dict[str, Any] = {"prov-time": "a1", "prov-best": "一眼看到变化"}


def colleagues(at: builders.Clinic, number: int) -> list[builders.Staff]:
    return [
        builders.staff(at.site_id, f"s{n}", f"护士{n}", f"Nurse {n}", Role.FOLLOW_UP_MANAGER)
        for n in range(number)
    ]


def page_of(client: Client, name: str, **query: Any) -> str:
    return page(client.get(reverse(name), query))


def test_answers_are_kept_without_their_author(clinic: builders.Clinic) -> None:
    assert actions.answer_survey(by=clinic.li.actor, current=NOW, values=SOME)
    kept = SurveyAnswer.objects.get()
    assert kept.answers == values_to_json(SOME)
    assert {field.name for field in kept._meta.fields} == {"id", "round", "instrument", "answers"}
    said = Event.objects.get(kind="survey.answered")
    assert (said.actor, said.detail, said.object_id) == (
        clinic.li.account_id,
        {},
        str(NOW.number),
    )


def test_who_answered_is_not_asked_again_in_this_round(clinic: builders.Clinic) -> None:
    actions.answer_survey(by=clinic.li.actor, current=NOW, values=SOME)
    assert not actions.answer_survey(by=clinic.li.actor, current=NOW, values={"prov-time": "a4"})
    assert SurveyAnswer.objects.count() == SurveyTurn.objects.count() == 1
    assert actions.answer_survey(by=clinic.li.actor, current=Round(NOW.number + 1), values=SOME)


def test_nothing_is_shown_while_the_round_runs_nor_below_five(
    clinic: builders.Clinic, li: Client, sign_in: SignIn
) -> None:
    people = colleagues(clinic, 5)
    for who in people[:4]:
        actions.answer_survey(by=who.actor, current=NOW, values=SOME)
    assert "一眼看到变化" not in page_of(li, "care_survey_results")
    assert queries.results(NOW) is None
    actions.answer_survey(by=people[4].actor, current=NOW, values=SOME)
    assert "一眼看到变化" not in page_of(li, "care_survey_results", round=NOW.number)
    with clock.frozen(clock.now() + timedelta(weeks=12)):
        shown = page_of(sign_in(clinic.li), "care_survey_results")
    assert shown.count("一眼看到变化") == 5
    assert "0 %" in shown


def test_a_page_filled_in_is_kept_and_thanked_for(clinic: builders.Clinic, sign_in: SignIn) -> None:
    client, address = sign_in(clinic.zhang), reverse("care_survey")
    typed = {"prov-time": "a3", "prov-months": "14", "prov-worst": "", "prov-role": "physician"}
    answer = client.post(address, typed)
    assert answer.status_code == 302
    assert SurveyAnswer.objects.get().answers == {
        "prov-time": "a3",
        "prov-months": 14,
        "prov-role": "physician",
    }
    assert "谢谢" in page(client.get(address))
    client.post(address, typed)
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"prov-months": "about a year", "prov-time": "a3"},
        {"prov-months": "99999", "prov-time": "a3"},
        {"prov-time": "a9", "prov-best": "很好"},
        {"prov-best": "长" * 501, "prov-time": "a3"},
        {},
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(li: Client, typed: dict[str, str]) -> None:
    answer = li.post(reverse("care_survey"), typed)
    assert answer.status_code == 422
    shown = page(answer)
    assert "error-summary" in shown
    assert not SurveyAnswer.objects.exists()
    for name, value in typed.items():
        if name in ("prov-best", "prov-months"):
            assert value in shown
    if typed.get("prov-time") == "a3":
        assert 'value="a3" id="f-prov-time-4" checked' in shown


def test_the_workload_asks_until_one_has_answered(clinic: builders.Clinic, li: Client) -> None:
    address = reverse("care_survey")
    assert f'href="{address}"' in page_of(li, "care_load")
    actions.answer_survey(by=clinic.li.actor, current=NOW, values=SOME)
    assert f'href="{address}"' not in page_of(li, "care_load")

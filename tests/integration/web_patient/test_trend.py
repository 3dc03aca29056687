"""My own changes: sentence, picture, table (ux section 4)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.appointments import actions as visiting
from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries.frame import frame
from osteopro.followup.queries.trend import trend
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def wang_xiuying(clinic: Clinic, monday: datetime) -> Someone:
    """Mrs Wang, in the programme for four weeks."""
    with clock.frozen(monday - timedelta(days=28)):
        someone = builders.patient(clinic)
    followup_actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id)
    return someone


def week(someone: Someone, monday: datetime, ago: int, **changes: object) -> None:
    builders.send(someone, at=monday - timedelta(days=7 * ago), **changes)  # type: ignore[arg-type]


def page_of(client: Client, query: str = "") -> str:
    response = client.get(f"/me/trend/{query}")
    assert response.status_code == 200
    # A number and its unit stay on one line.
    return str(response.content.decode()).replace("\u00a0", " ")


def test_helper_sees_no_entry_of_the_diary_that_was_written_alone(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago in (3, 2, 1):
        week(wang_xiuying, monday, ago)
    builders.note(wang_xiuying, "good")
    daughter = helpers_phone(builders.helper(wang_xiuying, Scope.READ))

    assert "好事" in page_of(wang)
    assert "好事" not in page_of(daughter)


def test_before_any_record_the_page_says_what_will_be_here(wang: Client) -> None:
    page = page_of(wang)
    assert "记录一次以后，这里能看到变化。" in page
    assert "<svg xmlns" not in page


def test_two_records_are_a_sentence_and_a_table_without_a_picture(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    week(wang_xiuying, monday, 2, sym_pain_rest="5")
    week(wang_xiuying, monday, 1, sym_pain_rest="3")
    page = page_of(wang)
    assert "这 4 周不动时痛有好转，从 5 到 3。" in page
    assert "<svg xmlns" not in page
    assert page.index("11月16日") < page.index("11月9日")
    assert "<td><b>3</b></td><td>好转</td>" in page


def test_three_records_make_a_picture_whose_name_is_the_sentence(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago, pain in ((3, "5"), (2, "4"), (1, "5")):
        week(wang_xiuying, monday, ago, sym_pain_rest=pain)
    page = page_of(wang)
    assert '<title id="trend-t">这 4 周不动时痛差不多，在 4 到 5 之间。</title>' in page
    assert "8月24日 到 11月23日" in page
    assert "往上 = 更痛" in page
    assert "0 = 一点不痛，10 = 想得到的最痛" in page
    assert "需要看" not in page


def test_a_week_without_a_record_is_a_gap(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago in (4, 3, 1, 0):
        week(wang_xiuying, monday, ago)
    found = trend(frame(wang_xiuying.patient_id), monday - timedelta(days=91))
    assert [day.isoformat() for day in found.missed] == ["2026-11-09"]
    page = page_of(wang)
    assert '<th scope="row">11月9日</th><td colspan="2">没填</td>' in page
    assert "没填，线断开" in page


def test_a_record_a_few_days_late_is_no_gap(wang_xiuying: Someone, monday: datetime) -> None:
    builders.send(wang_xiuying, at=monday - timedelta(days=20))
    builders.send(wang_xiuying, at=monday - timedelta(days=8))
    found = trend(frame(wang_xiuying.patient_id), monday - timedelta(days=91))
    assert found.missed == ()


def test_levels_are_said_in_words(wang: Client, wang_xiuying: Someone, monday: datetime) -> None:
    for ago, sleep in ((3, "very"), (2, "quite"), (1, "some")):
        week(wang_xiuying, monday, ago, sym_sleep=sleep)
    page = page_of(wang, "?item=sym-sleep")
    assert '<option value="sym-sleep" selected>睡不好</option>' in page
    assert "这 4 周睡不好有好转，从很重到有一些。" in page
    assert "<td><b>比较重</b></td><td>差不多</td>" in page


def test_family_phone_and_declined_answers_are_marked(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    week(wang_xiuying, monday, 3)
    week(wang_xiuying, monday, 2)
    week(wang_xiuying, monday, 1, sym_pain_rest={"absent": "skipped"})
    proxy = builders.ByWhom.PROXY
    builders.send(wang_xiuying, at=monday, by_whom=proxy, sym_pain_rest="9")
    page = page_of(wang)
    assert "<td><b>9</b></td><td>家人答的</td>" in page
    assert '<td colspan="2">不想答</td>' in page
    assert "家人替您答的" in page
    # A family member's number is not hers: the sentence leaves it out.
    assert "这 4 周不动时痛差不多，都是 3。" in page


def test_scales_can_be_looked_at_and_have_no_decimals(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago in (3, 2, 1):
        week(wang_xiuying, monday, ago)
    page = page_of(wang, "?item=SYM-C&months=12")
    assert '<option value="SYM-C" selected>核心症状指数</option>' in page
    assert "<td><b>33</b></td>" in page
    assert "看 3 个月" in page


def quality(someone: Someone, at: datetime, **answers: str) -> None:
    """A record with the long questions on daily life behind it."""
    good = {f"qol-{domain}{n}": "d0" for domain in ("pf", "da") for n in (1, 2, 3, 4)}
    good |= {f"qol-{name}": "f4" for name in ("so1", "so2", "em1", "gh2")}
    good |= {f"qol-{name}": "f0" for name in ("so3", "em2", "em3")}
    named = {name.replace("_", "-"): value for name, value in answers.items()}
    with clock.frozen(at):
        receipt = builders.send(someone, qol_gh1="g4")
        builders.finish(someone, receipt, {**good, **named})


def test_what_is_asked_every_few_months_has_a_picture_with_two_answers(
    clinic: Clinic, monday: datetime, signed_in: SignIn
) -> None:
    long_ago = monday - timedelta(days=100)
    with clock.frozen(long_ago - timedelta(days=30)):
        someone = builders.patient(clinic)
    quality(someone, long_ago)
    followup_actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id)
    wang = signed_in(someone)
    once = page_of(wang, "?item=QOL-T")
    assert "生活质量总分只记了一次：8月15日 100。" in once
    assert "<svg xmlns" not in once
    quality(someone, monday, qol_em1="f0", qol_em2="f4", qol_em3="f4")
    page = page_of(wang, "?item=QOL-T")
    assert "生活质量总分变差了：8月15日 100，11月23日 80。" in page
    assert "<svg xmlns" in page
    assert "看 3 个月" in page, "twelve months are shown without asking for them"
    assert 'name="months"' not in page, "and the next question has its own usual span"
    assert 'value="3"' in page_of(wang, "?item=QOL-T&months=3")
    assert 'value="QOL-T"' in page_of(wang), "offered although the last one is months ago"


def test_two_records_of_the_short_form_are_still_no_picture(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    week(wang_xiuying, monday, 2)
    week(wang_xiuying, monday, 1)
    assert "<svg xmlns" not in page_of(wang, "?item=SYM-C")


def test_questions_without_an_answer_are_not_offered(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    week(wang_xiuying, monday, 1)
    page = page_of(wang)
    assert 'value="sym-mood"' in page
    assert 'value="sym-posture"' not in page


@pytest.mark.parametrize("query", ["?item=nonsense", "?months=5", "?item=sym-mood&months=all"])
def test_odd_addresses_show_something_sensible(
    wang: Client, wang_xiuying: Someone, monday: datetime, query: str
) -> None:
    week(wang_xiuying, monday, 1)
    assert "这 4 周" in page_of(wang, query)


def test_the_number_of_queries_does_not_grow_with_history(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(wang, "?months=all")
        return len(seen)

    week(wang_xiuying, monday, 4)
    little = queries()
    for ago in (3, 2, 1, 0):
        week(wang_xiuying, monday, ago)
    assert queries() == little
    # Three of them for what became of this month: replies, calls, visits.
    assert little <= 12


def test_what_was_noted_in_the_diary_stands_under_the_picture(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago in (3, 2, 1):
        week(wang_xiuying, monday, ago)
    without = page_of(wang)
    day = (monday - timedelta(days=3)).date().isoformat()
    fell = {"fall_count": "1", "fall_date": day, "fall_hurt": "ok", "fall_head": "no"}
    builders.note(wang_xiuying, "fall", dia_date=day, rf_seen="yes", **fell)
    builders.note(wang_xiuying, "exercise", dia_date=day)
    page = page_of(wang)

    assert "运动了" not in without
    assert ">记</text>" in page
    rows = page.split("<tbody>")[1]
    assert rows.count("11月20日") == 2
    assert "运动了" in rows
    assert "摔倒" in rows


def test_a_change_of_medicine_at_a_visit_is_marked_in_picture_and_table(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for ago in (3, 2, 1):
        week(wang_xiuying, monday, ago)
    changed = (VisitOutcome.MEDICINE,)

    def see(ago: int, **more: object) -> None:
        with clock.frozen(monday - timedelta(days=ago)):
            visiting.record_outcome(
                by=clinic.zhang.actor,
                patient_id=wang_xiuying.patient_id,
                outcome=visiting.Outcome(changed, used=True, medicine="换成地舒单抗", **more),  # type: ignore[arg-type]
                key=uuid4(),
            )

    see(10, line="药换了，看处方。")
    see(3, not_told=NotTold.FAMILY_WISH)
    page = page_of(wang)
    picture = page[page.index("<svg xmlns") : page.index("</svg>", page.index("<svg xmlns"))]
    assert picture.count(">药<") == 1, "what they are not told is not marked"
    assert page.count("张医生调整了您的药") == 1
    assert "地舒单抗" not in page, "the words for the record are the clinic's"
    with clock.frozen(monday - timedelta(days=10)):
        assert "调整了您的药" not in page_of(wang), "it can still be taken back"

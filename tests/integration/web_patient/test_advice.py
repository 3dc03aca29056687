"""My advice: what to do, why, since when, from whom; and saying what cannot be done (ux 2.1)."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.followup import advised
from osteopro.followup.models import AdviceSaid, OpenItem
from osteopro.followup.terms import ItemKind
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HERE = "/me/advice/"


def give(clinic: Clinic, someone: Someone, at: datetime, *codes: str) -> int:
    """A record answered with advice; returns the id of the reply."""
    with clock.frozen(at):
        answered = builders.reply(clinic, someone, builders.send(someone), advice=codes)
    assert answered.message_id is not None
    return answered.message_id


def ids(someone: Someone) -> list[int]:
    return [each.given_id for each in advised.given(someone.patient_id)]


def page(client: Client, path: str = HERE) -> str:
    return client.get(path).content.decode()


def test_it_says_what_why_since_when_and_from_whom(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13")
    text = page(wang)
    assert "<h2>热敷</h2>" in text
    assert builders.advice_text("R13") in text
    assert "为什么：王阿姨，您写了“夜里翻身痛”。" in text
    assert "李护士给的，从11月16日开始" in text
    assert "这里不能改药" in text
    assert "想改药，请打电话。" in text


def test_three_at_most_hold_and_older_ones_are_folded(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=40), "R15")
    give(clinic, wang_xiuying, monday - timedelta(days=14), "R02", "R10")
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13", "R10")
    text = page(wang)
    shown, _, folded = text.partition("以前的建议")
    assert shown.count("<h2>家里防摔</h2>") == 1, "the newest of each advice"
    assert [t for t in ("热敷", "家里防摔", "起床方法") if f"<h2>{t}</h2>" in shown] == [
        "热敷", "家里防摔", "起床方法",
    ]  # fmt: skip
    assert "<h3>睡好一点</h3>" in folded
    assert "<h3>家里防摔</h3>" in folded


def test_before_any_advice_the_page_says_what_will_be_here(wang: Client) -> None:
    text = page(wang)
    assert "李护士给您的建议会在这里。现在还没有。" in text
    assert "这里不能改药" in text


def test_cannot_do_it_is_promised_an_answer_and_can_be_changed(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13")
    (given,) = ids(wang_xiuying)
    answer = wang.post(HERE, {"given": given, "word": "cannot"})
    text = page(wang, answer["Location"])
    assert "记下了：您做不到。谢谢您告诉我们。" in text
    assert "李护士会在 11月24日 星期二 下午5:30 前" in re.sub(r"<[^>]+>", "", text)
    assert "您说：做不到。" in text
    wang.post(HERE, {"given": given, "word": "doing"})
    assert "您说：在做。" in page(wang)
    assert AdviceSaid.objects.count() == 2
    item = OpenItem.objects.get(kind=ItemKind.MESSAGE)
    assert item.reasons[0]["id"] == "advice-cannot"


@pytest.mark.parametrize(
    "fields",
    [
        {"given": "1", "word": "helped"},
        {"given": "1", "word": ""},
        {"given": "x", "word": "doing"},
        {"given": "9" * 30, "word": "doing"},
        {"word": "doing"},
    ],
)
def test_nothing_else_can_be_marked(wang: Client, fields: dict[str, str]) -> None:
    assert wang.post(HERE, fields).status_code == 404
    assert not AdviceSaid.objects.exists()


def test_somebody_elses_advice_is_not_there(
    clinic: Clinic, wang_xiuying: Someone, signed_in: SignIn, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13")
    other = signed_in(builders.patient(clinic, name="陈国民", phone="+8613800000011"))
    assert "热敷" not in page(other)
    (given,) = ids(wang_xiuying)
    assert other.post(HERE, {"given": given, "word": "doing"}).status_code == 404


@pytest.mark.parametrize(
    ("scopes", "reads", "marks"),
    [
        ((Scope.READ,), True, False),
        ((Scope.READ, Scope.ENTER), True, True),
        ((Scope.ENTER,), False, False),
    ],
)
def test_helpers_see_and_mark_as_the_patient_allowed(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    scopes: tuple[Scope, ...],
    reads: bool,
    marks: bool,
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13")
    helping = helpers_phone(builders.helper(wang_xiuying, *scopes))
    got = helping.get(HERE)
    assert (got.status_code == 200) is reads
    assert ("做不到</span>" in got.content.decode()) is marks
    sent = helping.post(HERE, {"given": ids(wang_xiuying)[0], "word": "doing"})
    assert (sent.status_code == 302) is marks


def test_helpers_do_not_see_what_quotes_words_of_self_harm(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=14), "R02")
    with clock.frozen(monday - timedelta(days=7)):
        record = builders.send(wang_xiuying)
        builders.reply(clinic, wang_xiuying, record, advice=["R13"], wrote="不想活了")
    assert "为什么：王阿姨，您写了“不想活了”。" in page(wang)
    text = page(helpers_phone(builders.helper(wang_xiuying)))
    assert "不想活" not in text
    assert "<h2>热敷</h2>" not in text
    assert "<h2>起床方法</h2>" in text


def test_home_and_the_reply_lead_here(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    message = give(clinic, wang_xiuying, monday - timedelta(days=7), "R13")
    assert f'href="{HERE}"' in page(wang, "/me/")
    assert f'href="{HERE}"' in page(wang, f"/me/messages/{message}/")


def test_its_queries_do_not_grow_with_the_advice(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            wang.get(HERE)
        return len(seen)

    give(clinic, wang_xiuying, monday - timedelta(days=14), "R13")
    one = asked()
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R02", "R10", "R15")
    assert asked() == one


# ---- 照做有困难 names the advice ----


def test_hard_to_do_asks_which_of_several(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    message = give(clinic, wang_xiuying, monday - timedelta(days=1), "R13", "R02")
    here = f"/me/messages/{message}/"
    asked = wang.post(here, {"answer": "difficult"})
    assert asked.status_code == 200
    text = asked.content.decode()
    assert "哪一条做不到？" in text
    assert "热敷" in text
    assert not AdviceSaid.objects.exists()
    empty = wang.post(here, {"answer": "difficult", "naming": "1"})
    assert empty.status_code == 422
    assert "请选一条。" in empty.content.decode()
    second = advised.of_message(wang_xiuying.patient_id, message)[1].given_id
    sent = wang.post(here, {"answer": "difficult", "naming": "1", "which": [second]})
    assert sent.status_code == 302
    assert OpenItem.objects.get(kind=ItemKind.MESSAGE).reasons[0]["tags"] == ["R02"]
    assert "您说：做不到。" in page(wang)


def test_a_number_without_end_names_no_advice(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    message = give(clinic, wang_xiuying, monday - timedelta(days=1), "R13", "R02")
    named = {"answer": "difficult", "naming": "1", "which": ["other", "9" * 5000]}
    assert wang.post(f"/me/messages/{message}/", named).status_code == 302
    assert not AdviceSaid.objects.exists()


def test_something_else_names_no_advice(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    message = give(clinic, wang_xiuying, monday - timedelta(days=1), "R13", "R02")
    wang.post(
        f"/me/messages/{message}/", {"answer": "difficult", "naming": "1", "which": ["other"]}
    )
    assert OpenItem.objects.get(kind=ItemKind.MESSAGE).reasons[0]["tags"] == []
    assert not AdviceSaid.objects.exists()


# ---- the question in the next record ----


def test_the_question_says_which_advice_it_is_about(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    give(clinic, wang_xiuying, monday - timedelta(days=7), "R13", "R02")
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["none"]})
    assert "11月16日给您的建议：热敷、起床方法。" in page(wang, f"/me/record/{record}/adv-tried/")
    assert "给您的建议" not in page(wang, f"/me/record/{record}/sym-sleep/")

"""The wording of advice: one person drafts, another approves, what was sent stays (ux 2.5)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import advised
from osteopro.triage import queries, signing, wordings
from osteopro.triage.editions import Wording, fingerprint, wording_of
from osteopro.triage.models import AdviceDecision, AdviceDraft, LibrarySignature
from osteopro.triage.wordings import DraftGone, SecondPerson, WordingRefused
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn, page

pytestmark = pytest.mark.django_db
ZH = "毛巾包着热水袋敷 10 分钟。皮肤麻、肿、破的地方不敷。"
EN = "Warm pack wrapped in a towel, 10 min. Not on numb, swollen or broken skin."
FIELDS = {"title_zh": "热敷", "title_en": "Warmth", "text_zh": ZH, "text_en": EN}
HERE = "/manage/advice/R13/"


def wording(zh: str = ZH) -> Wording:
    before = wording_of(queries.current().ruleset.advice.of("R13"))
    return replace(before, text={"zh-CN": zh, "en": EN})


def draft(clinic: Clinic, zh: str = ZH) -> int:
    return wordings.draft_wording(by=clinic.admin.actor, code="R13", wording=wording(zh))


def test_a_second_person_publishes_and_it_applies_at_once(clinic: Clinic) -> None:
    first = draft(clinic)
    assert builders.advice_text("R13") != ZH
    with pytest.raises(SecondPerson):
        wordings.publish_wording(by=clinic.admin.actor, draft_id=first)
    assert wordings.publish_wording(by=clinic.lead.actor, draft_id=first) == 1
    assert builders.advice_text("R13") == ZH
    assert queries.current().ruleset.advice.of("R13").edition == 1
    with pytest.raises(DraftGone):
        wordings.publish_wording(by=clinic.lead.actor, draft_id=first)
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"advice.drafted", "advice.published"} <= kinds


def test_what_was_sent_stays_and_new_replies_have_the_new_words(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    old = builders.advice_text("R13")
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    wordings.publish_wording(by=clinic.lead.actor, draft_id=draft(clinic))
    with clock.frozen(monday + timedelta(days=30)):
        builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), advice=["R13"])
    new, first = advised.given(wang_xiuying.patient_id)
    assert (first.text, new.text) == (old, ZH)


def test_a_newer_draft_takes_the_place_of_one_that_waits(clinic: Clinic) -> None:
    first = draft(clinic)
    second = draft(clinic, "毛巾包着热水袋敷 5 分钟。")
    with pytest.raises(DraftGone):
        wordings.publish_wording(by=clinic.lead.actor, draft_id=first)
    wordings.withdraw_wording(by=clinic.lead.actor, draft_id=second)
    assert wordings.waiting_drafts() == {}
    assert AdviceDraft.objects.count() == 2
    assert not AdviceDecision.objects.filter(published=True).exists()


def test_what_must_not_be_said_is_neither_kept_nor_published(clinic: Clinic) -> None:
    for text in ("药减半再热敷。", "做仰卧起坐。"):
        with pytest.raises(WordingRefused):
            draft(clinic, text)
    assert not AdviceDraft.objects.exists()


# ---- the pages ----


@pytest.fixture
def admin(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.admin)


@pytest.fixture
def lead(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.lead)


def test_the_list_says_when_for_whom_not_and_how_it_reads(admin: Client) -> None:
    text = page(admin.get("/manage/advice/"))
    for words in (
        "尚未签字", "opros|1.2.0", "R00", "R25", "动时痛", "皮肤麻木", "3 天内背痛、摔倒或骨折",
        "随规则发布", "最长一句", "Warm pack wrapped in a towel",
    ):  # fmt: skip
        assert words in text


def test_one_drafts_the_other_approves(admin: Client, lead: Client) -> None:
    answer = admin.post(HERE, FIELDS)
    assert answer.status_code == 302
    mine = page(admin.get(answer["Location"]))
    assert "草稿已存，等另一个人核准。" in mine
    assert "核准并发布" not in mine
    number = mine.split('name="draft" value="')[1].split('"')[0]
    own = admin.post(HERE, {"do": "publish", "draft": number})
    assert own.status_code == 422
    assert "您写的要由另一个人核准。" in page(own)
    assert "核准并发布" in page(lead.get(HERE))
    assert lead.post(HERE, {"do": "publish", "draft": number}).status_code == 302
    text = page(lead.get(HERE))
    assert "本院第 1 版" in text
    assert "刘管理员 撰写，陈主任 核准" in text
    again = lead.post(HERE, {"do": "publish", "draft": number})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text_zh": "药减半再热敷。"}, "要医生当面定"),
        ({"text_zh": "做仰卧起坐。"}, "“仰卧起坐”不能作为建议：仰卧起坐、卷腹。"),
        ({"text_en": ""}, "中文和英文都要写。"),
        ({"text_zh": "敷" * 170}, "超出 10 个字。"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: Client, changed: dict[str, str], said: str
) -> None:
    answer = admin.post(HERE, {**FIELDS, **changed})
    text = page(answer)
    assert answer.status_code == 422
    assert said in text
    assert f'href="#f-{next(iter(changed))}"' in text
    assert (changed.get("text_zh") or ZH) in text
    assert not AdviceDraft.objects.exists()


@pytest.mark.parametrize("english", ["热敷 10 分钟", "10"])
def test_a_draft_without_an_english_word_can_be_looked_at_and_put_away(
    admin: Client, english: str
) -> None:
    drafted = admin.post(HERE, {**FIELDS, "text_en": english})
    text = page(admin.get(drafted["Location"]))
    assert english in text
    number = text.split('name="draft" value="')[1].split('"')[0]
    assert admin.post(HERE, {"do": "withdraw", "draft": number}).status_code == 302


def test_what_is_not_there_is_404(admin: Client) -> None:
    assert admin.get("/manage/advice/R99/").status_code == 404
    assert admin.post(HERE, {"do": "publish", "draft": "x"}).status_code == 404


def test_the_list_costs_the_same_with_many_wordings(
    clinic: Clinic, admin: Client, lead: Client
) -> None:
    def asked() -> int:
        queries.current()
        with CaptureQueriesContext(connection) as seen:
            admin.get("/manage/advice/")
        return len(seen)

    before = asked()
    for n in (5, 6, 7):
        number = draft(clinic, f"毛巾包着热水袋敷 {n} 分钟。")
        wordings.publish_wording(by=clinic.lead.actor, draft_id=number)
    draft(clinic)
    # One more asks for the names of those who wrote and approved.
    assert asked() <= before + 1


# ---- a clinician signs for the library ----


@pytest.fixture
def zhang(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.zhang)


def shown_digest(client: Client) -> str:
    return page(client.get("/manage/advice/")).split('name="digest" value="')[1].split('"')[0]


def test_a_physician_signs_for_the_library_as_it_stands(
    clinic: Clinic, zhang: Client, lead: Client
) -> None:
    before = page(zhang.get("/manage/advice/"))
    assert "尚未签字" in before
    assert "/manage/advice/R13/" not in before, "who signs writes no wording"
    answer = zhang.post("/manage/advice-signature/", {"digest": shown_digest(zhang)})
    assert answer.status_code == 302
    after = page(zhang.get(answer["Location"]))
    assert "尚未签字" not in after
    assert "张医生" in after.split("已有医生为")[1][:40]
    assert "我已全部读过" not in after
    assert "已签字" in page(lead.get("/manage/advice/"))
    row = LibrarySignature.objects.get()
    assert (row.by, row.ruleset) == (clinic.zhang.account_id, queries.current().ruleset.name)
    event = Event.objects.get(kind="library.signed")
    assert event.actor == clinic.zhang.account_id


def test_signing_twice_is_one_signature(zhang: Client) -> None:
    digest = shown_digest(zhang)
    for _ in range(2):
        assert zhang.post("/manage/advice-signature/", {"digest": digest}).status_code == 302
    assert LibrarySignature.objects.count() == 1
    assert Event.objects.filter(kind="library.signed").count() == 1


def test_a_new_edition_ends_the_signature_and_an_old_form_signs_nothing(
    clinic: Clinic, zhang: Client
) -> None:
    digest = shown_digest(zhang)
    zhang.post("/manage/advice-signature/", {"digest": digest})
    wordings.publish_wording(by=clinic.lead.actor, draft_id=draft(clinic))
    text = page(zhang.get("/manage/advice/"))
    assert "尚未签字" in text
    assert "较早的版本已签字：张医生" in text
    stale = zhang.post("/manage/advice-signature/", {"digest": digest})
    assert stale.status_code == 409
    assert "您阅读期间建议库有了变化" in page(stale)
    assert LibrarySignature.objects.count() == 1
    zhang.post("/manage/advice-signature/", {"digest": shown_digest(zhang)})
    assert "尚未签字" not in page(zhang.get("/manage/advice/"))


def test_new_rules_end_the_signature(zhang: Client) -> None:
    ruleset = queries.current().ruleset
    signed = fingerprint(ruleset.name, ruleset.advice)
    assert fingerprint("opros|9.0.0", ruleset.advice) != signed
    assert fingerprint(ruleset.name, ruleset.advice) == signed


def test_rules_that_are_in_force_again_are_signed_still(clinic: Clinic, zhang: Client) -> None:
    zhang.post("/manage/advice-signature/", {"digest": shown_digest(zhang)})
    later = LibrarySignature(ruleset="opros|9.0.0", digest="9" * 64, at=clock.now(), by=0)
    later.save()
    last = signing.signature()
    assert last is not None
    assert last.holds
    assert last.by == clinic.zhang.account_id


def test_only_a_physician_signs(admin: Client, lead: Client) -> None:
    for client in (admin, lead):
        assert "我已全部读过" not in page(client.get("/manage/advice/"))
        digest = signing.in_force()
        assert client.post("/manage/advice-signature/", {"digest": digest}).status_code == 404
    assert not LibrarySignature.objects.exists()

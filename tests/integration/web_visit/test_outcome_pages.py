"""A physician's day, and what came of a visit: written, read by the patient, taken back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.appointments import actions as appointment_actions
from osteopro.appointments.models import Visit, VisitVoid
from osteopro.appointments.terms import NotTold
from osteopro.audit.models import Event
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import IntervalReason, ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, MedicineClass
from osteopro.summaries import asking
from osteopro.summaries.definition import edition
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer
from tests.integration.web_care.conftest import SignIn, act, page
from tests.integration.web_patient.conftest import give_birth_date

LATER = timedelta(seconds=31)


@pytest.fixture
def zhang(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.zhang)


def write(zhang: Client, someone: Someone, **changes: Any) -> Any:
    given = {
        "key": str(uuid4()),
        "do": "save",
        "outcomes": ["tests"],
        "used": "1",
        "line": "约了骨密度检查。",
    }
    return zhang.post(f"/visit/{someone.patient_id}/outcome/", given | changes)


def said(someone: Someone) -> list[str]:
    return [turn.body for turn in messaging_queries.thread(someone.patient_id, to_patient=True)]


def test_the_patient_reads_exactly_what_was_shown(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    builders.send(wang_xiuying, at=monday - timedelta(days=5))
    asked = {"do": "preview", "reply": "可以走路，慢一点。"}
    shown = page(write(zhang, wang_xiuying, **asked))
    words = [
        "张医生看过您的记录（11月18日）。",
        "约了骨密度检查。",
        "您想问的，张医生这样回答：可以走路，慢一点。",
    ]
    for each in words:
        assert each in shown, each
    assert not Visit.objects.exists(), "looking at it keeps nothing"
    kept = write(zhang, wang_xiuying, reply="可以走路，慢一点。")
    assert "约了骨密度检查。" in page(zhang.get(kept["Location"]))
    assert said(wang_xiuying) == [], "it can still be taken back"
    with clock.frozen(monday + LATER):
        assert said(wang_xiuying) == ["\n".join(words)]
        assert "撤回" not in page(zhang.get(kept["Location"]))
    read = Event.objects.filter(kind="visit.outcome").get()
    assert read.capacity == "physician"
    assert "骨密度" not in str(read.detail)


def test_questions_ticked_beforehand_wait_for_an_answer(
    clinic: Clinic, wang_xiuying: Someone, zhang: Client
) -> None:
    asking.choose_questions(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        codes=["food"],
        words=["能去跳舞吗？"],
        key=uuid4(),
    )
    shown = page(zhang.get(f"/visit/{wang_xiuying.patient_id}/outcome/"))
    assert "能去跳舞吗？" in shown
    assert edition().questions["food"]["zh-CN"] in shown


def test_what_leaves_the_building_tells_nothing_of_health(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    write(zhang, wang_xiuying)
    notice = OutboundMessage.objects.get(kind="visit-outcome")
    assert notice.due_at == monday + timedelta(seconds=30)
    assert set(notice.params) == {"message"}


def test_who_is_phoned_hears_it_in_a_call(clinic: Clinic, monday: datetime, zhang: Client) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE)
    visit_id = int(write(zhang, chen)["Location"].split("done=")[1].split("&")[0])
    told = OpenItem.objects.get(kind=ItemKind.TELL, closed_at__isnull=True)
    assert told.patient_id == chen.patient_id
    assert not OutboundMessage.objects.filter(kind="visit-outcome").exists()
    zhang.post(f"/visit/{chen.patient_id}/outcome/{visit_id}/undo/")
    assert not OpenItem.objects.filter(kind=ItemKind.TELL, closed_at__isnull=True).exists()
    assert CareState.objects.get(patient=chen.patient_id).open_items == 0


def test_taken_back_in_time_the_words_stand_in_the_form_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    kept = write(zhang, wang_xiuying)
    visit = Visit.objects.get()
    undo = f"/visit/{wang_xiuying.patient_id}/outcome/{visit.pk}/undo/"
    assert undo in page(zhang.get(kept["Location"]))
    again = zhang.post(undo, follow=True)
    assert "约了骨密度检查。" in page(again)
    assert VisitVoid.objects.count() == 1
    assert zhang.get(undo).status_code == 405
    assert zhang.post(undo.replace(f"outcome/{visit.pk}", "outcome/99")).status_code == 404
    with clock.frozen(monday + LATER):
        assert said(wang_xiuying) == []
    write(zhang, wang_xiuying)
    late = Visit.objects.latest("pk")
    with clock.frozen(monday + LATER):
        refused = zhang.post(undo.replace(f"outcome/{visit.pk}", f"outcome/{late.pk}"), follow=True)
        assert "来不及" in page(refused)
        assert len(said(wang_xiuying)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcomes": []}, "请选"),
        ({"outcomes": ["tests", "no-change"]}, "只能单独选"),
        ({"line": ""}, "请写一句给患者"),
        ({"not_told": "told-in-person"}, "只能选一样"),
        ({"outcomes": ["medicine"]}, "请写改了什么"),
        ({"line": "好" * 101}, "最多 100 个字"),
        ({"line": "", "not_told": "other", "reply": "可以。"}, "患者看不到"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    wang_xiuying: Someone, monday: datetime, zhang: Client, changes: Any, words: str
) -> None:
    for do in ("save", "preview"):
        refused = write(zhang, wang_xiuying, **{"reply": "我再看看。", "do": do} | changes)
        assert refused.status_code == 422
        assert words in page(refused)
        assert str(changes.get("reply", "我再看看。")) in page(refused)
    assert not Visit.objects.exists()


def test_without_a_line_a_reason_is_enough_and_the_patient_gets_nothing(
    wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    write(zhang, wang_xiuying, line="", not_told="results-first")
    assert Visit.objects.get().not_told == NotTold.RESULTS_FIRST
    with clock.frozen(monday + LATER):
        assert said(wang_xiuying) == []


def test_the_same_form_twice_is_one_outcome(
    wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    key = str(uuid4())
    first = write(zhang, wang_xiuying, key=key)
    assert write(zhang, wang_xiuying, key=key)["Location"] == first["Location"]
    other = write(zhang, wang_xiuying, key=key, line="别的话")
    assert other.status_code == 422
    assert "别的话" in page(other)
    assert Visit.objects.count() == 1


def test_a_line_is_put_in_without_scripts_and_only_once(
    wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    write(zhang, wang_xiuying, line="", lines=["tests"])
    line = Visit.objects.get().line
    assert line.startswith("给您安排了检查")
    write(zhang, wang_xiuying, line=line, lines=["tests"])
    assert Visit.objects.latest("pk").line == line


def test_another_kind_of_bone_medicine_reaches_the_plan_and_goes_with_the_outcome(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    patient = wang_xiuying.patient_id

    def stands() -> tuple[MedicineClass, str]:
        row = CareState.objects.get(patient=patient)
        return patients_queries.clinical_profile(patient).med_class, row.interval_reason

    before = stands()
    with clock.frozen(monday + timedelta(days=100)):
        since = stands()
        write(
            zhang,
            wang_xiuying,
            outcomes=["medicine"],
            medicine="改用地舒单抗，今天起",
            bone_medicine="denosumab",
        )
        assert stands() == (MedicineClass.DENOSUMAB, IntervalReason.MEDICINE_CHANGED)
        visit = Visit.objects.get()
        assert visit.medicine == "改用地舒单抗，今天起"
        zhang.post(f"/visit/{patient}/outcome/{visit.pk}/undo/")
        medicine, reason = stands()
        assert medicine == before[0]
        assert reason != IntervalReason.MEDICINE_CHANGED, since


def test_a_mistyped_outcome_is_put_right_on_the_page(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    zhang = sign_in(clinic.zhang)
    builders.send(wang_xiuying)
    write(zhang, wang_xiuying)
    wrong = Visit.objects.get()
    here = f"/visit/{wang_xiuying.patient_id}/outcome/"
    form = f"{here}?corrects={wrong.pk}"
    assert "更正它" not in page(zhang.get(here)), "it can still be taken back"
    with clock.frozen(monday + timedelta(hours=1)):
        zhang = sign_in(clinic.zhang)
        assert f'href="?corrects={wrong.pk}"' in page(zhang.get(here))
        shown = page(zhang.get(form))
        for words in ("约了骨密度检查。", "上面会写明是更正", "原来写的还留在记录里"):
            assert words in shown, words
        changes = {"corrects": wrong.pk, "outcomes": ["advice"], "line": "先练站立。"}
        silent = write(zhang, wang_xiuying, **changes | {"line": "", "not_told": "other"})
        assert silent.status_code == 422
        assert "请写现在应该怎么做" in page(silent)
        shown = page(write(zhang, wang_xiuying, **changes, do="preview"))
        assert "更正：张医生11月23日给您写的话改了，请以这次的为准。" in shown
        kept = write(zhang, wang_xiuying, **changes)
        assert "更正：张医生11月23日" in page(zhang.get(kept["Location"]))
        again = write(zhang, wang_xiuying, **changes | {"line": "先练平衡。"})
        assert again.status_code == 422, "it stands no more"
        assert "已经更正过了" in page(again)
        assert "先练平衡。" in page(again)
        assert "已经更正过了" in page(zhang.get(form))
        looked = page(write(zhang, wang_xiuying, **changes, do="preview"))
        assert "已经更正过了" in looked, "nobody is shown words that cannot be kept"
        assert Visit.objects.count() == 2
    right = Visit.objects.latest("pk")
    assert (right.rewrites.earlier_id, right.seen_at) == (wrong.pk, wrong.seen_at)
    with clock.frozen(monday + timedelta(hours=2)):
        assert said(wang_xiuying)[0].endswith("先练站立。")
        told = page(sign_in(clinic.li).get(f"/care/patients/{wang_xiuying.patient_id}/"))
        assert "更正过" in told
        assert "原来是：安排检查" in told


def test_only_who_wrote_it_puts_it_right_and_only_for_a_week(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    write(sign_in(clinic.zhang), wang_xiuying)
    form = f"/visit/{wang_xiuying.patient_id}/outcome/?corrects={Visit.objects.get().pk}"
    colleague = builders.staff(clinic.site_id, "qian", "钱医生", "Dr Qian", Role.PHYSICIAN)
    with clock.frozen(monday + timedelta(days=6)):
        assert sign_in(colleague).get(form).status_code == 404
    with clock.frozen(monday + timedelta(days=8)):
        late = sign_in(clinic.zhang).get(form)
        assert late.status_code == 422
        assert "7 天内" in page(late)
    read = Event.objects.filter(kind="patient.read", object_type="visit-outcome")
    assert read.count() == 1, "what is too old to put right was read all the same"


def test_what_was_typed_too_late_to_put_right_is_kept_on_the_page(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    write(sign_in(clinic.zhang), wang_xiuying)
    typed = {"corrects": Visit.objects.get().pk, "line": "先练站立。", "reply": "可以走路。"}
    with clock.frozen(monday + timedelta(days=8)):
        zhang = sign_in(clinic.zhang)
        for do in ("save", "preview"):
            late = write(zhang, wang_xiuying, **typed, do=do)
            assert late.status_code == 422
            for words in ("7 天内", "先练站立。", "可以走路。"):
                assert words in page(late), (do, words)
    assert Visit.objects.count() == 1


def test_the_same_correction_twice_is_one_correction_even_a_week_later(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    write(sign_in(clinic.zhang), wang_xiuying)
    typed = {"corrects": Visit.objects.get().pk, "line": "先练站立。", "key": str(uuid4())}
    with clock.frozen(monday + timedelta(days=1)):
        zhang = sign_in(clinic.zhang)
        first, again = (write(zhang, wang_xiuying, **typed) for _ in range(2))
        assert (first.status_code, again.status_code) == (302, 302)
    with clock.frozen(monday + timedelta(days=8)):
        late = write(sign_in(clinic.zhang), wang_xiuying, **typed)
    assert first["Location"] == again["Location"] == late["Location"]
    assert Visit.objects.count() == 2


def test_the_record_that_helped_stays_when_the_patient_amended_it_meanwhile(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    receipt = builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(minutes=5)):
        write(sign_in(clinic.zhang), wang_xiuying)
    wrong = Visit.objects.get()
    assert wrong.used_record == receipt.uuid
    with clock.frozen(monday + timedelta(minutes=10)):
        builders.correct(wang_xiuying, receipt, sym_sleep="very")
    with clock.frozen(monday + timedelta(hours=1)):
        zhang = sign_in(clinic.zhang)
        shown = page(zhang.get(f"/visit/{wang_xiuying.patient_id}/outcome/?corrects={wrong.pk}"))
        assert 'name="used"' in shown
        write(zhang, wang_xiuying, corrects=wrong.pk, line="先练站立。")
        right = Visit.objects.latest("pk")
        assert (right.used, right.used_record) == (True, receipt.uuid)
    with clock.frozen(monday + timedelta(hours=2)):
        unused = {"corrects": right.pk, "line": "先练坐。", "used": ""}
        write(sign_in(clinic.zhang), wang_xiuying, **unused)
    last = Visit.objects.latest("pk")
    assert (last.used, last.used_record) == (False, None)


def test_the_patient_finds_the_newer_words_from_the_old_ones(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    followup_actions.send_link(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    wang = Client()
    give_birth_date(wang, wang_xiuying)
    builders.send(wang_xiuying)
    write(zhang, wang_xiuying)
    wrong = Visit.objects.get()
    with clock.frozen(monday + timedelta(minutes=5)):
        write(zhang, wang_xiuying, corrects=wrong.pk, line="先练站立。")
        assert "“约了骨密度检查。”" in page(wang.get("/me/")), "the new can still be taken back"
    with clock.frozen(monday + timedelta(minutes=6)):
        new, old = (
            turn.message_id
            for turn in messaging_queries.thread(wang_xiuying.patient_id, to_patient=True)
        )
        shown = page(wang.get(f"/me/messages/{old}/"))
        assert "这段话后来更正了" in shown
        assert f"/me/messages/{new}/" in shown
        assert "这段话后来更正了" not in page(wang.get(f"/me/messages/{new}/"))
        home = page(wang.get("/me/"))
        assert "用上了：安排了检查（更正过）" in home
        assert "“先练站立。”" in home


def test_todays_visits_say_what_is_new_and_what_is_next(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client, sign_in: SignIn
) -> None:
    empty = page(zhang.get("/visit/"))
    assert "今天没有约好的患者" in empty
    tuesday, *_ = enter(clinic, 2)
    offer(clinic, wang_xiuying, tuesday, ask(wang_xiuying, "能不能走路？"), agreed=True)
    assert "王秀英" not in page(zhang.get("/visit/")), "that is tomorrow"
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=1)):
        zhang = sign_in(clinic.zhang)
        listed = page(zhang.get("/visit/"))
        for words in ("王秀英", "王阿姨", "有新记录", "有问题在等", "写结果"):
            assert words in listed, words
        form = page(zhang.get(f"/visit/{wang_xiuying.patient_id}/outcome/"))
        assert "能不能走路？" in form
        write(zhang, wang_xiuying)
        assert "安排检查" in page(zhang.get("/visit/"))
    (visit,) = Visit.objects.all()
    assert visit.offer is not None
    assert Event.objects.filter(kind="patient.read", object_type="visit-outcome").count() == 1


def test_questions_ticked_beforehand_are_marked_on_the_day_until_they_were_answered(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    tuesday, *_ = enter(clinic, 2)
    offer(clinic, wang_xiuying, tuesday, ask(wang_xiuying), agreed=True)

    def choose(codes: list[str]) -> None:
        asking.choose_questions(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            codes=codes,
            words=[],
            key=uuid4(),
        )

    with clock.frozen(monday + timedelta(days=1)):
        zhang = sign_in(clinic.zhang)
        assert "有问题在等" not in page(zhang.get("/visit/"))
        choose(["food"])
        assert "有问题在等" in page(zhang.get("/visit/"))
        choose([])
        assert "有问题在等" not in page(zhang.get("/visit/")), "they took them back"
        choose(["food"])
    with clock.frozen(monday + timedelta(days=1, minutes=5)):
        write(zhang, wang_xiuying)
        assert "有问题在等" not in page(zhang.get("/visit/"))


def test_who_came_because_of_a_question_stays_until_something_is_written(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, sign_in: SignIn
) -> None:
    receipt = builders.send(wang_xiuying)
    act(
        sign_in(clinic.li),
        receipt,
        outcome="escalated",
        question="要不要拍片？",
        physician=clinic.zhang.account_id,
        text="我请张医生看一下。",
    )
    tuesday, *_ = enter(clinic, 2)
    offer_id = offer(clinic, wang_xiuying, tuesday, ask(wang_xiuying), agreed=True)
    with clock.frozen(monday + timedelta(days=1)):
        appointment_actions.note_came(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, offer_id=offer_id
        )
    for days in (1, 30):
        with clock.frozen(monday + timedelta(days=days)):
            assert "因转来的问题而来" in page(sign_in(clinic.zhang).get("/visit/"))


def test_somebody_without_a_place_is_found_as_among_patients(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client
) -> None:
    for text in ("王秀英", "wxy", "6620"):
        assert f"/visit/{wang_xiuying.patient_id}/outcome/" in page(
            zhang.get("/visit/", {"q": text})
        )
    assert "没有找到" in page(zhang.get("/visit/", {"q": "没有这个人"}))
    assert Event.objects.filter(kind="list.read", object_id="search").count() == 4


def test_a_day_costs_the_same_for_one_as_for_many(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    slots = enter(clinic, 2)
    offer(clinic, wang_xiuying, slots[0], ask(wang_xiuying, "能走路吗？"), agreed=True)
    with clock.frozen(monday + timedelta(days=1)):
        zhang = sign_in(clinic.zhang)
        with django_assert_max_num_queries(100) as one:
            assert "王秀英" in page(zhang.get("/visit/"))
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    offer(clinic, chen, slots[1], ask(chen), agreed=True)
    with clock.frozen(monday + timedelta(days=1)):
        with django_assert_max_num_queries(len(one)):
            listed = page(zhang.get("/visit/"))
    assert "陈国民" in listed


def test_the_story_tells_the_visit_and_what_came_of_it(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, zhang: Client, sign_in: SignIn
) -> None:
    builders.send(wang_xiuying)
    write(zhang, wang_xiuying, outcomes=["medicine"], medicine="停钙片，改用地舒单抗")
    told = page(sign_in(clinic.li).get(f"/care/patients/{wang_xiuying.patient_id}/?part=doctors"))
    for words in ("张医生看诊", "调整用药", "停钙片，改用地舒单抗", "用上了记录"):
        assert words in told, words
    write(zhang, wang_xiuying, line="", not_told="family-wish", used="")
    told = page(sign_in(clinic.li).get(f"/care/patients/{wang_xiuying.patient_id}/"))
    assert "没有告知患者：家属要求" in told

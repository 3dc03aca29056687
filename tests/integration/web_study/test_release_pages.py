"""A report leaves once everything that could tell who somebody is was weighed."""

import hashlib
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event, Head
from osteopro.audit.terms import study_stream
from osteopro.patients import study_vault
from osteopro.patients.terms import Original, StudySubject
from osteopro.research import actions
from osteopro.research.actions import Made
from osteopro.research.board import Kind
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import (
    ExportRun,
    Participant,
    ReportRelease,
    Statement,
    TranscriptVersion,
)
from osteopro.research.queries import report
from osteopro.research.terms import Stage
from osteopro.research.versions import taken_under
from tests import studies, study_results
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def quoted(study: Studied, wang_xiuying: Someone) -> Studied:
    """Participant 1 is Wang Xiuying; two more are there; one quote of hers is chosen."""
    themes = study_results.structured(study, people=3)
    for number in (1, 2, 3):
        whose = Participant.objects.select_related("screening").get(number=number)
        subject = (
            StudySubject(patient_id=wang_xiuying.patient_id)
            if number == 1
            else StudySubject(account_id=study.outsider.account_id)
        )
        study_vault.note_study_key(by=study.zhou.actor, guid=whose.screening.guid, subject=subject)
    first = Statement.objects.filter(quote="填起来麻烦").order_by("pk")[0]
    actions.choose_quote(
        by=study.qin.actor, study_id=study.study_id, statement=first.guid, theme=themes[0]
    )
    return study


def page_of(studied: Studied) -> str:
    return f"/study/{studied.study_id}/report/release/"


def fields(page: str) -> list[str]:
    return re.findall(r'name="(reason-[0-9a-f]{16})"', page)


def form(**more: str) -> dict[str, str]:
    return {"as": "csv", "language": "zh-hans", "fewest": "3", "key": str(uuid4()), **more}


def name_theme(studied: Studied, name: str) -> None:
    board = study_results.facts(studied).board
    actions.name_item(
        by=studied.qin.actor,
        study_id=studied.study_id,
        kind=Kind.THEME,
        guid=board.themes[0].guid,
        name=name,
        words="",
        key=uuid4(),
    )


def answers(qin: Client, studied: Studied) -> dict[str, str]:
    """A reason for everything that is found."""
    return dict.fromkeys(fields(qin.get(page_of(studied)).content.decode()), "斟酌过")


def test_with_nothing_to_weigh_it_leaves_and_is_listed(qin: Client, quoted: Studied) -> None:
    assert fields(qin.get(page_of(quoted)).content.decode()) == []
    answer = qin.post(page_of(quoted), form())
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('.zip"')
    assert study_results.tables(answer.content)["quotes.csv"][1][3] == "填起来麻烦"
    run = ExportRun.objects.get()
    digest = hashlib.sha256(answer.content).hexdigest()
    assert (run.kind, run.sha256, run.by) == ("report-csv", digest, quoted.qin.account_id)
    line = Event.objects.get(kind="report.released")
    assert (line.stream, line.object_id) == (study_stream(quoted.study_id), str(run.guid))
    assert line.detail["sha256"] == digest
    page = qin.get(f"/study/{quoted.study_id}/report/").content.decode()
    assert digest[:12] in page
    assert "秦老师" in page


def test_the_trail_is_proved_as_it_is_when_the_report_leaves(qin: Client, quoted: Studied) -> None:
    lines = Head.objects.get(stream=study_stream(quoted.study_id))
    page = qin.post(page_of(quoted), form(**{"as": "html"})).content.decode()
    assert lines.hash in page
    assert f"逐行核对了 {lines.seq} 行" in page
    assert "结果：链条完整。" in page
    assert ReportRelease.objects.get().lines == lines.seq


def test_a_form_sent_twice_is_one_file(qin: Client, quoted: Studied) -> None:
    given = form(**{"as": "docx"})
    with clock.frozen(clock.now()):
        first = qin.post(page_of(quoted), given)
    second = qin.post(page_of(quoted), given)
    assert first.content == second.content
    assert ExportRun.objects.count() == 1
    name_theme(quoted, "麻烦")
    again = qin.post(page_of(quoted), given)
    assert again.status_code == 422
    assert "研究在此之后有改动" in again.content.decode()
    assert qin.post(page_of(quoted), {**given, "as": "csv"}).status_code == 200
    assert ExportRun.objects.count() == 2


def test_a_name_stops_it_until_it_is_put_right(qin: Client, quoted: Studied) -> None:
    name_theme(quoted, "王秀英的办法")
    page = qin.get(page_of(quoted)).content.decode()
    assert "里面有某位参与者的姓名或号码。" in page
    stopped = qin.post(page_of(quoted), form())
    assert stopped.status_code == 422
    assert "请写明为什么可以导出，或先改正。" in stopped.content.decode()
    assert not ExportRun.objects.exists()
    name_theme(quoted, "自己的办法")
    assert qin.post(page_of(quoted), form()).status_code == 200


def test_a_reason_is_kept_and_asked_once(qin: Client, quoted: Studied) -> None:
    name_theme(quoted, "去成都看病")
    (field,) = fields(qin.get(page_of(quoted)).content.decode())
    answer = qin.post(page_of(quoted), form(**{field: "一千多万人的城市"}))
    assert answer.status_code == 200
    sort, key, reason = ReportRelease.objects.get().answers[0]
    assert (sort, f"reason-{key}", reason) == ("suggested", field, "一千多万人的城市")
    assert "一千多万人的城市" not in str(Event.objects.get(kind="report.released").detail)
    assert "一千多万人的城市" in qin.get(page_of(quoted)).content.decode()
    name_theme(quoted, "去成都市看病")
    (other,) = fields(qin.get(page_of(quoted)).content.decode())
    assert other != field


def test_a_reason_names_nobody(qin: Client, quoted: Studied) -> None:
    name_theme(quoted, "去成都看病")
    (field,) = fields(qin.get(page_of(quoted)).content.decode())
    stopped = qin.post(page_of(quoted), form(**{field: "王秀英同意了"}))
    assert stopped.status_code == 422
    page = stopped.content.decode()
    assert "请去掉姓名或号码" in page
    assert "王秀英同意了" in page  # nothing typed is lost
    assert not ExportRun.objects.exists()


def test_who_is_alone_of_a_kind_and_quoted_is_weighed(qin: Client, quoted: Studied) -> None:
    for number, sex in ((1, "male"), (2, "female"), (3, "female")):
        study_results.of_sex(quoted, number, sex)
    page = qin.get(page_of(quoted)).content.decode()
    assert "参与者 1 被引用，且只有此人是：男" in page
    assert "<b>性别</b> 有 2 个数不列出" in page
    assert len(fields(page)) == 1
    qin.cookies["lang"] = "en"
    english = qin.get(page_of(quoted)).content.decode()
    assert "Participant 1 is quoted and the only one with: Male" in english


def test_whom_the_key_does_not_know_is_said(qin: Client, study: Studied) -> None:
    study_results.structured(study, people=2)
    page = qin.get(page_of(study)).content.decode()
    assert "密钥里没有参与者 1、2 对应的人" in page


@pytest.mark.parametrize("fewest", ["0", "2", "x", ""])
def test_no_smaller_group_can_be_asked_for(qin: Client, quoted: Studied, fewest: str) -> None:
    assert qin.post(page_of(quoted), form(fewest=fewest)).status_code == 200
    assert ReportRelease.objects.get().fewest == 3


def test_the_action_itself_refuses_small_groups_and_strangers(quoted: Studied) -> None:
    facts = study_results.facts(quoted)
    made = Made("report-csv", b"", ["王秀英"], "en", 2, 1, clock.now())
    with pytest.raises(Refused, match="groups-too-small"):
        release(quoted.qin.actor, facts, made)
    with pytest.raises(NotAllowed):
        release(quoted.outsider.actor, facts, made)
    with pytest.raises(Refused, match="not-weighed"):
        release(
            quoted.qin.actor, facts, Made("report-csv", b"", ["王秀英"], "en", 3, 1, clock.now())
        )


def release(by: object, facts: report.Facts, made: Made) -> None:
    actions.release_report(by=by, facts=facts, made=made, answers={}, key=uuid4())  # type: ignore[arg-type]


def test_the_check_costs_a_constant_number_of_queries(qin: Client, quoted: Studied) -> None:
    with CaptureQueriesContext(connection) as before:
        qin.get(page_of(quoted))
    for number in (4, 5, 6):
        study_results.interviewed(quoted, number)
    for row in Statement.objects.all():
        actions.choose_quote(
            by=quoted.qin.actor,
            study_id=quoted.study_id,
            statement=row.guid,
            theme=study_results.facts(quoted).board.themes[0].guid,
        )
    with CaptureQueriesContext(connection) as after:
        qin.get(page_of(quoted))
    assert len(after) <= len(before) <= 90


def test_what_was_taken_out_of_a_transcript_is_found_again(qin: Client, quoted: Studied) -> None:
    version = TranscriptVersion.objects.filter(stage=Stage.DEIDENTIFIED).order_by("pk")[0]
    study_vault.keep_originals(
        by=quoted.qin.actor,
        version=taken_under(version),
        originals=[Original(4, 7, "name", "赵美兰", "[姓名1]")],
    )
    name_theme(quoted, "赵美兰带来的安心")
    page = qin.get(page_of(quoted)).content.decode()
    assert "里面有从转写稿中去掉的内容。" in page
    assert qin.post(page_of(quoted), form()).status_code == 422


def test_in_a_blind_round_the_trail_is_proved_as_far_as_before_it(
    qin: Client, quoted: Studied
) -> None:
    before = Head.objects.get(stream=study_stream(quoted.study_id)).seq
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        fresh = studies.frozen(quoted, study_results.TEXT, number=4)
        opened = clock.now() + timedelta(minutes=1)
    with clock.frozen(opened):
        actions.open_round(
            by=quoted.qin.actor,
            study_id=quoted.study_id,
            versions=[fresh],
            coders=[quoted.qin.account_id, quoted.luo.account_id],
            key=uuid4(),
        )
    there = Head.objects.get(stream=study_stream(quoted.study_id)).seq
    with clock.frozen(opened + timedelta(minutes=1)):
        assert qin.post(page_of(quoted), form(**answers(qin, quoted))).status_code == 200
    assert before < ReportRelease.objects.get().lines < there


def test_a_note_of_a_deviant_case_is_looked_through(qin: Client, quoted: Studied) -> None:
    facts = study_results.facts(quoted)
    actions.note_deviant(
        by=quoted.qin.actor,
        study_id=quoted.study_id,
        statement=Statement.objects.filter(quote="填起来麻烦").order_by("pk")[1].guid,
        theme=facts.board.themes[1].guid,
        comment="住在绵阳，不一样",
        key=uuid4(),
    )
    page = qin.get(page_of(quoted)).content.decode()
    assert "不符合的陈述" in page
    assert "绵阳" in page

"""From the programme into the study: drawn by cell, screened, asked, agreed, a number; the study
never learns who it is unless somebody opens the key."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import patient_stream, study_stream
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.actions import withdraw_consent
from osteopro.enrolment.terms import Purpose
from osteopro.followup import study_pool
from osteopro.patients import study_vault
from osteopro.patients.terms import Channel, Sex, StudySubject
from osteopro.research import actions
from osteopro.research.actions import Answered
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import CaseValue, Participant, Screening, StudyConsent
from osteopro.research.queries import cases, own_part, participants, recruitment
from osteopro.research.sampling import Dimension
from osteopro.research.stages import Opening, Stage
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    ConsentScope,
    ConsentWay,
    CriterionKind,
    Met,
    Screened,
    SubjectKind,
)
from tests import builders, recruits
from tests.builders import Clinic, Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(clinic: Clinic, wang_xiuying: Someone) -> Someone:
    """Mrs Wang, who agreed that her records serve research."""
    builders.consent(wang_xiuying)
    return wang_xiuying


@pytest.fixture
def chen(clinic: Clinic) -> Someone:
    """Mr Chen, who reports by phone and agreed to research."""
    someone = builders.patient(
        clinic,
        name="陈建国",
        birth=date(1950, 1, 2),
        phone="+8613800007731",
        address_as="陈叔叔",
        sex=Sex.MALE,
        channel=Channel.PHONE,
    )
    builders.consent(someone)
    return someone


def patients(studied: Studied, clinic: Clinic) -> list[study_pool.Traits]:
    asked = recruitment.looked_at(studied.study_id)
    found = study_pool.pool([clinic.site_id], asked)
    return [each for each in found if each.standing is not study_pool.Standing.PROVIDER]


def test_only_who_agreed_to_research_is_there_to_be_asked(
    study: Studied, clinic: Clinic, wang: Someone, chen: Someone
) -> None:
    hidden = builders.patient(clinic, name="赵玉兰", phone="+8613800007732")
    assert len(patients(study, clinic)) == 2
    builders.consent(hidden)
    assert len(patients(study, clinic)) == 3
    withdraw_consent(by=chen.actor, patient_id=chen.patient_id, purpose=Purpose.HEALTH_DATA)
    assert len(patients(study, clinic)) == 2
    everybody = [wang, chen, hidden]
    holds = {
        p.patient_id for p in everybody if enrolment_queries.may(p.patient_id, Purpose.RESEARCH)
    }
    assert enrolment_queries.agreed(Purpose.RESEARCH, [clinic.site_id]) == holds
    assert study_pool.pool([], []) == []


def test_words_that_replace_what_was_agreed_take_everybody_out(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    builders.new_consent_words("research", replaces=[Purpose.RESEARCH])
    assert patients(study, clinic) == []
    assert not enrolment_queries.may(wang.patient_id, Purpose.RESEARCH)


def test_somebody_is_drawn_from_the_cell_that_was_chosen_and_never_twice(
    study: Studied, clinic: Clinic, wang: Someone, chen: Someone
) -> None:
    no = recruits.drawn(study, clinic, channel="phone")
    found = recruitment.screening_of(study.study_id, no)
    assert found.cells == {
        "standing": "active",
        "age": "70-80",
        "sex": "male",
        "education": "junior-high",
        "fracture": "no",
        "channel": "phone",
        "months": "under-6",
    }
    assert study_vault.behind(found.guid) == StudySubject(patient_id=chen.patient_id)
    with pytest.raises(Refused, match="nobody-left"):
        recruits.drawn(study, clinic, channel="phone")
    key = uuid4()
    twice = {
        actions.draw_next(
            by=study.zhou.actor,
            study_id=study.study_id,
            wanted={},
            site_ids=[clinic.site_id],
            key=key,
        )
        for _ in range(2)
    }
    assert twice == {2}


def test_who_follows_up_or_treats_can_be_drawn_too(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, standing="provider")
    found = recruitment.screening_of(study.study_id, no)
    assert found.subject is SubjectKind.PROVIDER
    behind = study_vault.behind(found.guid).account_id
    care = {each.account_id for each in (clinic.li, clinic.wang, clinic.zhang, clinic.lead)}
    assert behind in care
    kinds = {each.criterion.subject for each in recruitment.answers(study.study_id, no)}
    assert kinds == {SubjectKind.PROVIDER}
    recruits.judge(study, no)
    recruits.ask(study, no)
    number = recruits.agreed(study, no)
    whose = participants.participant(study.study_id, number)
    values = {
        each.variable.name: each.value for each in cases.case(study.study_id, whose.participant_id)
    }
    assert values["subject"] == "provider"
    assert values["age"] is None


def test_screening_follows_from_its_criteria(study: Studied, clinic: Clinic, wang: Someone) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    with pytest.raises(Refused, match="not-now"):
        recruits.ask(study, no)
    recruits.judge(study, no, 抑郁=Met.UNKNOWN)
    assert recruitment.screening_of(study.study_id, no).result is Screened.UNSURE
    recruits.judge(study, no, 抑郁=Met.YES)
    out = recruitment.screening_of(study.study_id, no)
    assert (out.result, out.stage) == (Screened.NOT_ELIGIBLE, Stage.EXCLUDED)
    assert [each.text for each in out.failed] == ["严重抑郁或认知障碍"]
    ((criterion, n),) = recruitment.flow(study.study_id).excluded
    assert (criterion.text, n) == ("严重抑郁或认知障碍", 1)
    recruits.judge(study, no)
    assert recruitment.screening_of(study.study_id, no).stage is Stage.TO_ASK


def test_criteria_are_added_moved_and_taken_out_by_who_leads(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no, 控制住=Met.YES)
    lead = {"by": study.zhou.actor, "study_id": study.study_id}
    new = {"subject": SubjectKind.PATIENT, "kind": CriterionKind.EXCLUDE, "text": "近期住院"}
    with pytest.raises(NotAllowed):
        actions.add_criterion(by=study.qin.actor, study_id=study.study_id, **new, key=uuid4())
    key = uuid4()
    for _ in range(2):
        actions.add_criterion(**lead, **new, key=key)
    texts = [each.text for each in recruitment.criteria(study.study_id)]
    assert texts[-1] == "近期住院"
    assert texts.count("近期住院") == 1
    actions.move_criterion(**lead, guid=key, up=True)
    excluding = [
        each.text
        for each in recruitment.criteria(study.study_id)
        if (each.subject, each.kind) == (SubjectKind.PATIENT, CriterionKind.EXCLUDE)
    ]
    assert excluding.index("近期住院") == len(excluding) - 2
    wrong = next(each for each in recruitment.criteria(study.study_id) if "控制住" in each.text)
    actions.retire_criterion(**lead, guid=wrong.guid)
    out = recruitment.screening_of(study.study_id, no)
    assert [each.retired for each in out.failed] == [True]
    recruits.judge(study, no)
    assert recruitment.screening_of(study.study_id, no).result is Screened.ELIGIBLE


def test_put_off_comes_back_and_a_no_is_counted_with_its_reason(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    recruits.ask(study, no, Approached.UNREACHABLE)
    recruits.ask(study, no, Approached.DEFERRED, reason="下周再说")
    assert recruitment.screening_of(study.study_id, no).stage is Stage.TO_ASK_AGAIN
    with pytest.raises(Refused, match="why-refused"):
        recruits.ask(study, no, Approached.REFUSED)
    recruits.ask(study, no, Approached.REFUSED, reason="没有时间")
    assert recruitment.flow(study.study_id).refused == (("没有时间", 1),)
    with pytest.raises(Refused, match="not-now"):
        recruits.ask(study, no)


def test_nobody_is_asked_who_took_back_consent_to_research_or_did_not_follow(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    said_yes = {
        "by": study.zhou.actor,
        "study_id": study.study_id,
        "no": no,
        "way": ApproachWay.PHONE,
        "outcome": Approached.AGREED,
    }
    with pytest.raises(Refused, match="not-understood"):
        actions.approach(**said_yes, understood=False, key=uuid4())
    withdraw_consent(by=wang.actor, patient_id=wang.patient_id, purpose=Purpose.RESEARCH)
    with pytest.raises(Refused, match="no-research"):
        actions.approach(**said_yes, understood=True, key=uuid4())


def test_what_is_typed_may_not_name_the_person(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    criterion = recruitment.answers(study.study_id, no)[0]
    for words in ("王秀英的病历", "电话 13800006620"):
        with pytest.raises(Refused, match="names-somebody"):
            actions.screen(
                by=study.zhou.actor,
                study_id=study.study_id,
                no=no,
                answers={criterion.guid: Answered(Met.YES, words)},
            )
    recruits.judge(study, no)
    with pytest.raises(Refused, match="names-somebody"):
        recruits.ask(study, no, Approached.REFUSED, reason="王秀英说没空")
    assert recruitment.screening_of(study.study_id, no).approaches == ()


def test_numbers_go_in_order_of_agreeing_and_are_never_given_twice(
    study: Studied, clinic: Clinic, wang: Someone, chen: Someone
) -> None:
    first = recruits.drawn(study, clinic, sex="female")
    second = recruits.drawn(study, clinic, sex="male")
    for no in (first, second):
        recruits.judge(study, no)
        recruits.ask(study, no)
    assert recruits.agreed(study, second) == 1
    written = {"by": study.zhou.actor, "study_id": study.study_id, "way": ConsentWay.PAPER}
    key = StudyConsent.objects.get().guid
    assert actions.agree(**written, no=second, scopes=[], key=key) == 1
    with pytest.raises(Refused, match="not-now"):  # the key of somebody else's consent
        actions.agree(**written, no=first, scopes=[], key=key)
    actions.withdraw(by=study.zhou.actor, study_id=study.study_id, number=1, why="太忙")
    assert recruits.agreed(study, first) == 2
    assert recruits.agreed(study, second) == 1
    both = participants.participants(study.study_id)
    assert [each.number for each in both] == [1, 2]
    assert [len(each.consents) for each in both] == [2, 1]
    assert all(each.in_force for each in both)


def test_a_consent_needs_a_yes_a_paper_and_on_the_phone_somebody_who_heard_it(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    with pytest.raises(Refused, match="not-now"):
        recruits.agreed(study, no)
    recruits.ask(study, no)
    consent = {"by": study.zhou.actor, "study_id": study.study_id, "no": no, "scopes": []}
    for witness in (None, study.zhou.account_id):
        with pytest.raises(Refused, match="no-witness"):
            actions.agree(**consent, way=ConsentWay.PHONE, witness=witness, key=uuid4())
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(Refused, match="signed-later"):
        actions.agree(**consent, way=ConsentWay.PAPER, signed_at=tomorrow, key=uuid4())
    key = uuid4()
    for _ in range(2):
        number = actions.agree(
            **consent, way=ConsentWay.PHONE, witness=study.qin.account_id, key=key
        )
        assert number == 1
    given = participants.participant(study.study_id, 1).consent
    assert (given.version, given.witness) == ("1.0", study.qin.account_id)
    assert given.scopes == frozenset()
    assert participants.consented(study.study_id) == {Participant.objects.get().pk}
    assert participants.consented(study.study_id, ConsentScope.QUOTES) == frozenset()


@pytest.mark.invariant(1)
def test_a_withdrawal_keeps_the_counts_and_takes_the_words_out(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    number = recruits.participant(study, clinic, sex="female")
    actions.change_scopes(
        by=study.zhou.actor,
        study_id=study.study_id,
        number=number,
        scopes=[ConsentScope.QUOTES],
    )
    assert participants.consented(study.study_id, ConsentScope.QUOTES)
    assert not participants.consented(study.study_id, ConsentScope.AUDIO)
    actions.withdraw(by=study.zhou.actor, study_id=study.study_id, number=number)
    assert not participants.consented(study.study_id)
    flow = recruitment.flow(study.study_id)
    assert (flow.agreed, flow.withdrawn) == (1, 1)
    kinds = Event.objects.filter(stream=study_stream(study.study_id)).order_by("seq")
    assert list(kinds.values_list("kind", flat=True))[-3:] == [
        "consent.given",
        "consent.scopes",
        "consent.withdrawn",
    ]


def test_table_1_is_filled_from_the_programme_and_put_right_with_a_trail(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    number = recruits.participant(study, clinic, sex="female")
    whose = participants.participant(study.study_id, number)
    lines = cases.case(study.study_id, whose.participant_id)
    values = {each.variable.name: each.value for each in lines}
    assert values == {
        "subject": "patient",
        "age": 71,
        "sex": "female",
        "education": "junior-high",
        "fracture": False,
        "channel": "online",
        "standing": "active",
        "months": 0,
    }
    fracture = next(each.variable for each in lines if each.variable.name == "fracture")
    for _ in range(2):
        actions.set_case_value(
            by=study.zhou.actor,
            study_id=study.study_id,
            number=number,
            variable=fracture.guid,
            value=True,
            as_of=date(2026, 11, 1),
        )
    kept = CaseValue.objects.filter(variable__name="fracture").order_by("pk")
    assert list(kept.values_list("value", flat=True)) == [False, True]
    last = Event.objects.filter(stream=study_stream(study.study_id)).order_by("-seq")[0]
    assert last.detail == {"variable": "fracture", "number": number}


def test_the_key_is_opened_for_a_reason_and_both_sides_can_see_that(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    no = recruits.drawn(study, clinic, sex="female")
    opening = {"study_id": study.study_id, "no": no, "reason": Opening.ASK}
    with pytest.raises(NotAllowed):
        actions.open_key(by=study.qin.actor, **opening)
    subject = actions.open_key(by=study.zhou.actor, **opening)
    assert subject == StudySubject(patient_id=wang.patient_id)
    seen = Event.objects.filter(stream=study_stream(study.study_id)).order_by("-seq")[0]
    assert (seen.kind, seen.reason) == ("key.opened", "ask")
    own = Event.objects.filter(stream=patient_stream(wang.patient_id)).order_by("-seq")[0]
    assert own.object_type == study_vault.KEY_OPENED


def test_somebody_asked_on_their_page_answers_there(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    me = StudySubject(patient_id=wang.patient_id)
    assert own_part.own_parts(me) == []
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    assert own_part.own_parts(me) == []
    recruits.ask(study, no, way=ApproachWay.PAGE)
    (part,) = own_part.own_parts(me)
    assert part.waits
    assert part.paper is not None
    answer = {"by": wang.actor, "subject": me, "guid": part.guid}
    with pytest.raises(Refused, match="old-paper"):
        actions.answer_for_oneself(**answer, paper=uuid4(), scopes=[])
    with pytest.raises(Refused, match="not-asked"):
        actions.answer_for_oneself(
            by=wang.actor,
            subject=StudySubject(account_id=study.qin.account_id),
            guid=part.guid,
            paper=part.paper,
            scopes=[],
        )
    actions.answer_for_oneself(**answer, paper=part.paper, scopes=[ConsentScope.AUDIO])
    (part,) = own_part.own_parts(me)
    assert part.takes_part
    assert part.scopes == {ConsentScope.AUDIO}
    given = participants.participant(study.study_id, 1).consent
    assert (given.way, given.by) == (ConsentWay.PAGE, study.zhou.account_id)
    with pytest.raises(Refused, match="not-asked"):
        actions.answer_for_oneself(**answer, paper=part.paper or uuid4(), scopes=None)
    actions.rescope_for_oneself(**answer, scopes=[])
    actions.stop_for_oneself(**answer)
    assert own_part.own_parts(me)[0].stage is Stage.WITHDRAWN


def test_no_row_and_no_line_of_the_study_says_who_it_is(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    me = StudySubject(patient_id=wang.patient_id)
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    actions.open_key(by=study.zhou.actor, study_id=study.study_id, no=no, reason=Opening.ASK)
    recruits.ask(study, no, way=ApproachWay.PAGE)
    (part,) = own_part.own_parts(me)
    actions.answer_for_oneself(
        by=wang.actor, subject=me, guid=part.guid, paper=part.paper or uuid4(), scopes=[]
    )
    actions.stop_for_oneself(by=wang.actor, subject=me, guid=part.guid)
    rows = [
        row for model in apps.get_app_config("research").get_models() for row in model.objects.all()
    ]
    text = serializers.serialize("json", rows, ensure_ascii=False)
    events = Event.objects.filter(stream=study_stream(study.study_id))
    text += json.dumps(list(events.values("detail", "reason", "object_id")), default=str)
    # The key's own events say which row, never who; the patient's say who, never which row.
    system = Event.objects.filter(object_type="study-key")
    text += json.dumps(list(system.values("detail", "object_id", "reason")), default=str)
    for secret in ("王秀英", "秀英", "王阿姨", "13800006620", "1955-03-02"):
        assert secret not in text
    assert wang.account_id not in set(events.values_list("actor", flat=True))
    authors = {
        value
        for row in rows
        for name, value in vars(row).items()
        if name in {"by", "withdrawn_by", "witness"}
    }
    assert wang.account_id not in authors
    own = Event.objects.filter(stream=patient_stream(wang.patient_id))
    guid = str(Screening.objects.get().guid)
    assert own.filter(kind="study.answered").count() == 2
    assert not own.filter(object_id=guid).exists()
    assert guid not in json.dumps(list(own.values("detail")))


def test_the_matrix_and_the_lists_cost_the_same_for_many(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    def cost() -> list[int]:
        found = []
        for read in (
            lambda: recruitment.matrix(study.study_id, [clinic.site_id], {}),
            lambda: recruitment.screenings(study.study_id),
            lambda: participants.participants(study.study_id),
        ):
            with CaptureQueriesContext(connection) as seen:
                read()
            found.append(len(seen))
        return found

    recruits.participant(study, clinic, sex="female")
    before = cost()
    for n in range(4):
        someone = builders.patient(clinic, name="孙玉梅", phone=f"+861380000880{n}")
        builders.consent(someone)
        recruits.participant(study, clinic, standing="active")
    assert cost() == before
    assert before <= [14, 5, 3]
    margins, left = recruitment.matrix(study.study_id, [clinic.site_id], {"standing": "active"})
    assert left.nobody
    sex = next(each for each in margins if each.dimension is Dimension.SEX)
    assert [line.agreed for line in sex.lines] == [5, 0]


def test_only_who_recruits_recruits(study: Studied, clinic: Clinic, wang: Someone) -> None:
    with pytest.raises(NotAllowed):
        actions.draw_next(
            by=study.qin.actor,
            study_id=study.study_id,
            wanted={},
            site_ids=[clinic.site_id],
            key=uuid4(),
        )
    assert not Screening.objects.exists()
    assert not StudyConsent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_consents_down_at_once_give_two_numbers(
    study: Studied, clinic: Clinic, wang: Someone, chen: Someone
) -> None:
    numbers = [recruits.drawn(study, clinic, standing="active") for _ in range(2)]
    for no in numbers:
        recruits.judge(study, no)
        recruits.ask(study, no)
    together = Barrier(2)

    def sign(no: int) -> int:
        try:
            together.wait()
            return recruits.agreed(study, no)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(sign, numbers)) == [1, 2]


def test_who_takes_back_consent_to_research_cannot_agree_on_their_own_page(
    study: Studied, clinic: Clinic, wang: Someone
) -> None:
    me = StudySubject(patient_id=wang.patient_id)
    no = recruits.drawn(study, clinic, sex="female")
    recruits.judge(study, no)
    recruits.ask(study, no, way=ApproachWay.PAGE)
    (part,) = own_part.own_parts(me)
    assert part.paper is not None
    withdraw_consent(by=wang.actor, patient_id=wang.patient_id, purpose=Purpose.RESEARCH)
    answer = {"by": wang.actor, "subject": me, "guid": part.guid, "paper": part.paper}
    with pytest.raises(Refused, match="no-research"):
        actions.answer_for_oneself(**answer, scopes=[])
    actions.answer_for_oneself(**answer, scopes=None)
    assert not StudyConsent.objects.exists()

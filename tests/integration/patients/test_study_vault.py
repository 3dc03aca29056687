"""The vault of the study: who is behind its rows, and what was taken out of transcripts."""

import json
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet, InvalidToken
from pytest_django import Settings

from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.patients import actions, queries, sealing, study_drafts, study_vault
from osteopro.patients.models import StudyKey, StudyOriginals
from osteopro.patients.study_vault import NoReason, NotInVault, OtherInVault
from osteopro.patients.terms import IdentityKind, Original, StudySubject
from tests import builders
from tests.builders import SETUP, Clinic, Someone

pytestmark = pytest.mark.django_db
TAKEN = (
    Original(4, 7, "name", "王秀英", "[姓名1]"),
    Original(20, 31, "phone", "13800006620", "[电话1]"),
)


def noted(someone: Someone) -> UUID:
    guid = uuid4()
    subject = StudySubject(patient_id=someone.patient_id)
    study_vault.note_study_key(by=SETUP, guid=guid, subject=subject)
    return guid


def events() -> list[Event]:
    return list(Event.objects.order_by("pk"))


def everything_told() -> str:
    columns = ("stream", "kind", "object_type", "object_id", "detail", "reason", "request_id")
    return str(list(Event.objects.values_list(*columns)))


def test_the_key_opens_for_a_reason_and_says_so(clinic: Clinic, wang_xiuying: Someone) -> None:
    guid = noted(wang_xiuying)
    assert json.loads(sealing.unseal_text(StudyKey.objects.get().sealed)) == [
        wang_xiuying.patient_id,
        None,
    ]
    with pytest.raises(NoReason):
        study_vault.open_study_key(by=clinic.li.actor, guid=guid, reason=" ")
    subject = study_vault.open_study_key(by=clinic.li.actor, guid=guid, reason="第二次访谈约时间")
    assert subject == StudySubject(patient_id=wang_xiuying.patient_id)
    opened = Event.objects.get(kind="study-key.opened")
    assert (opened.stream, opened.object_id) == ("system", str(guid))
    assert (opened.actor, opened.reason) == (clinic.li.account_id, "第二次访谈约时间")


def test_the_trail_of_the_study_and_of_the_patient_do_not_name_each_other(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    guid = noted(wang_xiuying)
    before = len(events())
    by = clinic.li.actor.__class__(clinic.li.account_id, "researcher", "request-7")
    study_vault.open_study_key(by=by, guid=guid, reason="回访")
    study_vault.find_identity_spans(by=by, guid=guid, text="疼", reason="first")
    own = f"patient:{wang_xiuying.patient_id}"
    new = events()[before:]
    for event in (each for each in new if each.stream == own):
        assert (event.object_id, event.detail, event.request_id) == ("", {}, "")
    for event in (each for each in new if each.stream != own):
        assert (event.object_id, event.detail) == (str(guid), {})
    reads = audit_queries.reads(wang_xiuying.patient_id, own=wang_xiuying.account_id, limit=9)
    assert {study_vault.KEY_OPENED, study_vault.NAMES_SOUGHT} <= {r.object_type for r in reads}


def test_who_is_behind_a_row_never_changes(clinic: Clinic, wang_xiuying: Someone) -> None:
    zhang_guihua = builders.patient(clinic, name="张桂花", phone="+8613800006621")
    guid = noted(wang_xiuying)
    before = len(events())
    same, other = (StudySubject(patient_id=p.patient_id) for p in (wang_xiuying, zhang_guihua))
    study_vault.note_study_key(by=SETUP, guid=guid, subject=same)
    assert len(events()) == before
    with pytest.raises(OtherInVault):
        study_vault.note_study_key(by=SETUP, guid=guid, subject=other)
    assert StudyKey.objects.count() == 1
    assert study_vault.guids_of(same) == {guid}
    assert study_vault.guids_of(other) == frozenset()
    with pytest.raises(NotInVault):
        study_vault.open_study_key(by=SETUP, guid=uuid4(), reason="回访")
    with pytest.raises(ValueError, match="either"):
        StudySubject()


def test_names_are_found_without_being_told(
    clinic: Clinic, wang_xiuying: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    guid = noted(wang_xiuying)
    person = queries.person(wang_xiuying.patient_id)
    text = f"受访者：我叫{person.name}，电话{person.phone.removeprefix('+86')}，腰疼。"
    with caplog.at_level(0):
        spans = study_vault.find_identity_spans(
            by=clinic.li.actor, guid=guid, text=text, reason="first"
        )
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [
        (IdentityKind.NAME, person.name),
        (IdentityKind.PHONE, person.phone.removeprefix("+86")),
    ]
    for told in (repr(spans), everything_told(), caplog.text):
        assert person.name not in told
        assert person.phone[3:] not in told
    assert spans == queries.find_identity_spans(text, wang_xiuying.patient_id)


def test_names_of_those_around_a_patient_are_found(wang_xiuying: Someone) -> None:
    actions.keep_witness(by=SETUP, patient_id=wang_xiuying.patient_id, name="赵小燕")
    text = "邻居赵小燕听见了"
    (span,) = queries.find_identity_spans(text, wang_xiuying.patient_id)
    assert (span.kind, text[span.start : span.end]) == (IdentityKind.OTHERS_NAME, "赵小燕")


def test_a_member_of_staff_who_is_interviewed(clinic: Clinic) -> None:
    guid = uuid4()
    subject = StudySubject(account_id=clinic.li.account_id)
    study_vault.note_study_key(by=SETUP, guid=guid, subject=subject)
    text = "李护士打电话来，Nurse Li也来过，护士都很好。"
    spans = study_vault.find_identity_spans(by=SETUP, guid=guid, text=text, reason="first")
    assert [text[span.start : span.end] for span in spans] == ["李护士", "Nurse Li"]
    assert study_vault.open_study_key(by=SETUP, guid=guid, reason="回访") == subject


def test_originals_are_kept_once_and_open_for_a_reason(clinic: Clinic) -> None:
    version = uuid4()
    study_vault.keep_originals(by=clinic.li.actor, version=version, originals=TAKEN)
    assert "王秀英" not in StudyOriginals.objects.get().sealed
    before = len(events())
    study_vault.keep_originals(by=clinic.li.actor, version=version, originals=TAKEN)
    assert len(events()) == before
    with pytest.raises(OtherInVault):
        study_vault.keep_originals(by=clinic.li.actor, version=version, originals=TAKEN[:1])
    with pytest.raises(NoReason):
        study_vault.open_originals(by=clinic.li.actor, version=version, reason="")
    with pytest.raises(NotInVault):
        study_vault.open_originals(by=clinic.li.actor, version=uuid4(), reason="核对录音")
    again = study_vault.open_originals(by=clinic.li.actor, version=version, reason="核对录音")
    assert again == TAKEN
    assert [event.kind for event in events()[before:]] == ["originals.opened"]
    assert "王秀英" not in everything_told()


def test_new_keys_take_the_vault_along(wang_xiuying: Someone, settings: Settings) -> None:
    guid, version = noted(wang_xiuying), uuid4()
    study_vault.keep_originals(by=SETUP, version=version, originals=TAKEN)
    old = list(settings.IDENTITY_KEYS)
    new = Fernet.generate_key().decode()
    settings.IDENTITY_KEYS = [new, *old]
    study_drafts.keep(UUID(int=5), "王秀英：疼")
    actions.rotate_identity_keys(by=SETUP)
    settings.IDENTITY_KEYS = [new]
    assert study_vault.open_study_key(by=SETUP, guid=guid, reason="x").patient_id == (
        wang_xiuying.patient_id
    )
    assert study_vault.open_originals(by=SETUP, version=version, reason="x") == TAKEN
    assert study_drafts.words(UUID(int=5)) == "王秀英：疼"
    assert study_vault.guids_of(StudySubject(patient_id=wang_xiuying.patient_id)) == {guid}
    settings.IDENTITY_KEYS = old
    with pytest.raises(InvalidToken):
        sealing.unseal_text(StudyKey.objects.get().sealed)


def test_what_was_taken_out_is_found_again_and_nobody_reads_what_it_was(clinic: Clinic) -> None:
    version, other = uuid4(), uuid4()
    study_vault.keep_originals(by=clinic.li.actor, version=version, originals=TAKEN)
    study_vault.keep_words(by=clinic.li.actor, version=other, words="疼")
    before = len(events())
    find = study_vault.finder([version, other])
    assert find("王秀英疼，电话 13800006620。") == [(0, 3), (8, 19)]
    assert study_vault.finder([version], ["phone"])("王秀英") == []
    assert study_vault.finder([uuid4()])("王秀英") == []
    assert len(events()) == before

"""Every address × every role: who gets in, and for whom it does not exist.

A new address without a row here fails. Somebody signed in without the right meets 404, a
stranger is sent to sign in, and what belongs to another patient or clinic is not there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from osteopro import clock
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.access.terms import Scope
from osteopro.accounts.models import Account
from osteopro.appointments import actions as appointments
from osteopro.appointments.queries import calendar, meetings
from osteopro.appointments.rules import Pattern
from osteopro.appointments.terms import SlotKind, Trigger
from osteopro.enrolment.admitting import Candidate
from osteopro.enrolment.terms import Purpose
from osteopro.followup import actions, rules
from osteopro.followup.covering import Away
from osteopro.followup.importing import actions as importing
from osteopro.followup.queries import escalations
from osteopro.followup.rules import Ending
from osteopro.followup.terms import AwayReason, CallOutcome, Outcome, RequestKind
from osteopro.patients import intake_drafts
from osteopro.patients.terms import Sex
from osteopro.records import queries as records_queries
from osteopro.research import actions as research
from osteopro.research.board import Kind
from osteopro.research.models import Statement
from osteopro.research.queries import participants
from osteopro.research.terms import PaperKind
from tests import builders, coding, interviews, patient_files, recruits, studies
from tests.integration.conftest import MONDAY

STRANGER = "stranger"
OWNER, OTHER_PATIENT = "patient", "other patient"
# Who helps the first patient: with everything, only reading, only filling in, only visits.
HELPER, READER, WRITER, BOOKER = (
    "helper",
    "helper who reads",
    "helper who writes",
    "helper who books",
)
HELPERS = {HELPER, READER, WRITER, BOOKER}
# Things of different kinds that addresses call by one name.
PLACES = {
    "advice": "code",
    "sent": "record",
    "entry": "record",
    "photo": "name",
    "import_key": "key",
    "paper": "guid",
    "theme": "guid",
    "statement": "guid",
}
LI, LEAD, EAST = "manager", "lead", "manager elsewhere"
ZHANG, ADMIN, RESEARCHER = "physician", "administrator", "researcher"
PATIENTS = {OWNER, OTHER_PATIENT} | HELPERS
STAFF = {LI, LEAD, EAST, ZHANG, ADMIN, RESEARCHER}
SIGNED_IN = PATIENTS | STAFF

SCOPES_OF: Mapping[str, tuple[Scope, ...]] = {
    HELPER: tuple(Scope),
    READER: (Scope.READ,),
    WRITER: (Scope.ENTER,),
    BOOKER: (Scope.APPOINTMENTS,),
}
OPEN = {200, 302, 303}
NOT_THERE = {404}
TO_SIGN_IN = {302}


@dataclass(frozen=True)
class World:
    """One clinic with a patient, another patient, and a second clinic."""

    clients: Mapping[str, Client]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """Who may: everybody in `allowed` gets one of `answers`; the rest of the signed-in 404."""

    allowed: set[str]
    needs: tuple[str, ...] = ()
    answers: frozenset[int] = frozenset(OPEN)
    denied: frozenset[int] = frozenset(NOT_THERE)
    post: bool = False


def public(*answers: int, needs: tuple[str, ...] = ()) -> Row:
    return Row(SIGNED_IN | {STRANGER}, needs, frozenset(answers or OPEN))


def own(*needs: str, answers: set[int] = OPEN, helped: str = "") -> Row:
    """A patient's own thing: theirs and, `helped` by one who may, their helper's; for the other
    patient and every other helper it is not there."""
    helpers = {HELPER, helped} if helped else set()
    return Row({OWNER} | helpers, needs, frozenset(answers), frozenset({302, 404}))


# What only the patient does; then what a helper may do too, by what the patient allowed.
PATIENT = Row({OWNER, OTHER_PATIENT})
READS = Row({OWNER, OTHER_PATIENT, HELPER, READER})
ENTERS = Row({OWNER, OTHER_PATIENT, HELPER, WRITER})
BOOKS = Row({OWNER, OTHER_PATIENT, HELPER, BOOKER})
ANY_STAFF = Row(STAFF)
CARE = Row({LI, LEAD, EAST})
DOCTOR = Row({ZHANG})
CARE_OR_DOCTOR = Row({LI, LEAD, EAST, ZHANG})
MANAGE = Row({ADMIN})
# Of a study: only who is of its team.
STUDY = Row({RESEARCHER}, ("study_id",))
INTERVIEW = replace(STUDY, needs=("study_id", "interview_id"))
SCREENED = replace(STUDY, needs=("study_id", "screening_no"))

MATRIX: Mapping[str, Row] = {
    "home": public(),
    "language": public(200, 302, 405),
    "gallery": public(200, 404),
    "gallery_staff": public(200, 404),
    # Ways in for patients
    "patient_link": public(200, 302, 404, 410, needs=("token",)),
    "patient_signin": public(),
    "patient_code": public(),
    "patient_which": public(),
    "urgent_worker": public(200),
    # Cards, and the clinic's tablets, which these browsers are not
    "card": public(200),
    "card_secret": public(404, needs=("secret",)),
    # Links that were shared: by their secret and the birth date, whoever is signed in.
    "shared": public(404, needs=("token",)),
    "shared_page": public(404),
    "kiosk": public(404),
    "kiosk_who": public(302),
    "kiosk_leave": public(302),
    "kiosk_here": public(405),
    "recording": public(200, 404, needs=("name",)),
    "demo_messages": public(200, 404),
    "patient_urgent": public(200),
    "patient_help": public(),
    # A patient's own pages
    "patient_home": Row(PATIENTS),
    "patient_settings": Row(PATIENTS),
    "patient_phone_instead": Row(PATIENT.allowed, answers=frozenset({405})),
    "patient_helping": Row(HELPERS),
    "patient_helpers": PATIENT,
    "patient_helper_new": PATIENT,
    "patient_helper_code": PATIENT,
    "patient_signout": Row(PATIENTS, answers=frozenset({200, 302, 405})),
    "patient_consent": PATIENT,
    "patient_data": PATIENT,
    "patient_copy": PATIENT,
    "patient_copy_code": PATIENT,
    "patient_copy_page": PATIENT,
    "patient_copy_file": PATIENT,
    "patient_leave": PATIENT,
    # Answers that were given alone stand on it: for no helper.
    "patient_visit_page": PATIENT,
    "patient_visit_print": PATIENT,
    "patient_visit_pdf": PATIENT,
    "patient_visit_questions": PATIENT,
    "patient_visit_share": PATIENT,
    "patient_leave_code": PATIENT,
    "patient_consent_again": PATIENT,
    "patient_consent_copy": PATIENT,
    "patient_consent_purpose": replace(PATIENT, needs=("purpose",)),
    "patient_team": Row(PATIENTS),
    "patient_messages": READS,
    "patient_advice": READS,
    "patient_write": ENTERS,
    "patient_appointments": BOOKS,
    "patient_request": BOOKS,
    "patient_place": own("offer", helped=BOOKER),
    # By POST only: refused before anything is looked up.
    "patient_place_yes": replace(BOOKS, needs=("offer",), answers=frozenset({405})),
    "patient_place_undo": replace(BOOKS, needs=("offer",), answers=frozenset({405})),
    "patient_place_file": own("offer", helped=BOOKER),
    "patient_trend": READS,
    "patient_rhythm": PATIENT,
    "patient_start": ENTERS,
    "patient_welcome": PATIENT,
    "patient_welcome_page": replace(PATIENT, needs=("lesson",)),
    "patient_practice": Row(PATIENTS),
    "patient_practice_step": Row(PATIENTS, ("place",)),
    "patient_reply": own("message", helped=READER),
    "patient_diary": READS,
    "patient_diary_new": ENTERS,
    "patient_diary_entry": own("entry"),
    "patient_media": own("entry"),
    "patient_attachment": own("photo"),
    "patient_more": own("record", helped=WRITER),
    "patient_check": own("record", helped=WRITER),
    "patient_gentle": own("record", helped=WRITER),
    # What the patient sent alone is not there for who helps.
    "patient_done": own("sent"),
    "patient_next": own("sent", answers={200, 302}, helped=WRITER),
    "patient_record_urgent": own("record", answers={200, 302, 404}, helped=WRITER),
    "patient_draft": replace(own("record", answers={204}, helped=WRITER), post=True),
    "patient_correct": own("sent", answers={200, 302, 405}),
    "patient_question": own("record", "link_id", helped=WRITER),
    "patient_pack": own("record", answers={200}, helped=WRITER),
    # The text-message operator: known by its signature, never by a session
    "gateway_report": public(404, 405),
    "gateway_inbound": public(404, 405),
    # Follow-up
    "care_worklist": CARE,
    "care_patients": CARE_OR_DOCTOR,
    "care_new_patient": CARE,
    "care_calls": CARE,
    "care_appointments": CARE,
    "care_slots": CARE,
    "care_offer": Row({LI, LEAD}, ("request_id",)),
    "care_place": Row({LI, LEAD}, ("offer_id",)),
    "care_snippets": CARE,
    "care_load": CARE,
    "care_fit": Row({LEAD}),
    "care_survey": Row({LI, LEAD, EAST, ZHANG}),
    "care_survey_results": Row({LI, LEAD, EAST, ZHANG}),
    "care_new_absence": CARE,
    "care_absence": Row({LI, LEAD}, ("absence_id",)),
    "care_hand_over": CARE,
    "care_call": Row({LI, LEAD}, ("patient_id",)),
    "care_again": Row({LI, LEAD}, ("patient_id",)),
    "care_intake": Row({LI, LEAD}, ("key",)),
    "care_intake_step": Row({LI, LEAD}, ("key", "step")),
    "care_import": Row({LEAD}),
    "care_import_template": Row({LEAD}, ("words",)),
    "care_import_file": Row({LEAD}, ("import_key",)),
    "care_import_refused": Row({LEAD}, ("import_key",), frozenset({405})),
    "care_enrolments": Row({LI, LEAD, EAST, ZHANG}),
    "care_enrolment": Row({LI, LEAD, ZHANG}, ("key",)),
    "care_escalations": CARE,
    "visit_start": DOCTOR,
    "visit_escalations": DOCTOR,
    "visit_escalation": Row({ZHANG}, ("escalation_id",)),
    "visit_away": DOCTOR,
    # Whoever cares for patients holds sessions.
    "visit_sessions": CARE_OR_DOCTOR,
    "visit_session": Row({LI, LEAD, ZHANG}, ("session_id",)),
    "visit_outcome": Row({ZHANG}, ("patient_id",)),
    "visit_undo": Row({ZHANG}, ("patient_id", "visit_id"), frozenset({405})),
    # The page for a visit: whoever may know of the patient.
    "visit_summary": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    "visit_print": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    "visit_pdf": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    "visit_share": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    # The study
    "studies": Row({RESEARCHER}),
    "study_new": Row({RESEARCHER}),
    "study_bring": Row({RESEARCHER}),
    # Only who brought a file has it: nobody here did.
    "study_brought": Row({RESEARCHER}, ("import_key",), answers=frozenset({404})),
    "study_home": STUDY,
    "study_describe": STUDY,
    "study_closing": STUDY,
    "study_team": STUDY,
    "study_background": STUDY,
    "study_papers": STUDY,
    "study_paper": replace(STUDY, needs=("study_id", "paper")),
    "study_guide": STUDY,
    "study_interviews": STUDY,
    "study_interview": INTERVIEW,
    "study_recording": INTERVIEW,
    "study_recording_begin": replace(INTERVIEW, answers=frozenset({400})),
    # A part is put; sound is there for who has just opened it.
    "study_recording_part": replace(
        INTERVIEW,
        needs=("study_id", "interview_id", "recording", "no"),
        answers=frozenset({405}),
    ),
    "study_sound": replace(
        INTERVIEW, needs=("study_id", "interview_id", "recording"), answers=frozenset({404})
    ),
    "study_colaizzi": STUDY,
    "study_reading": replace(STUDY, needs=("study_id", "version")),
    "study_meanings": STUDY,
    "study_round": replace(STUDY, needs=("study_id", "round_no")),
    "study_coding": replace(STUDY, needs=("study_id", "round_no", "version")),
    "study_changes": replace(STUDY, needs=("study_id", "round_no", "version")),
    "study_log": STUDY,
    "study_sampling": STUDY,
    "study_criteria": STUDY,
    "study_screenings": STUDY,
    "study_screening": SCREENED,
    "study_approach": SCREENED,
    "study_consent": SCREENED,
    "study_who": SCREENED,
    "study_participants": STUDY,
    "study_participant": replace(STUDY, needs=("study_id", "number")),
    "study_mine": ANY_STAFF,
    # What somebody was asked for themselves: nobody else's, and no helper's.
    "patient_study": PATIENT,
    "patient_study_read": own("part"),
    "patient_study_agree": own("part"),
    "patient_study_stop": own("part"),
    "study_transcripts": STUDY,
    "study_transcript": INTERVIEW,
    "study_listen": replace(INTERVIEW, answers=frozenset({405})),
    "study_transcript_draft": replace(INTERVIEW, answers=frozenset({405})),
    "study_review": INTERVIEW,
    "study_names": INTERVIEW,
    "study_freeze": INTERVIEW,
    "study_originals": INTERVIEW,
    "study_themes": STUDY,
    "study_report": STUDY,
    "study_release": STUDY,
    "study_quote": replace(STUDY, answers=frozenset({405})),
    "study_exchange": STUDY,
    "study_description": STUDY,
    "study_structure": STUDY,
    "study_step": replace(STUDY, needs=("study_id", "nth")),
    "study_mine_results": ANY_STAFF,
    "patient_study_results": PATIENT,
    "study_saturation": STUDY,
    "study_checking": STUDY,
    "study_check": replace(STUDY, needs=("study_id", "number")),
    "study_undo": replace(STUDY, needs=("study_id", "move"), answers=frozenset({405})),
    # Of a theme nobody spoke of; the page says so.
    "study_crosscheck": replace(STUDY, needs=("study_id", "kind", "theme")),
    "study_statement": replace(STUDY, needs=("study_id", "statement")),
    "study_board_item": replace(STUDY, needs=("study_id", "kind", "theme")),
    "care_review": Row({LI, LEAD}, ("occasion",)),
    # Photos and voice: those who care for the patient, nobody else of the staff.
    "care_file": Row({LI, LEAD}, ("photo",)),
    "care_talk": Row({LI, LEAD}, ("occasion",)),
    "care_patient": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    "care_leave": Row({LI, LEAD, ZHANG}, ("patient_id",)),
    "care_consent": Row({LI, LEAD}, ("patient_id",)),
    "care_learning": Row({LI, LEAD}, ("patient_id",)),
    "care_helpers": Row({LI, LEAD}, ("patient_id",)),
    "care_consent_copy": Row({LI, LEAD}, ("patient_id",)),
    "care_card": Row({LI, LEAD}, ("patient_id",)),
    # The patient's own team, not everybody of the clinic.
    "care_own_copy": Row({LI}, ("patient_id",)),
    "patient_copy_printed": Row({LI}, ("patient_id",)),
    "care_cards": CARE,
    "care_tablets": CARE,
    # By POST only: refused before anything is looked up.
    "care_undo_attempt": Row({LI, LEAD, EAST}, ("call_id",), frozenset({405})),
    "care_undo": Row({LI, LEAD, EAST}, ("review_id",), frozenset({405})),
    "care_conversation": Row({LI, LEAD}, ("patient_id",)),
    "care_undo_message": Row({LI, LEAD, EAST}, ("message_id",), frozenset({405})),
    # Administration
    "manage_start": MANAGE,
    "manage_users": MANAGE,
    "manage_advice": Row({LEAD, ADMIN, ZHANG}),
    "manage_sign_advice": Row({ZHANG}, (), frozenset({302})),
    "manage_one_advice": Row({LEAD, ADMIN}, ("advice",)),
    "manage_new_user": MANAGE,
    "manage_user": Row({ADMIN}, ("account_id",)),
    "manage_recordings": MANAGE,
    "manage_new_recording": MANAGE,
    "manage_health": Row({ADMIN, LEAD}),
    "manage_on_call": Row({ADMIN, LEAD}),
    # The staff's own account
    "staff_account": ANY_STAFF,
    "staff_start": ANY_STAFF,
    "staff_active": Row(STAFF, answers=frozenset({200, 204, 302, 405})),
    "account_login": public(),
    "mfa_authenticate": public(),
    "mfa_login_webauthn": public(),
    "account_inactive": public(200),
    "staff_lost": public(200),
    "account_logout": public(),
    "account_reauthenticate": public(200, 302, 404),
    "mfa_reauthenticate_webauthn": public(200, 302, 404),
    "staff_unlocked": public(200, 404),
    "account_change_password": ANY_STAFF,
    "mfa_index": ANY_STAFF,
    "mfa_activate_totp": ANY_STAFF,
    "mfa_deactivate_totp": Row(STAFF, answers=frozenset({200, 302, 404})),
    "mfa_view_recovery_codes": Row(STAFF, answers=frozenset({200, 302, 404})),
    "mfa_generate_recovery_codes": Row(STAFF, answers=frozenset({200, 302, 403, 404})),
    "mfa_list_webauthn": ANY_STAFF,
    "mfa_add_webauthn": ANY_STAFF,
    "mfa_remove_webauthn": Row(STAFF, ("pk",), frozenset({302, 404})),
}


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns)
        else:
            yield entry.name or str(entry.pattern)


NAMES = sorted(set(addresses(get_resolver().url_patterns)))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(NAMES) - set(MATRIX) == set()
    assert set(MATRIX) - set(NAMES) == set()


@pytest.fixture
def world(clinic: builders.Clinic, settings: Settings, tmp_path: Path) -> Iterator[World]:
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.SECOND_FACTOR_REQUIRED = False
    with clock.frozen(MONDAY):
        wang, other = (
            builders.patient(clinic),
            builders.patient(clinic, name="陈国民", phone="+8613800006621"),
        )
        sent = builders.send(wang)
        answered = answer(clinic, wang, sent)
        draft = builders.begin(wang)
        entry = builders.note(wang)
        builders.consent(wang, Purpose.MEDIA)
        photo = builders.photo_of(wang, entry)
        question = handed_on(clinic, other)
        booked = given_a_place(clinic, wang)
        builders.consent(wang, Purpose.RESEARCH)
        east = builders.clinic("east")
        studied = studies.study(clinic)
        heard = interviews.held(studied)
        drawn = recruits.participant(studied, clinic, sex="female")
        talk = participants.participant(studied.study_id, drawn)
        coded = coding.blind(studied)
    with clock.frozen(MONDAY + 2 * rules.UNDO):
        staff = {
            LI: clinic.li,
            LEAD: clinic.lead,
            EAST: east.li,
            ZHANG: clinic.zhang,
            ADMIN: clinic.admin,
            RESEARCHER: clinic.researcher,
        }
        clients = {name: signed_in(who.account_id) for name, who in staff.items()}
        clients[OWNER] = signed_in(wang.account_id, wang.patient_id)
        clients[OTHER_PATIENT] = signed_in(other.account_id, other.patient_id)
        for role, scopes in SCOPES_OF.items():
            phone = f"+861390000{len(clients):04d}"
            account = builders.helper(wang, *scopes, phone=phone).account_id
            clients[role] = signed_in(account, wang.patient_id)
        clients[STRANGER] = Client()
        kwargs = {
            "token": "0" * 40,
            "secret": "0" * 32,
            "record": draft,
            "sent": sent.uuid,
            "entry": entry,
            "photo": photo,
            "link_id": "rf-check",
            "name": f"{'0' * 64}.mp3",
            "message": answered.message_id,
            "message_id": answered.message_id,
            "occasion": sent.occasion,
            "review_id": answered.review_id,
            "call_id": actions.record_call(
                by=clinic.li.actor, patient_id=wang.patient_id, outcome=CallOutcome.BUSY
            ),
            "patient_id": wang.patient_id,
            "pk": 1,
            "purpose": "research",
            "key": asked_about(clinic),
            "absence_id": on_leave(clinic),
            "escalation_id": question,
            "visit_id": 1,
            "session_id": session_of(wang),
            "offer": booked,
            "offer_id": booked,
            "request_id": wished(wang),
            "account_id": clinic.li.account_id,
            "step": "who",
            "lesson": "look",
            "advice": "R13",
            "place": "1",
            "words": "zh",
            "import_key": brought(clinic),
            "study_id": studied.study_id,
            "interview_id": typed(studied, heard),
            "recording": interviews.recording(studied, heard),
            "no": 0,
            "round_no": coded.no,
            "version": coded.view.texts[0].guid,
            "paper": a_paper(studied),
            "screening_no": talk.screening_no,
            "number": 1,
            "part": talk.screening_guid,
            "move": UUID(int=12),
            "kind": "theme",
            "theme": a_theme(studied),
            "statement": a_statement(studied, coded.version_id),
            "nth": 1,
        }
        yield World(clients, kwargs)


def handed_on(clinic: builders.Clinic, someone: builders.Someone) -> int:
    """A question to the physician about another patient."""
    sent = builders.send(someone)
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=sent.occasion,
        ending=Ending(Outcome.ESCALATED, question="要拍片吗？"),
        versions=[sent.uuid],
        physician=clinic.zhang.account_id,
    )
    return escalations.for_physician(clinic.zhang.viewer).waiting[0].escalation_id


def a_paper(studied: studies.Studied) -> UUID:
    """A document of the study with a file."""
    key = UUID(int=11)
    research.keep_paper(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        kind=PaperKind.PROTOCOL,
        version="2",
        file=research.File("a.pdf", "application/pdf", b"%PDF-1.7"),
        key=key,
    )
    return key


def typed(studied: studies.Studied, interview_id: int) -> int:
    """An interview of which the transcript is frozen."""
    studies.transcribed(studied, interview_id, "P1：疼。")
    return interview_id


def a_theme(studied: studies.Studied) -> UUID:
    return research.add_item(
        by=studied.zhou.actor,
        study_id=studied.study_id,
        kind=Kind.THEME,
        name="安心",
        into=None,
        key=UUID(int=13),
    )


def a_statement(studied: studies.Studied, version_id: int) -> UUID:
    """A statement that everybody who analyses agreed upon."""
    studies.agreed(studied, version_id, {"心里一下就踏实了": "踏实"})
    return Statement.objects.get(quote="心里一下就踏实了").guid


def wished(someone: builders.Someone) -> int:
    """A request for a visit that waits."""
    return actions.make_request(
        by=someone.actor, patient_id=someone.patient_id, wanted=actions.Wish(RequestKind.VISIT)
    )


def given_a_place(clinic: builders.Clinic, someone: builders.Someone) -> int:
    """A place for a session, booked: a visit waits beside it."""
    by, patient_id, key = clinic.li.actor, someone.patient_id, UUID(int=9)
    day = clock.now().date() + timedelta(days=1)
    everyday = frozenset(range(1, 8))
    pattern = Pattern(day, day + timedelta(days=6), everyday, (time(9),), 30, 9)
    appointments.add_slots(
        by=by, site_id=clinic.site_id, kind=SlotKind.SESSION, pattern=pattern, key=key
    )
    session = appointments.invite(by=by, patient_id=patient_id, trigger=Trigger.WISH)
    (first, *_) = calendar.free([clinic.site_id], SlotKind.SESSION)
    return appointments.offer_session(
        by=by,
        patient_id=patient_id,
        session_id=session,
        slot_id=first.slot_id,
        key=key,
        agreed=True,
    )


def session_of(someone: builders.Someone) -> int:
    """The in-person session to which somebody is invited."""
    found = meetings.open_of(someone.patient_id)
    assert found is not None
    return found.session_id


def on_leave(clinic: builders.Clinic) -> int:
    """Nurse Li is on leave tomorrow."""
    day = clock.now().date() + timedelta(days=1)
    return actions.plan_absence(
        by=clinic.li.actor,
        key=UUID(int=8),
        away=Away(clinic.li.account_id, day, day),
        reason=AwayReason.LEAVE,
        today=day,
    )


def asked_about(clinic: builders.Clinic) -> UUID:
    """Somebody about whom Nurse Li asked a physician; her form is not finished."""
    key = UUID(int=7)
    admission = builders.admission(date(1955, 3, 2), enr_depr="unknown")
    intake_drafts.save_draft(
        by=clinic.li.actor, key=key, site_id=clinic.site_id, fields={"name": "陈国民"}
    )
    candidate = Candidate(key, clinic.site_id, Sex.MALE, admission.form)
    actions.ask_clinician(by=clinic.li.actor, candidate=candidate)
    return key


def brought(clinic: builders.Clinic) -> UUID:
    """A file that Dr Chen brought; nobody else has to do with it."""
    key = UUID(int=8)
    data = patient_files.file(patient_files.person(1))
    importing.bring_file(by=clinic.lead.actor, uuid=key, site_id=clinic.site_id, data=data)
    return key


def answer(
    clinic: builders.Clinic, someone: builders.Someone, sent: actions.Receipt
) -> actions.Answered:
    return actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=sent.occasion,
        ending=Ending(Outcome.REPLIED, body="看到了。"),
        versions=[each.uuid for each in records_queries.occasion(sent.occasion)],
    )


def signed_in(account_id: int, patient_id: int | None = None) -> Client:
    client = Client()
    backend = "LinkBackend" if patient_id else "StaffBackend"
    account = Account.objects.get(pk=account_id)
    client.force_login(account, backend=f"osteopro.accounts.backends.{backend}")
    if patient_id:
        session = client.session
        session[SESSION_PATIENT] = patient_id
        session.save()
    return client


def address(name: str, row: Row, world: World) -> str:
    named = {PLACES.get(each, each): world.kwargs[each] for each in row.needs}
    return reverse(name, kwargs=named)


@pytest.mark.parametrize("name", NAMES)
def test_who_gets_in(name: str, world: World) -> None:
    row = MATRIX[name]
    where = address(name, row, world)
    wrong = {}
    for role, client in world.clients.items():
        asked = client.post(where, {"draft": "1"}) if row.post else client.get(where)
        status = asked.status_code
        if role in row.allowed:
            expected = row.answers
        elif role == STRANGER:
            expected = frozenset(TO_SIGN_IN)
        else:
            # Only a patient meets the wider answer; for staff a patient's page is never there.
            expected = row.denied if role in PATIENTS else frozenset(NOT_THERE)
        if status not in expected:
            wrong[role] = f"{status}, not {sorted(expected)}"
    assert wrong == {}


def test_no_page_of_care_can_be_posted_to_from_elsewhere(world: World) -> None:
    names = ("review", "patient", "call", "consent", "card", "learning")
    names += ("undo", "undo_attempt")
    for name in (f"care_{each}" for each in names):
        where = address(name, MATRIX[name], world)
        for role in (EAST, ZHANG, ADMIN, RESEARCHER, OWNER):
            sent = world.clients[role].post(where, {"do": "send", "outcome": "replied"})
            assert sent.status_code == 404, (name, role)

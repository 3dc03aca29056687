"""Everything a patient or helper opens (ux 2.1).

Words that stand where a question's linkId may stand (start, more, check, done, next, urgent,
draft, pack, correct) come first and are never linkIds.
"""

from django.urls import path

from osteopro.web.patient.views import (
    codes,
    consent,
    data,
    demo,
    entrance,
    home,
    listen,
    messages,
    pack,
    practice,
    record,
    rhythm,
    sending,
    settings,
    sitting,
    trend,
    urgent,
    welcome,
)

RECORD = "me/record/<uuid:record>/"

urlpatterns = [
    path("go/<str:token>/", entrance.personal_link, name="patient_link"),
    path("signin/", codes.phone, name="patient_signin"),
    path("signin/code/", codes.code, name="patient_code"),
    path("signin/which/", codes.which, name="patient_which"),
    path("language/", entrance.language, name="language"),
    path("urgent-worker.js", urgent.worker, name="urgent_worker"),
    path("dev/messages/", demo.messages, name="demo_messages"),
    path("listen/<str:name>", listen.recording, name="recording"),
    path("me/", home.home, name="patient_home"),
    path("me/urgent/", urgent.urgent, name="patient_urgent"),
    path("me/help/", settings.help_page, name="patient_help"),
    path("me/settings/", settings.settings, name="patient_settings"),
    path("me/consent/", consent.consent, name="patient_consent"),
    path("me/consent/again/", consent.again, name="patient_consent_again"),
    path("me/consent/copy/", consent.copy, name="patient_consent_copy"),
    path("me/consent/<slug:purpose>/", consent.purpose, name="patient_consent_purpose"),
    path("me/data/", data.data, name="patient_data"),
    path("me/signout/", entrance.leave, name="patient_signout"),
    path("me/messages/", messages.thread, name="patient_messages"),
    path("me/messages/<int:message>/", messages.reply, name="patient_reply"),
    path("me/rhythm/", rhythm.rhythm_page, name="patient_rhythm"),
    path("me/welcome/", welcome.welcome, name="patient_welcome"),
    path("me/welcome/<slug:lesson>/", welcome.page, name="patient_welcome_page"),
    path("me/practice/", practice.practice, name="patient_practice"),
    path("me/practice/<slug:place>/", practice.step, name="patient_practice_step"),
    path("me/trend/", trend.trend, name="patient_trend"),
    path("me/record/start/", record.start, name="patient_start"),
    path(f"{RECORD}more/", record.more, name="patient_more"),
    path(f"{RECORD}check/", sending.check, name="patient_check"),
    path(f"{RECORD}done/", sending.done, name="patient_done"),
    path(f"{RECORD}next/", sitting.next_form, name="patient_next"),
    path(f"{RECORD}urgent/", urgent.of_record, name="patient_record_urgent"),
    path(f"{RECORD}draft/", record.keep, name="patient_draft"),
    path(f"{RECORD}pack/", pack.pack, name="patient_pack"),
    path(f"{RECORD}correct/", sending.correct, name="patient_correct"),
    path(f"{RECORD}<str:link_id>/", record.question, name="patient_question"),
]

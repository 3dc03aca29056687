"""Everything below /care/."""

from django.urls import path

from osteopro.web.care.views import (
    absence,
    call,
    calls,
    card,
    cards,
    consent,
    enrol,
    enrolments,
    hand_over,
    load,
    patient,
    patients,
    review,
    tablets,
    worklist,
)

urlpatterns = [
    path("", worklist.worklist, name="care_worklist"),
    path("load/", load.load, name="care_load"),
    path("load/absence/", absence.new, name="care_new_absence"),
    path("load/absence/<int:absence_id>/", absence.absence, name="care_absence"),
    path("load/hand-over/", hand_over.hand_over, name="care_hand_over"),
    path("calls/", calls.calls, name="care_calls"),
    path("patients/<int:patient_id>/call/", call.call, name="care_call"),
    path("records/<uuid:occasion>/", review.review, name="care_review"),
    path("reviews/<int:review_id>/undo/", review.undo, name="care_undo"),
    path("patients/", patients.patients, name="care_patients"),
    path("patients/new/", enrol.new_patient, name="care_new_patient"),
    path("patients/<int:patient_id>/consent/", consent.consent, name="care_consent"),
    path("patients/<int:patient_id>/consent/copy/", consent.copy, name="care_consent_copy"),
    path("patients/<int:patient_id>/card/", card.card, name="care_card"),
    path("cards/", cards.cards, name="care_cards"),
    path("tablets/", tablets.tablets, name="care_tablets"),
    path("patients/new/<uuid:key>/", enrol.intake, name="care_intake"),
    path("patients/new/<uuid:key>/<slug:step>/", enrol.intake_step, name="care_intake_step"),
    path("enrolments/", enrolments.enrolments, name="care_enrolments"),
    path("enrolments/<uuid:key>/", enrolments.enrolment, name="care_enrolment"),
    path("patients/<int:patient_id>/", patient.patient, name="care_patient"),
]

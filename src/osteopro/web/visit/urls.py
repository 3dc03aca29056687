"""Everything below /visit/: what physicians do."""

from django.urls import path

from osteopro.web.visit.views import (
    away,
    escalations,
    outcome,
    session,
    sessions,
    summary,
    today,
)

urlpatterns = [
    path("", today.today, name="visit_start"),
    path("<int:patient_id>/outcome/", outcome.outcome, name="visit_outcome"),
    path("<int:patient_id>/outcome/<int:visit_id>/undo/", outcome.undo, name="visit_undo"),
    path("escalations/", escalations.escalations, name="visit_escalations"),
    path("escalations/<int:escalation_id>/", escalations.escalation, name="visit_escalation"),
    path("sessions/", sessions.sessions, name="visit_sessions"),
    path("sessions/<int:session_id>/", session.session, name="visit_session"),
    path("away/", away.away, name="visit_away"),
    path("<int:patient_id>/", summary.summary, name="visit_summary"),
    path("<int:patient_id>/print/", summary.printed, name="visit_print"),
    path("<int:patient_id>/pdf/", summary.pdf, name="visit_pdf"),
    path("<int:patient_id>/share/", summary.share, name="visit_share"),
]

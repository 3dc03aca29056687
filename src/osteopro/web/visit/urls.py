"""Everything below /visit/: what physicians do."""

from django.urls import path

from osteopro.web.visit.views import away, escalations

urlpatterns = [
    path("", escalations.start, name="visit_start"),
    path("escalations/", escalations.escalations, name="visit_escalations"),
    path("escalations/<int:escalation_id>/", escalations.escalation, name="visit_escalation"),
    path("away/", away.away, name="visit_away"),
]

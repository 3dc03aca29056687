"""Codes in words for administrators."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.access.terms import Role
from osteopro.instruments.audio import Voice

ROLES: Mapping[Role, object] = {
    Role.FOLLOW_UP_MANAGER: _("Follow-up manager"),
    Role.PHYSICIAN: _("Physician"),
    Role.PROGRAMME_LEAD: _("Programme lead"),
    Role.RESEARCHER: _("Researcher"),
    Role.ADMINISTRATOR: _("Administrator"),
}
JOBS: Mapping[str, object] = {
    "left-drafts": _("Keep forms left half-way"),
    "deadlines": _("Tell of missed deadlines"),
    "pauses": _("End breaks that are over"),
    "hand-overs": _("Hand patients over on the day"),
    "absences": _("Let substitutes answer"),
    "reminders": _("Remind, and ask for calls"),
    "silence": _("Note who fell silent"),
    "long-silence": _("Call and then end long silence"),
    "age": _("Ask a clinician about who turned 81"),
    "seal": _("Seal the audit trail"),
    "gates": _("Forget old requests for codes"),
    "messages": _("Send messages"),
}
VOICES: Mapping[Voice, object] = {
    Voice.MANDARIN: _("Mandarin"),
    Voice.SICHUAN: _("Sichuan dialect"),
    Voice.ENGLISH: _("English"),
}
PAGES: Mapping[str, object] = {
    "start": _("Before the first question"),
    "check": _("Reading over before sending"),
    "urgent": _("Emergency page"),
    "tablet": _("Clinic tablet: are you still there?"),
}

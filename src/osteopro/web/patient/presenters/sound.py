"""Which recording reads a page aloud."""

from django.http import HttpRequest

from osteopro.web.patient.page import is_patient, reader_preferences, recording_url
from osteopro.web.patient.presenters.dates import language


def audio(request: HttpRequest, slot: str, canonical: str = "") -> str:
    """The address of the recording of a question, or of a page; "" without one.

    In Chinese the way of speaking that whoever reads chose, else Mandarin.
    """
    dialect = reader_preferences(request).dialect if is_patient(request) else ""
    return recording_url(slot, language(), dialect, canonical)

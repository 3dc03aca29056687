"""Which recording reads a page aloud."""

from django.http import HttpRequest
from django.urls import reverse

from osteopro.instruments import recordings
from osteopro.instruments.audio import voices
from osteopro.web.patient.page import frame, is_patient
from osteopro.web.patient.presenters.dates import language


def audio(request: HttpRequest, slot: str, canonical: str = "") -> str:
    """The address of the recording of a question, or of a page; "" without one.

    In Chinese the way of speaking she chose, else Mandarin.
    """
    known = recordings.recorded().get((canonical, slot), {})
    wanted = frame(request).preferences.dialect if is_patient(request) else ""
    found = next((known[v] for v in voices(language(), wanted) if v in known), None)
    return reverse("recording", args=[found.name]) if found else ""

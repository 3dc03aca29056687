"""Recordings of questions and pages: what is there, what is missing, and adding one (ux R21)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment.reading import text_language
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments import recordings
from osteopro.instruments.audio import ADVISED_BYTES, MOST_BYTES, PAGES, Voice
from osteopro.instruments.definition import Text
from osteopro.instruments.recordings import NotARecording, Place, Recorded
from osteopro.ui import components as c
from osteopro.web.manage import words
from osteopro.web.manage.page import UNPROCESSABLE, language, render, viewer_of

KB = 1024


@dataclass(frozen=True, slots=True)
class Slot:
    """A question or page that can be read aloud, with the words to be read."""

    place: Place
    name: str
    words: tuple[str, ...]


@access(Permission.ADMINISTER)
def listing(request: HttpRequest) -> HttpResponse:
    """Every question in use, with each voice: recorded or missing."""
    known = recordings.recorded()
    groups = [
        (title, [_row(slot, known.get(slot.place, {})) for slot in slots])
        for title, slots in _slots()
    ]
    total = sum(len(rows) for _, rows in groups)
    return render(
        request,
        "manage/recordings.html",
        current="recordings",
        head=[gettext("Question"), *(str(words.VOICES[voice]) for voice in Voice)],
        groups=groups,
        counts=[
            (str(words.VOICES[voice]), sum(voice in each for each in known.values()), total)
            for voice in Voice
        ],
        added="added" in request.GET,
    )


@access(Permission.ADMINISTER)
def new(request: HttpRequest) -> HttpResponse:
    """The words to read, and the file; one recording at a time."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked:
        return redirect("manage_recordings")
    place = (asked.get("form", ""), asked.get("slot", ""))
    slot = next((each for _, slots in _slots() for each in slots if each.place == place), None)
    if slot is None or asked.get("voice") not in set(Voice):
        raise Http404("nothing of that name is read aloud")
    voice = Voice(asked["voice"])
    if request.method != "POST":
        return _new_page(request, slot, voice)
    file = request.FILES.get("file")
    if file is None:
        return _new_page(request, slot, voice, gettext("Choose a file."))
    data = file.read()
    if len(data) > MOST_BYTES:
        most = gettext("The file is too long: at most %(kb)s KB.") % {"kb": MOST_BYTES // KB}
        return _new_page(request, slot, voice, most)
    try:
        recordings.add_recording(
            by=viewer_of(request).acting(Permission.ADMINISTER), place=place, voice=voice, data=data
        )
    except NotARecording:
        unknown = gettext("This is not an mp3, ogg or m4a recording.")
        return _new_page(request, slot, voice, unknown)
    return redirect(f"{reverse('manage_recordings')}?added=1")


def _new_page(request: HttpRequest, slot: Slot, voice: Voice, error: str = "") -> HttpResponse:
    present = recordings.recorded().get(slot.place, {}).get(voice)
    return render(
        request,
        "manage/new_recording.html",
        current="recordings",
        status=UNPROCESSABLE if error else 200,
        slot=slot,
        voice=voice,
        voice_name=str(words.VOICES[voice]),
        lines=slot.words if voice.language == _key() else (),
        audio=reverse("recording", args=[present.name]) if present else "",
        advised=ADVISED_BYTES // KB,
        most=MOST_BYTES // KB,
        error=error,
        errors=[c.FieldError("file", error)] if error else [],
    )


def _slots() -> list[tuple[str, list[Slot]]]:
    """The newest version of each form that patients fill, then the pages."""
    newest = {form.code: form for form in instruments_queries.instruments().values()}
    groups = []
    for form in newest.values():
        items = (i for i in form.questionnaire.items if not i.hidden and not i.read_only)
        slots = [
            Slot(
                (form.canonical, item.link_id),
                _text(item.short) or item.link_id,
                tuple(_text(words) for words in (item.text, *(o.display for o in item.options))),
            )
            for item in items
        ]
        groups.append((_text(form.questionnaire.title), slots))
    pages = [Slot(("", page), str(words.PAGES[page]), ()) for page in PAGES]
    return [*groups, (gettext("Whole pages"), pages)]


def _row(slot: Slot, known: Mapping[str, Recorded]) -> list[object]:
    cells = [_cell(slot, voice, known.get(voice)) for voice in Voice]
    return [slot.name, *cells]


def _cell(slot: Slot, voice: Voice, recorded: Recorded | None) -> Markup:
    canonical, name = slot.place
    address = Markup("{}?form={}&slot={}&voice={}").format(
        reverse("manage_new_recording"), canonical.replace("|", "%7C"), name, voice
    )
    state = (
        gettext("Recorded, %(kb)s KB") % {"kb": -(-recorded.size // KB)}
        if recorded
        else gettext("Missing")
    )
    spoken = Markup('<span class="vh"> {} {}</span>').format(slot.name, str(words.VOICES[voice]))
    return Markup('<a href="{}">{}{}</a>').format(address, state, spoken)


def _text(texts: Text) -> str:
    return texts.get(_key()) or next(iter(texts.values()), "")


def _key() -> str:
    return text_language(language())

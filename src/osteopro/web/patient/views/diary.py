"""The diary: one event in a few taps, the entries so far, one entry (ux 2.1; content 1.5)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions as followup_actions
from osteopro.followup import rules
from osteopro.followup.actions import Note, Noted
from osteopro.followup.context import BY_HELPERS
from osteopro.followup.queries import diary as diary_queries
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.sent import Sent
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import Kind
from osteopro.records import attachments
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.actions import Conflict
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level
from osteopro.ui.components import FieldError
from osteopro.web.patient import forms
from osteopro.web.patient.asked import answered_at, circumstances
from osteopro.web.patient.authors import helpers_answers
from osteopro.web.patient.heard import as_read
from osteopro.web.patient.helper_form import read_key
from osteopro.web.patient.page import author, frame, helps, may, patient_id, render
from osteopro.web.patient.presenters import dates, promises, questions, sittings
from osteopro.web.patient.presenters import diary as presenter
from osteopro.web.patient.presenters.questions import QuestionView, Typed
from osteopro.web.patient.views.drafts import changed_meanwhile, urgent_redirect
from osteopro.web.patient.views.record import next_page

LAST_PAGE = 500


@dataclass(frozen=True)
class Asked:
    """A question of the short page with what stands in it, what was made of it, what is wrong."""

    view: QuestionView
    value: Value | None = None
    error: str = ""

    @property
    def name(self) -> str:
        return self.view.name

    @property
    def field(self) -> str:
        """Where the error summary leads."""
        return f"{self.name}-near-1" if self.view.kind == "date" else self.name


@access(Permission.READ_RECORD)
def entries(request: HttpRequest) -> HttpResponse:
    """What was noted so far, newest first; without any, an example of what it may be."""
    page = _page_number(request.GET.get("page", "1"))
    of = frame(request)
    found = diary_queries.diary(of.patient_id, page, helping=helps(request))
    return render(
        request,
        "patient/diary.html",
        entries=presenter.lines(of, found),
        opens=may(request, Permission.ENTER_RECORD),
        going_on=next_page(found.begun) if found.begun else "",
        page=page,
        more=found.more,
        manager=promises.manager_name(of),
    )


@access(Permission.ENTER_RECORD)
def new(request: HttpRequest) -> HttpResponse:
    """What happened, which day, a few words if wanted: then it is noted."""
    if not frame(request).active and enrolment_queries.withdrew(patient_id(request)):
        return redirect("patient_consent")
    if request.method != "POST":
        return _new_page(request, _blank(request), uuid4())
    read = _read(request)
    # The id that the page gave the entry; another one where something else was sent.
    key = read_key(request.POST.get("key", "")) or uuid4()
    by_whom = _author(request)
    if by_whom is None or any(each.error for each in read):
        return _new_page(request, read, key, no_author=by_whom is None)
    try:
        noted = followup_actions.note_event(
            by=author(request),
            patient_id=patient_id(request),
            note=_note(request, read, key, by_whom),
        )
    except Conflict:
        return changed_meanwhile(request, key)
    return _noted(request, key, noted)


@access(Permission.ENTER_RECORD)
def entry(request: HttpRequest, record: UUID) -> HttpResponse:
    """One entry: that it arrived, what it says, what follows; within a day it is corrected."""
    found = sent_queries.sent(patient_id(request), record)
    if found is None or found.response.kind is not Kind.DIARY:
        raise Http404("no such entry")
    if helps(request) and not sent_queries.for_helpers(found.response):
        raise Http404("said by the patient alone")
    if found.newer is not None:
        return redirect("patient_diary_entry", record=found.newer)
    return _entry_page(request, found)


def _entry_page(request: HttpRequest, found: Sent) -> HttpResponse:
    of, occasion = frame(request), found.response.occasion
    waits = found.judged.level is not Level.ROUTINE
    return render(
        request,
        "patient/diary_entry.html",
        record=found.response.uuid,
        rows=presenter.rows(found.response),
        received=dates.moment(of, found.response.received),
        reference=records_rules.reference(found.response.uuid),
        promise=promises.promise(of, as_read(request, found)) if waits else None,
        manager=promises.manager_name(of),
        corrections=sittings.corrections([found.response]),
        attached=len(attachments.of_occasions([occasion]).get(occasion, ())),
        reads=may(request, Permission.READ_RECORD),
    )


def _noted(request: HttpRequest, key: UUID, noted: Noted) -> HttpResponse:
    draft = records_queries.draft(patient_id(request), key)
    if noted.saved is None or draft is None:
        return redirect("patient_done", record=key)
    urgent = urgent_redirect(request, draft, noted.saved)
    return urgent or redirect(next_page(draft))


def _note(request: HttpRequest, read: list[Asked], key: UUID, by_whom: ByWhom) -> Note:
    return Note(
        uuid=key,
        values={each.name: each.value for each in read if each.value is not None},
        language=text_language(dates.language()),
        by_whom=by_whom,
        more="more" in request.POST,
        circumstances=circumstances(request),
        answered_at=answered_at(request),
    )


def _read(request: HttpRequest) -> list[Asked]:
    """The short page as posted; what must be there and is not has its sentence."""
    of = frame(request)
    earliest = rules.first_diary_day(of.starts_on)
    found = []
    for item in _items():
        reading = forms.read_answer(item, request.POST, of.today, earliest)
        empty = item.required and reading.value is None and not reading.error
        error = forms.nothing_given(item) if empty else reading.error
        found.append(Asked(_view(of, item, reading.typed), reading.value, error))
    return found


def _blank(request: HttpRequest) -> list[Asked]:
    of = frame(request)
    return [Asked(_view(of, item, Typed())) for item in _items()]


def _items() -> tuple[Item, ...]:
    parts = presenter.parts(diary_queries.form())
    return (parts.about, parts.day, *([parts.words] if parts.words else []))


def _view(of: Frame, item: Item, typed: Typed) -> QuestionView:
    return questions.plain_view(item, typed, of.today)


def _author(request: HttpRequest) -> ByWhom | None:
    """The patient; of a helper what they say, None when they have not said it."""
    if not helps(request):
        return ByWhom.SELF
    said = request.POST.get("by-whom", "")
    return ByWhom(said) if said in BY_HELPERS else None


def _new_page(
    request: HttpRequest, read: list[Asked], key: UUID, *, no_author: bool = False
) -> HttpResponse:
    who = gettext("Choose who answers today.") if no_author else ""
    errors = [FieldError(each.field, each.error) for each in read if each.error]
    return render(
        request,
        "patient/diary_new.html",
        asked=read,
        key=key,
        authors=helpers_answers(request.POST.get("by-whom", "")) if helps(request) else (),
        author_error=who,
        reads=may(request, Permission.READ_RECORD),
        errors=errors + ([FieldError("by-whom", who)] if who else []),
    )


def _page_number(typed: str) -> int:
    return min(max(int(typed), 1), LAST_PAGE) if typed.isdecimal() and len(typed) < 5 else 1

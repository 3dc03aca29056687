"""Filling a record: start, one question a page, free text (ux 2.1, 3.3)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions as followup_actions
from osteopro.followup.flow import Flow
from osteopro.followup.queries.forms import planned
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import Kind, Mode
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom, DraftState
from osteopro.ui.components import FieldError
from osteopro.web.patient import forms
from osteopro.web.patient.authors import author_answers, chosen_author, may_answer
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import author, frame, helps, may, patient_id, render
from osteopro.web.patient.presenters import dates, education, promises, questions, sittings
from osteopro.web.patient.presenters.advice import asked_words
from osteopro.web.patient.presenters.questions import Typed
from osteopro.web.patient.presenters.sound import audio
from osteopro.web.patient.tablet import on_tablet
from osteopro.web.patient.views.drafts import (
    NOTHING,
    flow_of,
    in_these_hands,
    read_posted,
    save,
    urgent_redirect,
    with_draft,
)

CHECK = "check"


@access(Permission.ENTER_RECORD)
@on_tablet
def start(request: HttpRequest) -> HttpResponse:
    """What is asked and who reads it; then the form begins, or the one from before goes on."""
    if not frame(request).active and enrolment_queries.withdrew(patient_id(request)):
        return redirect("patient_consent")
    draft = records_queries.open_draft(patient_id(request))
    if request.method != "POST":
        return _start_page(request, draft)
    if draft is not None and "restart" in request.POST:
        _put_away(request, draft)
        return redirect("patient_start")
    if draft is not None:
        return _go_on_with(request, draft)
    plan = planned(frame(request))
    by_whom = chosen_author(request, plan.instrument, request.POST.get("by-whom", ""))
    if by_whom is None:
        return _start_page(request, None, gettext("Choose who answers today."))
    record = followup_actions.start_form(
        by=author(request),
        patient_id=patient_id(request),
        instrument=plan.instrument,
        mode=Mode.ONLINE,
        language=text_language(dates.language()),
        by_whom=by_whom,
    )
    begun = records_queries.draft(patient_id(request), record)
    return redirect(next_page(begun)) if begun else redirect("patient_home")


@after_leaving
@access(Permission.ENTER_RECORD)
@with_draft
@on_tablet
def question(request: HttpRequest, draft: DraftView, link_id: str) -> HttpResponse:
    """One question. Going on keeps the answer; nothing is chosen beforehand (R13)."""
    item = _answerable(draft, link_id)
    flow = flow_of(draft)
    if flow.place(link_id) is None and link_id != draft.instrument.item_for("author"):
        return redirect(next_page(draft))
    if request.method != "POST":
        typed = questions.typed_from(item, draft.values.get(link_id), frame(request).today)
        return question_page(request, draft, item, typed)
    if "skip" in request.POST and not item.required:
        return _go_on(request, draft, item, NOTHING)
    reading = read_posted(request, draft, item)
    error = reading.error or ("" if reading.value is not None else forms.nothing_given(item))
    if reading.value is not None and not may_answer(request, draft, item, reading.value):
        error = gettext("Choose who answers today.")
    if reading.value is None or error:
        return question_page(request, draft, item, reading.typed, error)
    return _go_on(request, draft, item, reading.value)


@after_leaving
@access(Permission.ENTER_RECORD)
@with_draft
@on_tablet
def more(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """Anything else, in her own words; it may stay empty."""
    link_id = draft.instrument.item_for("note")
    if link_id is None:
        return redirect("patient_check", record=draft.uuid)
    item = draft.instrument.questionnaire.item(link_id)
    if request.method != "POST":
        typed = questions.typed_from(item, draft.values.get(link_id), frame(request).today)
        return more_page(request, draft, item, typed)
    reading = forms.read_answer(item, request.POST, frame(request).today)
    if reading.error:
        return more_page(request, draft, item, reading.typed, reading.error)
    if reading.value is not None or link_id in draft.values:
        saved = save(request, draft, {link_id: reading.value or NOTHING})
        if isinstance(saved, HttpResponse):
            return saved
    return redirect("patient_check", record=draft.uuid)


def next_page(draft: DraftView) -> str:
    """Where to go on with a form: a correction is read over, others at the first open question."""
    flow = flow_of(draft)
    if draft.corrects or not flow.missing:
        return reverse("patient_check", args=[draft.uuid])
    return question_url(draft, flow.missing[0])


def question_url(draft: DraftView, item: Item, *, back_to_check: bool = False) -> str:
    """The address of one question of a form."""
    note = draft.instrument.item_for("note")
    if item.link_id == note:
        return reverse("patient_more", args=[draft.uuid])
    url = reverse("patient_question", args=[draft.uuid, item.link_id])
    return f"{url}?{CHECK}=1" if back_to_check else url


def _start_page(request: HttpRequest, draft: DraftView | None, error: str = "") -> HttpResponse:
    of = frame(request)
    if draft is not None:
        return _continue_page(request, draft)
    plan = planned(of)
    preset = ByWhom.SELF_READ if helps(request) else ByWhom.SELF
    return render(
        request,
        "patient/start.html",
        questions=plan.questions,
        minutes=plan.minutes,
        in_two=sittings.in_two(plan),
        manager=promises.manager_name(of),
        closed=not of.clinic.is_open(clock.now()),
        audio=audio(request, "start"),
        reminder=education.reminder(of),
        answers=author_answers(request, plan.instrument, preset),
        errors=[FieldError("by-whom", error)] if error else [],
    )


def _go_on_with(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """Go on with the form from before; a helper says first who answers from now on."""
    item = draft.instrument.item_for("author")
    if not helps(request) or item is None:
        return redirect(next_page(draft))
    by_whom = chosen_author(request, draft.instrument, request.POST.get("by-whom", ""))
    if by_whom is None:
        return _continue_page(request, draft, gettext("Choose who answers today."))
    saved = save(request, draft, {item: by_whom.value})
    if isinstance(saved, HttpResponse):
        return saved
    return redirect(next_page(in_these_hands(request, draft.uuid) or draft))


def _continue_page(request: HttpRequest, draft: DraftView, error: str = "") -> HttpResponse:
    flow = flow_of(draft)
    place = flow.place(flow.missing[0].link_id) if flow.missing else None
    return render(
        request,
        "patient/continue.html",
        place=place,
        total=len(flow.items),
        correcting=draft.corrects is not None,
        answers=author_answers(request, draft.instrument, ByWhom.SELF_READ)
        if helps(request)
        else (),
        errors=[FieldError("by-whom", error)] if error else [],
        rides=draft.instrument.kind is not Kind.RECORD,
        kept_until=dates.long_day(frame(request), frame(request).local(draft.expires_at).date()),
    )


def _put_away(request: HttpRequest, draft: DraftView) -> None:
    """Begin anew: what would be urgent in the old form is sent on first (resolution 2)."""
    by = author(request)
    followup_actions.keep_left_draft(
        by=by, patient_id=draft.patient_id, draft_uuid=draft.uuid, expired=False
    )
    records_actions.close_draft(
        by=by,
        patient_id=draft.patient_id,
        draft_uuid=draft.uuid,
        state=DraftState.LEFT,
        revision=draft.revision,
    )


def _answerable(draft: DraftView, link_id: str) -> Item:
    item = draft.instrument.questionnaire.nodes.get(link_id)
    if item is None or not item.answerable or item.hidden or item.read_only:
        raise Http404("no such question")
    return item


def question_page(
    request: HttpRequest,
    draft: DraftView,
    item: Item,
    typed: Typed,
    error: str = "",
    flow: Flow | None = None,
) -> HttpResponse:
    """One question with what stands in its fields; `flow` is given when it is not asked now."""
    of = frame(request)
    flow = flow or flow_of(draft)
    about = asked_words(of, draft, item) if may(request, Permission.READ_RECORD) else ""
    view = questions.question_view(flow, item, typed, of.today, about)
    checking = CHECK in request.GET
    is_author = item.link_id == draft.instrument.item_for("author")
    last = dates.long_day(of, of.local(of.last_record_at).date()) if of.last_record_at else ""
    safety = item.link_id == draft.instrument.item_for("safety")
    return render(
        request,
        "patient/question.html",
        view=view,
        answers=author_answers(request, draft.instrument, *typed.codes[:1] or ("",))
        if is_author
        else view.answers,
        place=flow.place(item.link_id),
        total=len(flow.items),
        record=draft.uuid,
        action=request.get_full_path(),
        back_href=_back(draft, flow, item, checking=checking or is_author),
        last_record=last if safety else "",
        stored=item.link_id in draft.values,
        audio=audio(request, item.link_id, draft.instrument.canonical),
        checking=checking or is_author,
        shown=clock.now().isoformat(),
        error=error,
        errors=[FieldError(_field(view.kind, item), error)] if error else [],
    )


def more_page(
    request: HttpRequest, draft: DraftView, item: Item, typed: Typed, error: str = ""
) -> HttpResponse:
    """The page for her own words."""
    flow = flow_of(draft)
    legend, _aside = questions.heading(item)
    back = question_url(draft, flow.items[-1]) if flow.items else reverse("patient_start")
    return render(
        request,
        "patient/more.html",
        name=item.link_id,
        legend=legend,
        typed=typed.words,
        limit=item.max_length or 0,
        record=draft.uuid,
        back_href=back,
        stored=item.link_id in draft.values,
        audio=audio(request, item.link_id, draft.instrument.canonical),
        shown=clock.now().isoformat(),
        error=error,
        errors=[FieldError(item.link_id, error)] if error else [],
    )


def _field(kind: str, item: Item) -> str:
    """Where the error summary leads: the first field of the question."""
    return f"{item.link_id}-near-1" if kind == "date" else item.link_id


def _back(draft: DraftView, flow: Flow, item: Item, *, checking: bool) -> str:
    if checking:
        return reverse("patient_check", args=[draft.uuid])
    before = flow.before(item.link_id)
    return question_url(draft, before) if before else reverse("patient_home")


def _go_on(request: HttpRequest, draft: DraftView, item: Item, value: Value) -> HttpResponse:
    saved = save(request, draft, {item.link_id: value})
    if isinstance(saved, HttpResponse):
        return saved
    urgent = urgent_redirect(request, draft, saved)
    return urgent or redirect(_following(request, draft, item))


def _following(request: HttpRequest, draft: DraftView, item: Item) -> str:
    """The next question; from the check page back to it, after what the answer has opened."""
    now = records_queries.draft(draft.patient_id, draft.uuid) or draft
    flow = flow_of(now)
    following = flow.after(item.link_id)
    if CHECK in request.GET or item.link_id == draft.instrument.item_for("author"):
        opened = (i for i in flow.missing if i.enable_when)
        waiting = next(opened, None)
        if waiting is None:
            return reverse("patient_check", args=[draft.uuid])
        return question_url(draft, waiting, back_to_check=True)
    if following is not None:
        return question_url(draft, following)
    note = draft.instrument.item_for("note")
    return reverse("patient_more" if note else "patient_check", args=[draft.uuid])

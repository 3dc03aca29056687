"""Reading over, sending, and what comes after (ux W4, W5)."""

from uuid import UUID

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import NotTheirs, TooLateToCorrect
from osteopro.followup.flow import Flow
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.forms import SittingForms, forms_of_sitting
from osteopro.followup.queries.sent import Sent
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import ItemType, Kind, Mode, State
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.actions import Conflict
from osteopro.records.queries import DraftView, StoredResponse
from osteopro.records.terms import ByWhom, DraftState
from osteopro.triage.terms import Level
from osteopro.ui.components import FieldError, SummaryRow
from osteopro.web.patient.asked import answered_at
from osteopro.web.patient.heard import as_read
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import CONFLICT, author, frame, helps, may, patient_id, render, text
from osteopro.web.patient.presenters import comparing, dates, promises, questions, sittings
from osteopro.web.patient.presenters.sound import audio
from osteopro.web.patient.tablet import end, on_tablet, tablet_of
from osteopro.web.patient.views.drafts import changed_meanwhile, closed, flow_of, in_these_hands
from osteopro.web.patient.views.gently import asks_first
from osteopro.web.patient.views.record import next_page, question_url
from osteopro.web.patient.views.urgent import emergency_page
from osteopro.web.patient.way import way_of


@after_leaving
@access(Permission.ENTER_RECORD)
@on_tablet
def check(request: HttpRequest, record: UUID) -> HttpResponse:
    """All answers in words before sending; sending twice is sending once."""
    draft = in_these_hands(request, record)
    if draft is None:
        raise Http404("no such record")
    if request.method == "POST" and draft.state is not DraftState.LEFT:
        return _send(request, draft)
    if draft.state is not DraftState.OPEN:
        return closed(request, draft)
    return check_page(request, draft)


@after_leaving
@access(Permission.ENTER_RECORD)
@on_tablet
def done(request: HttpRequest, record: UUID) -> HttpResponse:
    """It arrived: who reads it and who answers by when, the same page whatever was answered.

    Only an emergency stays what it is. A corrected record leads to its newest version.
    """
    found = sent_queries.sent(patient_id(request), record)
    if found is None:
        draft = records_queries.draft(patient_id(request), record)
        if draft is None:
            raise Http404("no such record")
        return redirect(next_page(draft))
    if helps(request) and not sent_queries.for_helpers(found.response):
        raise Http404("said by the patient alone")
    if found.newer is not None:
        return redirect("patient_done", record=found.newer)
    if found.judged.level is Level.EMERGENCY:
        return emergency_page(request, record, found.judged)
    if found.response.kind is Kind.DIARY:
        return redirect("patient_diary_entry", record=record)
    if frame(request).ended:
        return redirect("patient_leave")
    sitting = forms_of_sitting(found.response.patient_id, found.response.occasion)
    if sitting is not None and _rides_quietly(found, sitting):
        return redirect("patient_done", record=sitting.record.uuid)
    page = _done_page(request, record, found, sitting)
    if tablet_of(request) is not None and not (sitting and sitting.left):
        end(request)  # the next one to press anything finds nobody's record
    return page


def _rides_quietly(found: Sent, sitting: SittingForms) -> bool:
    """A form that rides on a record is answered with it, unless it says something urgent."""
    urgent = found.judged.level.rank >= Level.URGENT.rank
    return found.response.uuid != sitting.record.uuid and not urgent


@access(Permission.ENTER_RECORD)
def correct(request: HttpRequest, record: UUID) -> HttpResponse:
    """Begin a correction from the answers that were sent, within 24 hours (ux R19)."""
    before = records_queries.response(record)
    if before is None or before.patient_id != patient_id(request):
        raise Http404("no such record")
    if request.method != "POST":
        return redirect("patient_done", record=record)
    try:
        draft = followup_actions.start_form(
            by=author(request),
            patient_id=patient_id(request),
            instrument=before.instrument,
            mode=Mode.ONLINE,
            language=text_language(dates.language()),
            by_whom=_author(before),
            corrects=record,
        )
    except NotTheirs as error:
        raise Http404("said by the patient alone") from error
    except TooLateToCorrect:
        return render(request, "patient/too_late.html", CONFLICT)
    return redirect("patient_check", record=draft)


def _author(before: StoredResponse) -> ByWhom:
    """Who corrects: as the record was given; what staff noted on the phone, the patient."""
    first = ByWhom(before.by_whom)
    return ByWhom.SELF if first is ByWhom.STAFF_PHONE else first


def _send(request: HttpRequest, draft: DraftView) -> HttpResponse:
    if draft.state is DraftState.OPEN:
        elsewhere = _answered_elsewhere(draft, request.POST.get("saw", ""))
        unanswered = flow_of(draft).unanswered
        if elsewhere or unanswered:
            return check_page(request, draft, unanswered, elsewhere=elsewhere)
        if asks_first(request, draft):
            return redirect("patient_gentle", record=draft.uuid)
    try:
        followup_actions.send_form(
            by=author(request),
            patient_id=draft.patient_id,
            draft_uuid=draft.uuid,
            read=draft,
            authored=answered_at(request),
        )
    except Conflict:
        return changed_meanwhile(request, draft.uuid)
    return redirect("patient_done", record=draft.uuid)


def chosen(draft: DraftView) -> dict[str, list[str]]:
    """The chosen options of every question, as the page that is read over shows them."""
    flow = flow_of(draft)
    found: dict[str, list[str]] = {}
    for item in flow.items:
        if item.type is ItemType.CHOICE and flow.answers.state(item.link_id) is State.GIVEN:
            found[item.link_id] = sorted(flow.answers.codes(item.link_id))
    return found


def _answered_elsewhere(draft: DraftView, saw: str) -> tuple[Item, ...]:
    """Questions whose answer is not the one she read over: another device was later (O3).

    Without a script's word for it (`saw` of an earlier page) nothing is held back.
    """
    try:
        seen = orjson.loads(saw)
    except orjson.JSONDecodeError:
        return ()
    if not isinstance(seen, dict):
        return ()
    now = chosen(draft)
    items = flow_of(draft).items
    return tuple(item for item in items if seen.get(item.link_id) != now.get(item.link_id))


def check_page(
    request: HttpRequest,
    draft: DraftView,
    unanswered: tuple[Item, ...] = (),
    *,
    elsewhere: tuple[Item, ...] = (),
    flow: Flow | None = None,
) -> HttpResponse:
    """Every answer in words. `elsewhere` were answered anew on another device. With `flow`,
    of a form whose answers stand on a phone, there is a line for each of its questions."""
    everything = flow is not None
    flow = flow or flow_of(draft)
    of = frame(request)
    missing = flow.items if everything else flow.missing
    last = question_url(draft, flow.items[-1]) if flow.items else reverse("patient_home")
    note = draft.instrument.item_for("note")
    return render(
        request,
        "patient/check.html",
        rows=_rows(draft, flow, everything=everything),
        elsewhere=[text(item.short) for item in elsewhere],
        saw=orjson.dumps(chosen(draft)).decode(),
        missing=[text(item.short) for item in missing],
        missing_href=question_url(draft, missing[0], back_to_check=True) if missing else "",
        back_href=reverse("patient_more", args=[draft.uuid]) if note else last,
        record=draft.uuid,
        audio=audio(request, "check"),
        manager=promises.manager_name(of),
        correcting=draft.corrects is not None,
        errors=[_unanswered(item) for item in unanswered],
        status=CONFLICT if elsewhere and not unanswered else 200,
    )


def _unanswered(item: Item) -> FieldError:
    sentence = gettext("Please answer this first: %(question)s") % {"question": text(item.short)}
    return FieldError(f"row-{item.link_id}", sentence)


def _rows(draft: DraftView, flow: Flow, *, everything: bool) -> list[SummaryRow]:
    """One line for each question that has an answer, then her words and who filled it in."""
    rows = [
        SummaryRow(
            text(item.short),
            questions.answer_words(flow, item),
            question_url(draft, item, back_to_check=True),
        )
        for item in flow.items
        if everything or not flow.open(item)
    ]
    for role in ("note", "author"):
        link_id = draft.instrument.item_for(role)
        if link_id is None:
            continue
        item = draft.instrument.questionnaire.item(link_id)
        words = (
            questions.answer_words(flow, item) if link_id in draft.values else gettext("Nothing")
        )
        rows.append(SummaryRow(text(item.short), words, question_url(draft, item)))
    return rows


def _done_page(
    request: HttpRequest, record: UUID, found: Sent, sitting: SittingForms | None
) -> HttpResponse:
    of = frame(request)
    response = found.response
    before = found.previous
    given = sitting.given if sitting else (response,)
    # Who only fills in has no view of what came before.
    reads = may(request, Permission.READ_RECORD)
    way = () if tablet_of(request) else way_of(request, response)
    return render(
        request,
        "patient/done.html",
        promise=promises.promise(of, as_read(request, found)),
        received=dates.moment(of, response.received),
        reference=records_rules.reference(record),
        changes=comparing.changes(response, before) if reads else (),
        before=dates.day(of, of.local(before.effective).date()) if before and reads else "",
        record=record,
        # Before anybody did anything the promise says it all.
        way=way if sum(step.done for step in way) > 1 else (),
        rest=sittings.rest(of, sitting) if sitting and sitting.left else None,
        corrections=sittings.corrections(
            [each for each in given if not helps(request) or sent_queries.for_helpers(each)]
        ),
    )

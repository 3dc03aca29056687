"""One record: understand it, answer it, end it."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions
from osteopro.followup.actions import (
    AdviceRefused,
    AlreadyEnded,
    AlreadySent,
    MedicineWording,
    RecordChanged,
    TooLateToUndo,
)
from osteopro.followup.queries import review as queries
from osteopro.followup.queries import worklist
from osteopro.followup.queries.figures import WAITING
from osteopro.followup.queries.review import Sitting, TakenBack
from osteopro.followup.rules import OutcomeRefused, lane_of
from osteopro.followup.terms import ItemKind, Outcome
from osteopro.instruments.terms import Kind
from osteopro.patients.queries import NotVisible
from osteopro.records import queries as records_queries
from osteopro.summaries import comparing
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.web.care import alert_panel, labels, record_panel, reply_panel, review_page, sending
from osteopro.web.care.frame import language
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    address,
    author_of,
    conversation_address,
    filter_of,
    render,
    viewer_of,
)
from osteopro.web.care.typed import Typed, typed
from osteopro.web.care.words import when


@access(Permission.FOLLOW_UP)
def review(request: HttpRequest, occasion: UUID) -> HttpResponse:
    """GET shows the record; POST does what its button says and keeps what was typed."""
    viewer = viewer_of(request)
    try:
        patient_id = queries.whose(viewer, occasion)
    except NotVisible:
        raise Http404 from None
    if request.method == "POST":
        return _act(request, patient_id, occasion)
    sitting = queries.sitting(viewer, patient_id, occasion)
    colleague = _colleague(request, sitting, viewer)
    by = author_of(request)
    if colleague is None:
        actions.note_opened(by=by, patient_id=patient_id, occasion=occasion)
    else:
        audit_actions.note_read(
            by=by, patient_id=patient_id, object_type="occasion", object_id=occasion
        )
    fresh = Typed(versions=tuple(each.uuid for each in sitting.responses))
    if kept := _kept(request, sitting):
        # The advice stays part of the reply: the patient is asked about it next time.
        offered = {each.code for each in sitting.help.offers}
        fresh = replace(
            fresh,
            text=kept.body,
            advice=tuple(code for code in kept.advice if code in offered),
            picked=tuple(code for code in kept.advice if code not in offered),
            outcome=kept.outcome,
        )
    return _page(request, sitting, fresh, colleague=colleague)


@access(Permission.FOLLOW_UP)
@require_POST
def undo(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take back one's own outcome and go back to the record with what was written."""
    viewer = viewer_of(request)
    chosen = filter_of(request.GET, viewer)
    found = queries.own_review(viewer, review_id)
    if found is None:
        raise Http404
    try:
        actions.undo_review(by=author_of(request), patient_id=found.patient_id, review_id=review_id)
    except TooLateToUndo:
        return render(
            request,
            "care/too_late.html",
            status=CONFLICT,
            record=address("care_review", found.occasion, chosen=chosen)
            if found.occasion
            else conversation_address(found.patient_id),
            patient=reverse("care_patient", args=[found.patient_id]),
        )
    if found.occasion is None:
        return HttpResponseRedirect(conversation_address(found.patient_id, kept=found.message or 0))
    return HttpResponseRedirect(
        address("care_review", found.occasion, chosen=chosen, again=review_id)
    )


def _act(request: HttpRequest, patient_id: int, occasion: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    given = typed(request.POST)
    sitting = queries.sitting(viewer, patient_id, occasion)
    wanted = request.POST.get("do", "send")
    if wanted == "seen":
        actions.mark_seen(by=author_of(request), patient_id=patient_id, occasion=occasion)
        return _again(request, viewer, sitting, given)
    if wanted.startswith("voice-"):
        return _write_down(request, sitting, given, wanted.removeprefix("voice-"))
    if wanted == "preview":
        return _page(request, sitting, given, show_preview=True)
    if errors := sending.long_notes(given):
        return _page(request, sitting, given, errors=errors)
    if wanted == "call":
        return _record_call(request, sitting, given)
    if wanted == "level":
        return _set_level(request, sitting, given)
    if wanted == "pause-problem":
        if errors := alert_panel.pause(request.POST, author_of(request), sitting):
            return _page(request, sitting, given, errors=errors)
        return _again(request, viewer, sitting, given)
    return _send(request, sitting, given)


def _send(request: HttpRequest, sitting: Sitting, given: Typed) -> HttpResponse:
    viewer = viewer_of(request)
    errors = sending.mistakes(given, sitting)
    if errors:
        return _page(request, sitting, given, errors=errors)
    try:
        answered = sending.send(author_of(request), given, sitting)
    except OutcomeRefused as refusal:
        return _page(request, sitting, given, errors=[sending.refused(refusal.code)])
    except AdviceRefused as refusal:
        return _page(request, sitting, given, errors=[sending.refused_advice(refusal, sitting)])
    except MedicineWording as stop:
        errors = [FieldError("text", sending.stopped(stop.found))]
        return _page(request, sitting, given, errors=errors, stopped=True)
    except RecordChanged:
        return _changed(request, sitting, given)
    except AlreadyEnded as ended:
        return _ended(request, sitting, given, ended)
    except AlreadySent:
        return _page(request, sitting, given, status=CONFLICT, ended=_sent_already())
    return HttpResponseRedirect(_next(viewer, request, sitting, answered.review_id))


def _next(viewer: Viewer, request: HttpRequest, sitting: Sitting, review_id: int) -> str:
    """The next record of the lane, with the bar to take this one back."""
    chosen = filter_of(request.GET, viewer)
    level = sitting.item.level if sitting.item else None
    lane = lane_of(ItemKind.RECORD, level) if level else WAITING[0]
    place = worklist.next_place(viewer, chosen, lane, after=sitting.patient_id)
    if place is None:
        return address("care_worklist", chosen=chosen, done=review_id)
    return review_page.href(place, chosen, done=review_id)


def _record_call(request: HttpRequest, sitting: Sitting, given: Typed) -> HttpResponse:
    if given.call is None:
        error = FieldError("call", gettext("Choose what came of the call."))
        return _page(request, sitting, given, errors=[error])
    try:
        actions.record_call(
            by=author_of(request),
            patient_id=sitting.patient_id,
            outcome=given.call,
            note=given.call_note,
            occasion=sitting.occasion,
            key=given.key,
        )
    except AlreadySent:
        return _page(request, sitting, given, status=CONFLICT, ended=_sent_already())
    # A further call or the reply is another act.
    fresh = replace(given, call=None, call_note="", key=uuid4())
    return _again(request, viewer_of(request), sitting, fresh)


def _write_down(request: HttpRequest, sitting: Sitting, given: Typed, name: str) -> HttpResponse:
    """Keep what was heard in a voice note; words of the lists raise the record."""
    field = f"voice-{name}"
    words = request.POST.get(field, "").replace("\r\n", "\n").strip()
    if errors := sending.too_long(field, words):
        return _page(request, sitting, given, errors=errors)
    if not words:
        error = FieldError(field, gettext("Write down what you heard."))
        return _page(request, sitting, given, errors=[error])
    try:
        actions.write_down_voice(
            by=author_of(request), patient_id=sitting.patient_id, name=UUID(name), words=words
        )
    except ValueError:
        raise Http404 from None
    return _again(request, viewer_of(request), sitting, given)


def _set_level(request: HttpRequest, sitting: Sitting, given: Typed) -> HttpResponse:
    if given.level is None:
        return _page(request, sitting, given, errors=[sending.refused("level-is-the-same")])
    try:
        actions.set_level(
            by=author_of(request),
            patient_id=sitting.patient_id,
            occasion=sitting.occasion,
            level=given.level,
            reason=given.level_reason,
            call_id=sending.reached_call(sitting),
        )
    except OutcomeRefused as refusal:
        return _page(request, sitting, given, errors=[sending.refused(refusal.code)])
    except AlreadyEnded as ended:
        return _ended(request, sitting, given, ended)
    fresh = replace(given, level=None, level_reason="")
    return _again(request, viewer_of(request), sitting, fresh)


def _again(request: HttpRequest, viewer: Viewer, sitting: Sitting, given: Typed) -> HttpResponse:
    """The page as it now is, with what was typed."""
    fresh = queries.sitting(viewer, sitting.patient_id, sitting.occasion)
    return _page(request, fresh, given)


def _changed(request: HttpRequest, sitting: Sitting, given: Typed) -> HttpResponse:
    """The patient corrected the record meanwhile: show what changed before anything is sent."""
    # The versions come from the form, so a uuid may be anybody's.
    seen = [
        found
        for uuid in given.versions
        if (found := records_queries.response(uuid)) is not None
        and (found.patient_id, found.occasion) == (sitting.patient_id, sitting.occasion)
    ]
    changes = comparing.corrected(seen, sitting.responses)
    fresh = replace(given, versions=tuple(each.uuid for each in sitting.responses))
    return _page(
        request, sitting, fresh, status=CONFLICT, corrected=record_panel.corrected_rows(changes)
    )


def _ended(
    request: HttpRequest, sitting: Sitting, given: Typed, ended: AlreadyEnded
) -> HttpResponse:
    """Somebody was quicker: say who and when; the draft stays on the page."""
    return _page(request, sitting, given, status=CONFLICT, ended=_ending_words(sitting, ended))


def _sent_already() -> str:
    return gettext("This form was sent before with another text. Open the record again.")


def _ending_words(sitting: Sitting, ended: AlreadyEnded) -> str:
    if sitting.item is None and sitting.main.kind is Kind.DIARY:
        return gettext("This was noted in the diary and waits for no answer.")
    if ended.by is None or ended.at is None:
        return gettext("This record is closed.")
    name = accounts_queries.staff_names([ended.by]).get(ended.by)
    values = {
        "who": name.shown(language()) if name else sitting.person.spoken,
        "when": when(ended.at, sitting.clinic.zone, clock.now()),
    }
    last = next((r for r in sitting.reviews if r.occasion == sitting.occasion), None)
    if last is not None:
        outcome = labels.OUTCOMES[Outcome(last.outcome)]
        return gettext("%(who)s ended this %(when)s: %(outcome)s.") % (
            values | {"outcome": outcome}
        )
    return gettext("%(who)s ended this %(when)s.") % values


def _colleague(request: HttpRequest, sitting: Sitting, viewer: Viewer) -> str | None:
    """Who else has the record open, unless one goes on all the same."""
    if not sitting.open or "anyway" in request.GET:
        return None
    found = queries.others_looking(sitting.occasion, viewer.account_id)
    if found is None:
        return None
    account_id, at = found
    name = accounts_queries.staff_name(account_id).shown(language())
    opened = when(at, sitting.clinic.zone, clock.now())
    return gettext("%(who)s has had this open since %(when)s") % {"who": name, "when": opened}


def _kept(request: HttpRequest, sitting: Sitting) -> TakenBack | None:
    again = id_of(request.GET.get("again", ""))
    if again is None:
        return None
    return queries.taken_back(viewer_of(request), again, sitting.occasion)


def _page(
    request: HttpRequest,
    sitting: Sitting,
    given: Typed,
    *,
    errors: list[FieldError] | None = None,
    status: int = 200,
    colleague: str | None = None,
    corrected: object = (),
    ended: str = "",
    stopped: bool = False,
    show_preview: bool = False,
) -> HttpResponse:
    viewer = viewer_of(request)
    chosen = filter_of(request.GET, viewer)
    if not ended and not sitting.open:
        item = sitting.item
        closing = AlreadyEnded(item.closed_by if item else None, item.closed_at if item else None)
        ended = _ending_words(sitting, closing)
    editable = sitting.open and not colleague and not ended
    pausing = alert_panel.pausing(sitting, request.POST) if editable else None
    found = review_page.context(request, viewer, sitting, chosen, given, editable=editable)
    return render(
        request,
        "care/review.html",
        status=UNPROCESSABLE if errors else status,
        current="worklist",
        **found,
        errors=errors,
        colleague=colleague,
        anyway=address("care_review", sitting.occasion, chosen=chosen, anyway=1),
        corrected=corrected,
        ended=ended,
        pausing=pausing,
        stop=reply_panel.medicine_suggestion(sitting, given) if stopped or given.medicine else [],
        show_preview=show_preview,
    )

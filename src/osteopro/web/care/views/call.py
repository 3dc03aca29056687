"""A record taken on the phone with the hands on the keyboard (ux 2.2, W9; section 9)."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions
from osteopro.followup.actions import AlreadyEnded, Circumstances, NoCall, OnThePhone
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.calls import Live
from osteopro.followup.queries.forms import rest_by_phone
from osteopro.followup.queries.frame import frame
from osteopro.followup.queries.people import Standing
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CallKind, CallOutcome, EmergencyOutcome
from osteopro.patients.terms import Channel
from osteopro.records.actions import Conflict, DraftClosed
from osteopro.records.terms import ByWhom
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.care import sending
from osteopro.web.care.calling import keys as call_keys
from osteopro.web.care.calling import messages, pages, script, taking
from osteopro.web.care.calling.place import Place, Stage, place
from osteopro.web.care.calling.taking import FHIR_LANGUAGES, Caller
from osteopro.web.care.keys import groups
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)

Errors = list[FieldError]
ENDS = {
    "end": CallOutcome.REACHED,
    "cut-off": CallOutcome.CUT_OFF,
    "postponed": CallOutcome.POSTPONED,
    "refused": CallOutcome.REFUSED,
}
BEGINS = ("begin", "rest", "diary", "talk")
SPEAKERS = {"speaks-patient": ByWhom.STAFF_PHONE, "speaks-family": ByWhom.PROXY}
ANSWERS = ("answer", "range", "skip", "dont-know")


@access(Permission.FOLLOW_UP)
def call(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows where the call stands; POST answers, goes on, or hangs up."""
    standing = standing_of(request, patient_id)
    live = queries.live(patient_id)
    mine = live if live and live.by == viewer_of(request).account_id else None
    if request.method == "POST":
        return _act(request, standing, mine)
    if mine is not None:
        return _show(request, standing, mine)
    note_read(request, patient_id)
    return _opening(request, standing, live)


def _act(request: HttpRequest, standing: Standing, mine: Live | None) -> HttpResponse:
    do = request.POST.get("do", "")
    if mine is None:
        return _before(request, standing, do)
    try:
        return _during(request, standing, mine, do)
    except (NoCall, DraftClosed):
        # Ended or taken over in another window: the page as it is now says so.
        return HttpResponseRedirect(_here(standing, did="ended"))
    except Conflict:
        return HttpResponseRedirect(_here(standing))


def _before(request: HttpRequest, standing: Standing, do: str) -> HttpResponse:
    if do in BEGINS:
        return _begin(request, standing, do)
    if do in {each.value for each in pages.UNHEARD}:
        tried = actions.record_call(
            by=author_of(request),
            patient_id=standing.patient_id,
            outcome=CallOutcome(do),
            key=form_key(request.POST),
            about=Circumstances(CallKind.RECORD),
        )
        return HttpResponseRedirect(f"{reverse('care_calls')}?did=tried&tried={tried}")
    return HttpResponseRedirect(_here(standing, did="ended"))


def _begin(request: HttpRequest, standing: Standing, do: str) -> HttpResponse:
    if "birth" not in request.POST:
        words = gettext("Hear the birth year first, and tick that it is right.")
        return _opening(request, standing, None, [FieldError("birth", words)])
    language = request.POST.get("language", "")
    try:
        taking.begin(
            _caller(request, standing),
            language=language if language in FHIR_LANGUAGES else _language(standing),
            key=form_key(request.POST),
            inbound="inbound" in request.POST,
            do=do,
        )
    except OnThePhone:
        return _opening(request, standing, queries.live(standing.patient_id), status=CONFLICT)
    return HttpResponseRedirect(_here(standing))


def _during(request: HttpRequest, standing: Standing, live: Live, do: str) -> HttpResponse:
    who = _caller(request, standing)
    here = place(live, taking.draft_of(live), request.GET.get("item", ""))
    if do in ENDS:
        return _hang_up(request, standing, who, live, ENDS[do])
    if do == "danger":
        return _danger(request, standing, live)
    if do in SPEAKERS:
        if errors := taking.speaks_now(who, here, SPEAKERS[do]):
            return _show(request, standing, live, errors)
    elif do in ("alone", "not-alone"):
        taking.speak_privately(who, here)
    elif do == "send" and here.stage == Stage.READ_BACK:
        if errors := taking.send(who, here):
            return _show(request, standing, live, errors)
    elif do in ANSWERS and here.stage == Stage.QUESTION:
        # Another window went on meanwhile: this answer belongs to another question.
        if here.item is None or request.POST.get("item") != here.item.link_id:
            return HttpResponseRedirect(_here(standing))
        saved, errors = taking.answered(who, here)
        if errors:
            return _show(request, standing, live, errors)
        if saved and saved.receipt:
            return HttpResponseRedirect(_here(standing, urgent="1"))
        taking.skip_private(who)
        if "again" in request.POST and (following := taking.ask_again_after(who, here)):
            return HttpResponseRedirect(_here(standing, item=following, again="1"))
    return HttpResponseRedirect(_here(standing))


def _hang_up(
    request: HttpRequest, standing: Standing, who: Caller, live: Live, outcome: CallOutcome
) -> HttpResponse:
    ended = request.POST.get("emergency", "")
    if ended in set(EmergencyOutcome) and outcome == CallOutcome.REACHED:
        try:
            errors = taking.end_emergency(who, live, EmergencyOutcome(ended))
        except OutcomeRefused as refusal:
            errors = [_refused(refusal)]
        except AlreadyEnded:
            errors = taking.hang_up(who, live, outcome)
        if errors:
            return _show(request, standing, live, errors)
    elif errors := taking.hang_up(who, live, outcome):
        return _show(request, standing, live, errors)
    if "review" in request.POST and live.occasion is not None:
        return HttpResponseRedirect(reverse("care_review", args=[live.occasion]))
    return HttpResponseRedirect(f"{reverse('care_calls')}?did={outcome.value}")


def _refused(refusal: OutcomeRefused) -> FieldError:
    if refusal.code == "call-needs-note":
        return FieldError("note", gettext("Write down what was said and done."))
    return sending.refused(refusal.code)


def _danger(request: HttpRequest, standing: Standing, live: Live) -> HttpResponse:
    words = request.POST.get("heard", "").strip()
    errors = taking.words_too_long("heard", words, taking.draft_of(live))
    if not words:
        errors = [FieldError("heard", gettext("Write what the patient said."))]
    if errors:
        return _show(request, standing, live, errors, urgent=True)
    actions.note_danger(by=author_of(request), patient_id=standing.patient_id, words=words)
    return HttpResponseRedirect(_here(standing, urgent="1"))


def _show(
    request: HttpRequest,
    standing: Standing,
    live: Live,
    errors: Errors | None = None,
    *,
    urgent: bool = False,
) -> HttpResponse:
    """The page of a call where it stands now."""
    draft = taking.draft_of(live)
    here = place(live, draft, request.GET.get("item", ""))
    danger = live.occasion is not None and queries.in_danger(standing.patient_id, live.occasion)
    stays = urgent or "urgent" in request.GET or "urgent" in request.POST
    if stays and draft is not None:
        return _urgent(request, standing, live, here, errors or [], known=danger)
    of = frame(standing.patient_id)
    posted = request.POST if errors else None
    if here.stage == Stage.QUESTION:
        again = "again" in request.GET
        found = pages.question(of, here, live, posted, danger, again=again)
        found |= pages.speaking(here, live, again=again)
        return _page(request, standing, live, "question", errors, **found)
    if here.stage == Stage.PRIVATE:
        found = {"script": script.private_question(live.language), "speaking": live.language}
        found |= pages.speaking(here, live)
        return _page(request, standing, live, "private", errors, danger=danger, **found)
    if here.stage == Stage.READ_BACK:
        found = pages.reading_back(here, live) | pages.speaking(here, live)
        return _page(request, standing, live, "read_back", errors, danger=danger, **found)
    by_phone = standing.channel == Channel.PHONE
    found = pages.closing(of, live, draft, request.POST, phoned_again=by_phone)
    message = messages.emergency_message()
    found |= pages.emergency(of, live, message, request.POST.get("emergency", ""))
    return _page(request, standing, live, "closing", errors, danger=danger, **found)


def _urgent(
    request: HttpRequest,
    standing: Standing,
    live: Live,
    here: Place,
    errors: Errors,
    *,
    known: bool,
) -> HttpResponse:
    judged = sent_queries.emergency(standing.patient_id, live.occasion) if live.occasion else None
    message = judged.message if judged else messages.emergency_message()
    found = pages.emergency(
        frame(standing.patient_id), live, message, request.POST.get("emergency", "")
    )
    return _page(
        request,
        standing,
        live,
        "urgent",
        errors,
        known=known or judged is not None,
        goes_on=here.stage != Stage.CLOSING,
        posted=request.POST,
        **found,
    )


def _opening(
    request: HttpRequest,
    standing: Standing,
    other: Live | None,
    errors: Errors | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    viewer = viewer_of(request)
    language = _language(standing)
    ui = script.ui_language(language)
    caller = accounts_queries.staff_names([viewer.account_id]).get(viewer.account_id)
    inbound = "in" in request.GET or "inbound" in request.POST
    found = pages.opening(
        standing, caller.shown(ui) if caller else "", language, request.POST, inbound=inbound
    )
    rest = rest_by_phone(frame(standing.patient_id))
    on_line = pages.colleague(other.by, other.started_at, standing, ui) if other else ""
    return _page(
        request,
        standing,
        None,
        "opening",
        errors,
        status=status,
        key=form_key(request.POST) if errors else uuid4(),
        on_line=on_line,
        rest=rest.questions if rest else 0,
        ended=request.GET.get("did") == "ended",
        **found,
    )


def _page(
    request: HttpRequest,
    standing: Standing,
    live: Live | None,
    stage: str,
    errors: Errors | None,
    *,
    status: int = 200,
    **found: object,
) -> HttpResponse:
    row = queries.one(standing.patient_id)
    hints = call_keys.hints("inbound" if found.get("inbound") else stage)
    context = pages.head(standing, row) | {
        "live": live,
        "since": live.started_at.astimezone(standing.clinic.zone) if live else None,
        "hints": hints,
        "shortcut_groups": groups(gettext("Phone call"), hints),
        "errors": errors or [],
    }
    return render(
        request,
        f"care/call_{stage}.html",
        status=UNPROCESSABLE if errors else status,
        current="calls",
        **(context | found),
    )


def _caller(request: HttpRequest, standing: Standing) -> Caller:
    return Caller(author_of(request), frame(standing.patient_id), request.POST)


def _language(standing: Standing) -> str:
    return text_language(standing.language)


def _here(standing: Standing, **query: str) -> str:
    page = reverse("care_call", args=[standing.patient_id])
    return f"{page}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else page

"""One patient in short: how to reach them, what waits, what was said."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions, suggesting
from osteopro.followup.actions import MedicineWording
from osteopro.followup.queries import people as queries
from osteopro.followup.queries import review as review_queries
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CallOutcome, ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.queries import NotVisible
from osteopro.patients.terms import Channel, Sex
from osteopro.records import queries as records_queries
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.web.care import labels, reasons, sending, story, words
from osteopro.web.care.frame import language
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of
from osteopro.web.care.typed import LONGEST
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import in_language, when

RECORDS = 8


@access(Permission.FOLLOW_UP)
def patient(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows; POST phones, writes, sends a link or ends what waits, and comes back."""
    viewer = viewer_of(request)
    try:
        standing = queries.standing(viewer, patient_id)
    except NotVisible:
        raise Http404 from None
    if request.method == "POST":
        return _act(request, standing)
    audit_actions.note_read(
        by=author_of(request), patient_id=patient_id, object_type="patient", object_id=patient_id
    )
    return _page(request, standing)


def _act(request: HttpRequest, standing: Standing) -> HttpResponse:
    todo = request.POST.get("do", "")
    if todo == "call":
        return _call(request, standing)
    if todo == "reply":
        return _reply(request, standing)
    if todo == "link":
        actions.send_link(by=author_of(request), patient_id=standing.patient_id)
        return _done(standing, "link")
    if todo.startswith("close-"):
        return _close(request, standing, todo.removeprefix("close-"))
    raise Http404


def _call(request: HttpRequest, standing: Standing) -> HttpResponse:
    code, note = request.POST.get("call", ""), request.POST.get("call_note", "")
    if code not in set(CallOutcome):
        return _page(request, standing, [FieldError("call", gettext("Choose what came of it."))])
    if code == CallOutcome.REACHED and not note.strip():
        return _page(request, standing, [sending.refused("call-needs-note")])
    actions.record_call(
        by=author_of(request),
        patient_id=standing.patient_id,
        outcome=CallOutcome(code),
        note=note,
    )
    return _done(standing, "call")


def _reply(request: HttpRequest, standing: Standing) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n")
    over = len(text.strip()) - LONGEST
    if over > 0:
        sentence = gettext("That is %(n)s characters too long.") % {"n": over}
        return _page(request, standing, [FieldError("text", sentence)])
    try:
        actions.reply_to_message(
            by=author_of(request),
            patient_id=standing.patient_id,
            body=text,
            approved=suggesting.approved_texts(),
        )
    except OutcomeRefused as refusal:
        return _page(request, standing, [sending.refused(refusal.code)])
    except MedicineWording as stop:
        return _page(
            request, standing, [FieldError("text", sending.stopped(stop.found))], stop=True
        )
    return _done(standing, "reply")


def _close(request: HttpRequest, standing: Standing, item: str) -> HttpResponse:
    waiting = next((w for w in standing.waiting if str(w.item_id) == item), None)
    if waiting is None:
        return _done(standing, "closed")
    if waiting.kind == ItemKind.RECORD:
        raise Http404
    actions.close_item(
        by=author_of(request), patient_id=standing.patient_id, item_id=waiting.item_id
    )
    return _done(standing, "closed")


def _done(standing: Standing, what: str) -> HttpResponse:
    page = reverse("care_patient", args=[standing.patient_id])
    return HttpResponseRedirect(f"{page}?did={what}")


def _page(
    request: HttpRequest,
    standing: Standing,
    errors: list[FieldError] | None = None,
    *,
    stop: bool = False,
) -> HttpResponse:
    viewer = viewer_of(request)
    zone, patient_id = standing.clinic.zone, standing.patient_id
    thread = messaging_queries.thread(patient_id, limit=20)
    problems: dict[str, str] = {}
    for error in errors or ():
        problems.setdefault(error.field, error.text)
    medicine = in_language(suggesting.medicine_reply(), standing.language)
    return render(
        request,
        "care/patient.html",
        status=UNPROCESSABLE if errors else 200,
        current="patients",
        errors=errors or [],
        problems=problems,
        standing=standing,
        person=words.age_and_sex(standing.person, standing.sex, clock.today(zone)),
        address_as=gettext("Address her as")
        if standing.sex == Sex.FEMALE
        else gettext("Address him as"),
        phone=words.shown_phone(standing.person.phone),
        phone_href="tel:" + standing.person.phone,
        online=standing.channel != Channel.PHONE,
        facts=_facts(standing),
        waiting=[(each, _why(each), _due(each, standing)) for each in standing.waiting],
        records=_records(standing),
        log=story.log(
            viewer.account_id,
            standing.person,
            thread,
            review_queries.calls(patient_id),
            review_queries.reviews(patient_id),
            zone,
        ),
        calls=_calls(request.POST.get("call", "")),
        typed=request.POST,
        did=_did(request.GET.get("did", "")),
        max=LONGEST,
        stop=[
            c.Suggestion(
                "medicine",
                gettext("Say this instead"),
                medicine,
                gettext("Medicines cannot be changed from here"),
            )
        ]
        if stop
        else [],
        undo=undo_of(request, viewer),
    )


def _facts(standing: Standing) -> list[tuple[str, str]]:
    ids = [pk for pk in (standing.manager, standing.backup) if pk is not None]
    names = accounts_queries.staff_names(ids)

    def name(pk: int | None) -> str:
        found = names.get(pk or 0)
        return found.shown(language()) if found else "–"

    due = standing.due
    next_due = due.on.isoformat()
    if due.days_late:
        next_due += gettext(" (%(n)s days late)") % {"n": due.days_late}
    return [
        (gettext("Channel"), str(labels.CHANNELS[standing.channel])),
        (gettext("Reads"), "English" if standing.language == "en" else "中文"),
        (gettext("Manager"), name(standing.manager)),
        (gettext("Backup"), name(standing.backup)),
        (gettext("Clinic"), standing.clinic.shown(language())),
        (gettext("Next record"), next_due),
        (gettext("Every"), gettext("%(n)s days") % {"n": standing.interval_days}),
        (gettext("State"), _state(standing)),
    ]


def _state(standing: Standing) -> str:
    states = {
        "active": gettext("takes part"),
        "paused": gettext("paused"),
        "left": gettext("left"),
        "completed": gettext("completed"),
        "died": gettext("has died"),
    }
    return states.get(standing.enrolment or "", "–")


def _why(waiting: Waiting) -> str:
    texts = reasons.remarks(waiting.reasons, None)
    return gettext("; ").join(texts) or str(labels.KINDS[waiting.kind])


def _due(waiting: Waiting, standing: Standing) -> str:
    at = when(waiting.due_at, standing.clinic.zone, clock.now())
    if waiting.due_at <= clock.now():
        return gettext("Overdue since %(when)s") % {"when": at}
    return gettext("Due by %(when)s") % {"when": at}


def _records(standing: Standing) -> list[tuple[str, str, str]]:
    """Address, moment and author of the newest records."""
    zone, now = standing.clinic.zone, clock.now()
    found = records_queries.latest_records(standing.patient_id, RECORDS)
    return [
        (
            reverse("care_review", args=[record.occasion]),
            when(record.effective, zone, now),
            f"{labels.MODES[record.mode]} {labels.AUTHORS.get(record.by_whom, '')}".strip(),
        )
        for record in found
    ]


def _calls(chosen: str) -> list[c.Option]:
    first = [c.Option("", gettext("Please choose"), False)]
    return first + [
        c.Option(code, str(label), code == chosen) for code, label in labels.CALLS.items()
    ]


def _did(code: str) -> str:
    return {
        "link": gettext("A new link is on its way. The one before no longer works."),
        "call": gettext("The call is noted."),
        "closed": gettext("It no longer waits."),
        "reply": gettext("Sent. The patient can read it in 20 seconds."),
        "added": gettext("The patient takes part now."),
    }.get(code, "")

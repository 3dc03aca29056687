"""Planning an absence, and going through what is open before it."""

from datetime import date
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import actions
from osteopro.followup.covering import Away, TeamRefused
from osteopro.followup.queries import team
from osteopro.followup.queries.scope import HOSPITAL, today
from osteopro.followup.queries.team import Leave, Work
from osteopro.followup.terms import AwayReason
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import labels, load_page, reasons, team_words
from osteopro.web.care.load_page import Names
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of
from osteopro.web.care.views.load import whose
from osteopro.web.care.words import when

NOTE = "note-"


@access(Permission.FOLLOW_UP)
def new(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays with the mistakes said beside it."""
    colleagues = team.colleagues(viewer_of(request))
    of = whose(request, colleagues)
    if request.method != "POST":
        return _form(request, of, colleagues)
    typed, errors = _read(request.POST)
    if typed is None:
        return _form(request, of, colleagues, errors)
    try:
        absence = actions.plan_absence(
            by=author_of(request),
            key=form_key(request.POST),
            away=Away(of, typed.first, typed.last, typed.substitute),
            reason=typed.reason,
            today=today(),
        )
    except TeamRefused as refusal:
        patients = team.named(viewer_of(request), refusal.patients)
        return _form(request, of, colleagues, [team_words.refused(refusal.code, patients)])
    return HttpResponseRedirect(reverse("care_absence", args=[absence]))


@access(Permission.FOLLOW_UP)
def absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """What is open, with a line for each. Colleagues read; who is away or a lead confirms."""
    viewer = viewer_of(request)
    colleagues = team.colleagues(viewer)
    leave = team.leave(absence_id)
    if leave is None or leave.account not in colleagues:
        raise Http404
    own = team.may_plan_for(viewer, leave.account, colleagues)
    work = team.open_work(viewer, leave)
    if request.method == "POST":
        if not own:
            raise Http404
        return _act(request, leave, work)
    actions.note_list_read(by=author_of(request), what="hand-over")
    return render(
        request,
        "care/absence.html",
        current="load",
        leave=load_page.leave_line(leave, accounts_queries.staff_names(_people(leave))),
        over=leave.last < today(),
        own=own,
        longest=actions.NOTE_LENGTH,
        lines=[_line(each) for each in work],
    )


class _Typed(NamedTuple):
    first: date
    last: date
    substitute: int | None
    reason: AwayReason


def _act(request: HttpRequest, leave: Leave, work: list[Work]) -> HttpResponse:
    if request.POST.get("do") == "end":
        actions.end_absence(by=author_of(request), absence_id=leave.absence_id, today=today())
        return _back(leave, "ended")
    shown = {f"{NOTE}{each.item_id}": each.item_id for each in work}
    notes = {shown[name]: request.POST[name] for name in shown if name in request.POST}
    actions.confirm_hand_over(by=author_of(request), absence_id=leave.absence_id, notes=notes)
    return _back(leave, "noted")


def _back(leave: Leave, did: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('care_load')}?who={leave.account}&did={did}")


def _people(leave: Leave) -> list[int]:
    return [leave.account, *([leave.substitute] if leave.substitute else [])]


def _line(work: Work) -> dict[str, object]:
    late = work.due_at <= clock.now()
    why = gettext("; ").join(reasons.remarks(work.reasons, None))
    return {
        "field": f"{NOTE}{work.item_id}",
        "href": reverse("care_patient", args=[work.patient_id]),
        "name": work.person.name,
        "level": work.level,
        "level_word": str(labels.LEVELS[work.level]),
        "why": why or str(labels.KINDS[work.kind]),
        "due": when(work.due_at, HOSPITAL, clock.now()),
        "late": late,
        "note": work.note,
    }


def _read(posted: QueryDict) -> tuple[_Typed | None, list[FieldError]]:
    errors = []
    first = team_words.day(posted.get("first", ""))
    last = team_words.day(posted.get("last", ""))
    if first is None:
        errors.append(FieldError("first", gettext("Choose the first day.")))
    if last is None:
        errors.append(FieldError("last", gettext("Choose the last day.")))
    reason = posted.get("reason", "")
    if reason not in set(AwayReason):
        errors.append(FieldError("reason", gettext("Choose a reason.")))
    if errors or first is None or last is None:
        return None, errors
    return _Typed(first, last, id_of(posted.get("substitute", "")), AwayReason(reason)), []


def _form(
    request: HttpRequest, of: int, colleagues: Names, errors: list[FieldError] | None = None
) -> HttpResponse:
    typed = request.POST
    substitutes = [c.Option("", gettext("Each patient's backup"), not typed.get("substitute"))]
    return render(
        request,
        "care/absence_new.html",
        status=UNPROCESSABLE if errors else 200,
        current="load",
        of=of,
        whose=load_page.shown(colleagues, of),
        key=form_key(typed),
        typed=typed,
        today=today().isoformat(),
        substitutes=substitutes + team_words.people(colleagues, typed.get("substitute"), but=of),
        reasons=[
            c.Option(code, str(words), code == typed.get("reason"))
            for code, words in labels.AWAY_REASONS.items()
        ],
        errors=errors,
    )

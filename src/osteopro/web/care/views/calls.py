"""Today's calls, and who calls back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions
from osteopro.followup.actions import TooLateToUndo
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries import people
from osteopro.followup.queries.calls import ToPhone
from osteopro.followup.queries.people import Found
from osteopro.followup.queries.phone_reasons import Pressing
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.followup.terms import CallOutcome, ItemKind, NextStep
from osteopro.triage.terms import Level
from osteopro.ui.components import FieldError, Key, Tag
from osteopro.web.care import labels, words
from osteopro.web.care.keys import groups
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    filter_on_duty,
    render,
    viewer_of,
)
from osteopro.web.care.undo import attempt_undo
from osteopro.web.care.words import when

_PRESSES: Mapping[ItemKind, Callable[[], str]] = {
    ItemKind.RECORD: lambda: gettext("a record that cannot wait"),
    ItemKind.MESSAGE: lambda: gettext("wrote something that cannot wait"),
}
LONGEST_NUMBER = 30
SHORTEST_NUMBER = 4


@dataclass(frozen=True)
class Line:
    """One call to make, in words; `level` is that of what is urgent about it, "" for others."""

    href: str
    level: str
    level_word: str
    due: str
    overdue: bool
    name: str
    person: str
    why: str
    likes: str
    tries: str
    last: str
    best: str
    note: str
    live: bool
    tags: tuple[Tag, ...]


@access(Permission.FOLLOW_UP)
def calls(request: HttpRequest) -> HttpResponse:
    """GET lists who is to be phoned; POST finds who calls back by the number shown."""
    viewer = viewer_of(request)
    typed, found, errors = "", None, []
    if request.method == "POST":
        typed = request.POST.get("number", "").strip()[:LONGEST_NUMBER]
        digits = sum(each.isdecimal() for each in typed)
        if digits < SHORTEST_NUMBER:
            sentence = gettext("Type at least the last 4 digits.")
            errors = [FieldError("number", sentence)]
        else:
            found = people.short(queries.calling(viewer, typed))
            actions.note_list_read(by=author_of(request), what="inbound")
    chosen, shift = filter_on_duty(request.GET, viewer)
    rows = queries.to_phone(viewer, chosen)
    keys = _keys()
    return render(
        request,
        "care/calls.html",
        status=UNPROCESSABLE if errors else 200,
        current="calls",
        groups_of_calls=_groups(rows),
        number_of_calls=len(rows),
        typed=typed,
        found=[_found(each) for each in found] if found is not None else None,
        did=_did(request.GET.get("did", "")),
        undo=attempt_undo(request, viewer),
        on_call=words.on_call(shift),
        errors=errors,
        keys=keys,
        shortcut_groups=groups(gettext("Calls"), keys),
    )


@access(Permission.FOLLOW_UP)
@require_POST
def undo(request: HttpRequest, call_id: int) -> HttpResponse:
    """Take back one's own attempt and go back to the page with the right key."""
    patient_id = queries.whose_attempt(viewer_of(request), call_id)
    if patient_id is None:
        raise Http404
    patient = reverse("care_patient", args=[patient_id])
    try:
        actions.undo_call(by=author_of(request), patient_id=patient_id, call_id=call_id)
    except TooLateToUndo:
        return render(
            request, "care/too_late.html", status=CONFLICT, record="", patient=patient, sent=False
        )
    return HttpResponseRedirect(reverse("care_call", args=[patient_id]))


def _groups(rows: Sequence[ToPhone]) -> list[tuple[str, str, list[Line]]]:
    """Now, later, and who needs something else than a call; empty ones are left out."""
    now = clock.now()
    titles = (
        ("now", gettext("To phone now")),
        ("later", gettext("Later, at a better time")),
        ("else", gettext("Not by phone just now")),
    )
    found: dict[str, list[Line]] = {code: [] for code, _title in titles}
    for row in rows:
        code = "now" if row.next.now(now) else "later" if row.next.at else "else"
        found[code].append(_line(row, now))
    return [(code, title, found[code]) for code, title in titles if found[code]]


def _line(row: ToPhone, now: datetime) -> Line:
    zone, pressing = row.clinic.zone, row.pressing
    return Line(
        href=_href(row),
        level=pressing.level if pressing else "",
        level_word=str(labels.LEVELS[pressing.level]) if pressing else "",
        due=_due(pressing, zone, now) if pressing else "",
        overdue=pressing is not None and pressing.due <= now,
        name=row.person.name,
        person=words.age_and_sex(row.person, row.sex, now.astimezone(zone).date()),
        why=_why(row),
        likes=_likes(row),
        tries=str(row.next.tries) if row.next.tries else "",
        last=f"{labels.CALLS[row.last.outcome]} {when(row.last.at, zone, now)}" if row.last else "",
        best=_best(row, now),
        note=row.last.note if row.last else "",
        live=row.live is not None,
        tags=words.standing_in(row.stands_for),
    )


def _href(row: ToPhone) -> str:
    """What is urgent is phoned about from its own page, with the number and its answers; who is
    phoned about a report alone has a page with other words."""
    if row.pressing is not None and row.pressing.kind is ItemKind.RECORD:
        return reverse("care_review", args=[row.pressing.source])
    if row.pressing is not None and row.next.step is NextStep.NOTE_OUTCOME:
        return reverse("care_conversation", args=[row.patient_id])
    if row.talk is not None and row.due is None and set(row.kinds) == {ItemKind.VERIFY}:
        return reverse("care_talk", args=[row.talk])
    return reverse("care_call", args=[row.patient_id])


def _due(pressing: Pressing, zone: ZoneInfo, now: datetime) -> str:
    """By when somebody is to be reached, or since when that is over."""
    at = when(pressing.due, zone, now)
    if pressing.due <= now:
        return gettext("overdue since %(when)s") % {"when": at}
    return gettext("by %(time)s") % {"time": at}


def _why(row: ToPhone) -> str:
    found = [_PRESSES[row.pressing.kind]()] if row.pressing else []
    if row.due is not None:
        late = row.due.days_late
        found.append(
            ngettext("record %(num)s day late", "record %(num)s days late", late) % {"num": late}
            if late
            else gettext("record due today")
        )
    if row.unfinished:
        found.append(gettext("cut off half-way"))
    if row.visit:
        found.append(gettext("remind of the visit"))
    if row.kinds.count(ItemKind.TELL) > row.visit:
        found.append(gettext("something to read out"))
    if row.talk is not None:
        found.append(gettext("report to talk about"))
    return gettext("; ").join(found) or gettext("to phone")


def _likes(row: ToPhone) -> str:
    if row.pressing is not None and row.pressing.level is Level.EMERGENCY:
        return gettext("emergency: at any hour")
    times = [str(labels.CALL_TIMES[each]) for each in row.plan.call_times]
    names = words.weekdays()
    days = [names[day - 1] for day in row.plan.call_days]
    return gettext(", ").join([*days, *times]) or gettext("any time")


def _best(row: ToPhone, now: datetime) -> str:
    step = str(labels.STEPS[row.next.step])
    if row.next.step is NextStep.ASK_CONTACT:
        return f"{step} {row.person.emergency_name}".strip()
    if row.next.at is None:
        return step
    if row.next.now(now):
        return gettext("now") if row.next.step is NextStep.CALL else step
    return when(row.next.at, row.clinic.zone, now)


def _found(each: Found) -> tuple[str, str, str, str]:
    """Address, name, age and sex, and how they are addressed: couples share a number."""
    today = clock.today(HOSPITAL)
    return (
        reverse("care_call", args=[each.patient_id]) + "?in=1",
        each.person.name,
        words.age_and_sex(each.person, each.sex, today),
        each.person.address_as,
    )


def _did(code: str) -> str:
    return {
        "tried": gettext("The attempt is noted."),
        CallOutcome.REACHED.value: gettext("The call is noted."),
        CallOutcome.CUT_OFF.value: gettext("Cut off. What was said is kept; go on any time."),
        CallOutcome.POSTPONED.value: gettext("Put off. What was said is kept."),
        CallOutcome.REFUSED.value: gettext("The patient did not want to go on. That is noted."),
    }.get(code, "")


def _keys() -> list[Key]:
    return [
        Key(("n",), gettext("phone the next")),
        Key(("j", "k"), gettext("up and down")),
        Key(("Enter",), gettext("phone this one")),
        Key(("i",), gettext("somebody calls")),
        Key(("?",), gettext("all keys")),
    ]

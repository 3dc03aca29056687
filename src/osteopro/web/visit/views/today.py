"""A physician's day: who comes, what is new about them, and what to do next (ux 2.3)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import actions, labels, rules
from osteopro.appointments.queries import today as queries
from osteopro.appointments.queries import visits as visit_queries
from osteopro.appointments.queries.today import Coming
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries import escalations, people
from osteopro.followup.queries.people import Found
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Sex
from osteopro.summaries import asking
from osteopro.ui.components import Tag
from osteopro.ui.formats import staff_short
from osteopro.ui.posted import id_of
from osteopro.web.visit import words
from osteopro.web.visit.page import author_of, patient_page, render, viewer_of

LONGEST_SEARCH = 60


@access(Permission.VISIT)
def today(request: HttpRequest) -> HttpResponse:
    """Today's visits, one's own first, and who is looked for by name, initials or phone."""
    viewer = viewer_of(request)
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = people.found(viewer, text) if text else []
    followup_actions.note_list_read(by=author_of(request), what="search" if text else "today")
    day = queries.today(viewer, HOSPITAL)
    everybody = [*day.booked, *day.unwritten]
    ticked = asking.asking({each.found.patient_id: each.seen_before for each in everybody})
    ids = {each.physician for each in everybody if each.physician}
    names = accounts_queries.staff_names(ids)
    return render(
        request,
        "visit/today.html",
        current="today",
        day=staff_short(clock.today(HOSPITAL), today=clock.today(HOSPITAL)),
        text=text,
        found=[_found(each) for each in found],
        lists=[
            (code, title, [_row(each, viewer, names, ticked) for each in rows])
            for code, title, rows in (
                ("booked", gettext("Today's visits"), day.booked),
                ("unwritten", gettext("Seen, nothing written yet"), day.unwritten),
            )
        ],
        questions=escalations.waiting_for(viewer),
        undo=_undo(request, viewer),
    )


def _row(coming: Coming, viewer: Viewer, names: Any, ticked: Collection[int]) -> dict[str, Any]:
    found = coming.found
    now = clock.now()
    mine = coming.physician == viewer.account_id
    doctor = gettext("you") if mine else words.name_of(names, coming.physician)
    return {
        "href": patient_page(found.patient_id),
        "time": _time(coming.starts_at, HOSPITAL),
        "name": found.person.name,
        "person": _person(found),
        "address_as": coming.address_as,
        "doctor": doctor if coming.physician else gettext("not decided"),
        "tags": _tags(coming, asks=coming.asks or found.patient_id in ticked),
        "write": reverse("visit_outcome", args=[found.patient_id]) if coming.may_write(now) else "",
        "next": _next(coming, now),
        "correct": f"{reverse('visit_outcome', args=[found.patient_id])}?corrects={visit.visit_id}"
        if (visit := coming.visit) and visit.may_rewrite(viewer.account_id, now)
        else "",
    }


def _tags(coming: Coming, *, asks: bool) -> list[Tag]:
    marks = [
        (coming.fresh, Tag(gettext("New record"), "warn")),
        (asks and coming.visit is None, Tag(gettext("A question waits"), "warn")),
        (coming.owed and coming.visit is None, Tag(gettext("A question led here"))),
    ]
    return [tag for there, tag in marks if there]


def _next(coming: Coming, now: datetime) -> str:
    if coming.visit is not None:
        return labels.in_words(coming.visit.outcomes)
    if coming.may_write(now):
        return gettext("Write what came of it")
    return gettext("Read the summary")


def _found(found: Found) -> dict[str, Any]:
    return {
        "href": patient_page(found.patient_id),
        "name": found.person.name,
        "person": _person(found),
        "last": staff_short(
            found.last_record_at.astimezone(HOSPITAL).date(), today=clock.today(HOSPITAL)
        )
        if found.last_record_at
        else gettext("no records"),
        "write": reverse("visit_outcome", args=[found.patient_id]),
    }


def _person(found: Found) -> str:
    short = gettext("F") if found.sex is Sex.FEMALE else gettext("M")
    return f"{found.person.age(clock.today(HOSPITAL))} {short}"


def _time(at: datetime, zone: ZoneInfo) -> str:
    return staff_short(at.astimezone(zone), today=clock.today(zone))


def _undo(request: HttpRequest, viewer: Viewer) -> dict[str, Any] | None:
    """The bar for `?done=<visit>&of=<patient>`: who was told what, and how to take it back."""
    done, of = (id_of(request.GET.get(name, "")) for name in ("done", "of"))
    visit = visit_queries.visit(of, done) if done and of else None
    if visit is None or visit.by != viewer.account_id:
        return None
    left = (visit.at + rules.UNDO_OUTCOME - clock.now()).total_seconds()
    if left < 1:
        return None
    values = {
        "name": patients_queries.person(visit.patient_id).name,
        "outcome": labels.in_words(visit.outcomes),
    }
    return {
        "words": gettext("%(name)s: %(outcome)s") % values,
        "action": reverse("visit_undo", args=[visit.patient_id, visit.visit_id]),
        "seconds": int(left),
        "told": _told(visit),
    }


def _told(visit: visit_queries.VisitView) -> Sequence[str]:
    kept = actions.Outcome(
        visit.outcomes,
        used=visit.used,
        line=visit.line,
        reply=visit.reply,
        used_record=visit.used_record,
    )
    told = actions.words_for(visit.patient_id, visit.by, kept, visit.seen_at, visit.corrects)
    return told.split("\n") if told else []

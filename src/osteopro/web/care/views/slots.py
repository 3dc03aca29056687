"""The slots of a clinic: the week at a glance, entering many at once, keeping and taking away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Role
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.appointments import actions
from osteopro.appointments.actions import NoSuchSlot
from osteopro.appointments.queries import calendar
from osteopro.appointments.queries.calendar import SlotView
from osteopro.appointments.rules import Pattern, Refused, week_of
from osteopro.appointments.terms import OfferState, SlotKind
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.ui.components import FieldError, Key, Option
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import appointment_words as words
from osteopro.web.care.frame import language
from osteopro.web.care.keys import groups
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of
from osteopro.web.care.words import weekdays

USUAL = {"minutes": "20", "per_week": "20", "times": "9:00 9:20 9:40 10:00"}
_FIELDS = {
    "batch-in-the-past": "first",
    "batch-ends-before": "last",
    "batch-too-long": "last",
    "batch-minutes": "minutes",
    "batch-quota": "per_week",
    "batch-too-many": "last",
}
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


@dataclass(frozen=True)
class Shown:
    """One slot in the calendar."""

    slot_id: int
    clock: str
    kind: str
    whom: str
    word: str
    tone: str
    name: str
    href: str
    free: bool
    kept: bool


@access(Permission.FOLLOW_UP)
def slots(request: HttpRequest) -> HttpResponse:
    """`?week=` any day of the week shown, `?site=` one of the viewer's clinics."""
    clinics = [
        each for each in sites_queries.all_clinics() if each.site_id in viewer_of(request).site_ids
    ]
    if not clinics:
        raise Http404("no clinic")
    given = request.POST if request.method == "POST" else request.GET
    clinic = next((each for each in clinics if str(each.site_id) == given.get("site")), clinics[0])
    if request.method != "POST":
        followup_actions.note_list_read(by=author_of(request), what="slots")
        return _page(request, clinics, clinic)
    if given.get("do") == "add":
        return _add(request, clinics, clinic)
    return _change(request, clinics, clinic)


def _change(request: HttpRequest, clinics: list[Clinic], clinic: Clinic) -> HttpResponse:
    """Take one slot away, keep it, or give it to everybody."""
    slot_id, do = id_of(request.POST.get("slot", "")), request.POST.get("do", "")
    what: dict[str, Any] = {
        "by": author_of(request),
        "site_id": clinic.site_id,
        "slot_id": slot_id or 0,
    }
    try:
        if do == "withdraw":
            actions.withdraw_slot(**what)
        elif do in ("keep", "give"):
            actions.keep_slot(**what, reserved=do == "keep")
        else:
            raise Http404("nothing to do")
    except NoSuchSlot as error:
        raise Http404("no such slot") from error
    except Refused as refused:
        problem = FieldError("week", words.refusal(refused.code))
        return _page(request, clinics, clinic, [problem])
    return HttpResponseRedirect(_address(clinic, _monday(request.POST)))


def _add(request: HttpRequest, clinics: list[Clinic], clinic: Clinic) -> HttpResponse:
    pattern, errors = _pattern(request.POST)
    physician = id_of(request.POST.get("physician", ""))
    if physician is not None and physician not in _physicians(clinic):
        raise Http404("no physician of this clinic")
    if pattern is None:
        return _page(request, clinics, clinic, errors)
    kind = request.POST.get("kind", "")
    try:
        entered = actions.add_slots(
            by=author_of(request),
            site_id=clinic.site_id,
            kind=SlotKind(kind) if kind in set(SlotKind) else SlotKind.VISIT,
            pattern=pattern,
            key=form_key(request.POST),
            physician=physician,
            reserved="reserved" in request.POST,
        )
    except Refused as refused:
        field = _FIELDS.get(refused.code, "times")
        return _page(request, clinics, clinic, [FieldError(field, words.refusal(refused.code))])
    return HttpResponseRedirect(
        f"{_address(clinic, week_of(pattern.first))}"
        f"&n={entered.count}&over={entered.over}&had={entered.present}"
    )


def _pattern(posted: QueryDict) -> tuple[Pattern | None, list[FieldError]]:
    errors = []
    first, last = _day(posted.get("first", "")), _day(posted.get("last", ""))
    if first is None:
        errors.append(FieldError("first", gettext("Choose the first day.")))
    if last is None:
        errors.append(FieldError("last", gettext("Choose the last day.")))
    times = _times(posted.get("times", ""))
    if times is None:
        errors.append(FieldError("times", gettext("Write times such as 9:00 9:20 14:00.")))
    if errors or first is None or last is None or times is None:
        return None, errors
    days = frozenset(int(each) for each in posted.getlist("days") if each in set("1234567"))
    return Pattern(
        first=first,
        last=last,
        weekdays=days,
        times=times,
        minutes=_whole(posted.get("minutes", "")),
        per_week=_whole(posted.get("per_week", "")),
    ), []


def _page(
    request: HttpRequest,
    clinics: list[Clinic],
    clinic: Clinic,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    monday = _monday(request.POST if request.method == "POST" else request.GET)
    found = calendar.week(clinic.site_id, monday, clinic.zone)
    people = patients_queries.people({each.holder for each in found if each.holder})
    doctors = _physicians(clinic)
    names = accounts_queries.staff_names({*doctors, *(s.physician for s in found if s.physician)})
    typed = request.POST
    keys = [Key(("?",), gettext("all keys"))]
    return render(
        request,
        "care/slots.html",
        status=UNPROCESSABLE if errors else 200,
        current="appointments",
        site=clinic.site_id,
        sites=[
            Option(str(each.site_id), each.shown(language()), each.site_id == clinic.site_id)
            for each in clinics
        ],
        week=monday.isoformat(),
        before=_address(clinic, monday - calendar.A_WEEK),
        after=_address(clinic, monday + calendar.A_WEEK),
        days=[_column(found, monday + timedelta(days=n), clinic, people, names) for n in range(7)],
        free=sum(each.free for each in found),
        total=len(found),
        entered=_entered(request.GET),
        key=form_key(typed),
        kinds=[Option(k, str(w), typed.get("kind") == k) for k, w in words.KINDS.items()],
        physicians=[
            Option("", gettext("not said yet"), not typed.get("physician")),
            *(
                Option(str(pk), names[pk].shown(language()), typed.get("physician") == str(pk))
                for pk in doctors
                if pk in names
            ),
        ],
        weekdays=[
            (str(n), name, str(n) in typed.getlist("days")) for n, name in enumerate(weekdays(), 1)
        ],
        first=typed.get("first", max(monday, clock.today(HOSPITAL)).isoformat()),
        last=typed.get("last", (monday + timedelta(days=27)).isoformat()),
        typed={name: typed.get(name, usual) for name, usual in USUAL.items()},
        reserved="reserved" in typed,
        errors=errors,
        keys=keys,
        shortcut_groups=groups(gettext("Slots"), keys),
    )


def _column(
    found: list[SlotView],
    day: date,
    clinic: Clinic,
    people: Mapping[int, Person],
    names: Mapping[int, StaffName],
) -> tuple[str, bool, list[Shown]]:
    mine = [each for each in found if each.starts_at.astimezone(clinic.zone).date() == day]
    works = clinic.service.calendar.is_working_day(day)
    title = f"{weekdays()[day.weekday()]} {day:%m-%d}"
    return title, works, [_shown(each, clinic, people, names) for each in mine]


def _shown(
    slot: SlotView, clinic: Clinic, people: Mapping[int, Person], names: Mapping[int, StaffName]
) -> Shown:
    holder = people.get(slot.holder) if slot.holder is not None else None
    word, tone = gettext("free"), ""
    if slot.state is not None:
        word = str(words.STATES[slot.state])
        tone = "ok" if slot.state is OfferState.ACCEPTED else ""
    elif slot.reserved:
        word, tone = gettext("kept for urgent"), "warn"
    return Shown(
        slot_id=slot.slot_id,
        clock=f"{slot.starts_at.astimezone(clinic.zone):%H:%M}",
        kind=str(words.KINDS[slot.kind]),
        whom=words.staff(names, slot.physician),
        word=word,
        tone=tone,
        name=holder.name if holder else "",
        href=reverse("care_place", args=[slot.offer_id]) if slot.offer_id else "",
        free=slot.free and slot.starts_at > clock.now(),
        kept=slot.reserved,
    )


def _entered(given: QueryDict) -> str:
    number = id_of(given.get("n", ""))
    if number is None:
        return ""
    said = ngettext("%(num)s slot entered.", "%(num)s slots entered.", number) % {"num": number}
    if over := id_of(given.get("over", "")):
        said += " " + gettext("%(num)s left out: the week was full.") % {"num": over}
    if had := id_of(given.get("had", "")):
        said += " " + gettext("%(num)s were there already.") % {"num": had}
    return said


def _physicians(clinic: Clinic) -> list[int]:
    return access_queries.holders(Role.PHYSICIAN, clinic.site_id)


def _monday(given: QueryDict) -> date:
    return week_of(_day(given.get("week", "")) or clock.today(HOSPITAL))


def _address(clinic: Clinic, monday: date) -> str:
    return f"{reverse('care_slots')}?site={clinic.site_id}&week={monday.isoformat()}"


def _day(value: str) -> date | None:
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _times(value: str) -> tuple[time, ...] | None:
    """Times as they are typed, with anything between them; None when something is no time."""
    parts = [each for each in re.split(r"[\s,，、;；]+", value.strip()) if each]
    found = [_TIME.fullmatch(each) for each in parts]
    if not parts or not all(found):
        return None
    return tuple(sorted({time(int(each[1]), int(each[2])) for each in found if each}))


def _whole(value: str) -> int:
    """0 for what is no whole number: the rules refuse it."""
    return int(value) if value.isdecimal() and len(value) <= 4 else 0

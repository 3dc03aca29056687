"""Who is on call when a clinic is shut: the next four weeks, and a form to decide it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup import actions
from osteopro.followup.on_call import OnCallRefused, Span
from osteopro.followup.queries import rota as queries
from osteopro.followup.queries.rota import Rota
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.web.manage.page import UNPROCESSABLE, language, render, viewer_of

NOBODY = "nobody"
Names = Mapping[int, StaffName]


@dataclass(frozen=True)
class Typed:
    """A form that can be read: who is on call from the first to the last day, None for nobody."""

    key: UUID
    site: int
    first: date
    last: date
    account: int | None


@access(Permission.PLAN_ON_CALL)
def on_call(request: HttpRequest) -> HttpResponse:
    """GET shows what is planned; POST decides some days anew."""
    if request.method != "POST":
        return _page(request)
    viewer = viewer_of(request)
    typed, errors = _read(request.POST, viewer.site_ids)
    if typed is None:
        return _page(request, errors)
    try:
        actions.set_on_call(
            by=viewer.acting(Permission.PLAN_ON_CALL),
            key=typed.key,
            site_id=typed.site,
            first=typed.first,
            last=typed.last,
            account=typed.account,
        )
    except OnCallRefused as refusal:
        return _page(request, [_refused(refusal.code)])
    return HttpResponseRedirect(f"{reverse('manage_on_call')}?did=decided")


def _page(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    rotas = queries.rotas(viewer.site_ids)
    working = access_queries.working_at(Permission.FOLLOW_UP, viewer.site_ids)
    names = accounts_queries.staff_names(working)
    typed = request.POST
    first = rotas[0].today.isoformat() if rotas else ""
    return render(
        request,
        "manage/on_call.html",
        status=UNPROCESSABLE if errors else 200,
        current="on-call",
        rotas=[_shown(each, names) for each in rotas],
        sites=[
            c.Option(
                str(each.clinic.site_id),
                each.clinic.shown(language()),
                typed.get("site") == str(each.clinic.site_id),
            )
            for each in rotas
        ],
        people=_people(working, names, typed.get("who", "")),
        key=_key(typed.get("key", "")) or uuid4(),
        first=typed.get("first", first),
        last=typed.get("last", ""),
        follows=viewer.can(Permission.FOLLOW_UP),
        did=gettext("Decided. It holds from now on.") if request.GET.get("did") else "",
        errors=errors or [],
    )


def _people(working: Iterable[int], names: Names, chosen: str) -> list[c.Option]:
    options = [c.Option("", gettext("Please choose"), not chosen)]
    options += [
        c.Option(str(pk), names[pk].shown(language()), str(pk) == chosen)
        for pk in working
        if pk in names
    ]
    return [*options, c.Option(NOBODY, gettext("Nobody"), chosen == NOBODY)]


def _shown(rota: Rota, names: Names) -> dict[str, Any]:
    tonight = rota.tonight
    return {
        "clinic": rota.clinic.shown(language()),
        "who": _name(names, tonight.answered),
        "begins": _moment(rota, rota.begins),
        "ends": _moment(rota, rota.ends),
        "waits": _moment(rota, rota.waits_until),
        "rows": [_row(each, rota, names) for each in rota.spans],
    }


def _row(span: Span, rota: Rota, names: Names) -> tuple[str, str, c.Tag | None]:
    days = _day(span.first, rota)
    if span.last != span.first:
        days = gettext("%(first)s to %(last)s") % {"first": days, "last": _day(span.last, rota)}
    if span.account is None:
        return days, gettext("Nobody"), c.Tag(gettext("emergencies wait"), "warn")
    mark = c.Tag(gettext("away: emergencies wait"), "bad") if span.away else None
    return days, _name(names, span.account), mark


def _name(names: Names, account: int | None) -> str:
    name = names.get(account or 0)
    return name.shown(language()) if name else ""


def _day(day: date, rota: Rota) -> str:
    weekdays = gettext("Mon Tue Wed Thu Fri Sat Sun").split()
    return f"{formats.staff_short(day, today=rota.today)} {weekdays[day.weekday()]}"


def _moment(rota: Rota, at: datetime) -> str:
    zone = rota.clinic.zone
    return formats.staff_short(at.astimezone(zone), today=clock.today(zone))


def _read(posted: QueryDict, sites: frozenset[int]) -> tuple[Typed | None, list[FieldError]]:
    errors = []
    first, last = _date(posted.get("first", "")), _date(posted.get("last", ""))
    site = next((pk for pk in sites if str(pk) == posted.get("site")), None)
    who = posted.get("who", "")
    if site is None:
        errors.append(FieldError("site", gettext("Choose a clinic.")))
    if first is None:
        errors.append(FieldError("first", gettext("Choose the first day.")))
    if last is None and posted.get("last", ""):
        errors.append(FieldError("last", gettext("Choose the last day.")))
    if who != NOBODY and not _number(who):
        errors.append(FieldError("who", gettext("Choose who is on call, or nobody.")))
    if errors or site is None or first is None:
        return None, errors
    account = None if who == NOBODY else int(who)
    return Typed(_key(posted.get("key", "")) or uuid4(), site, first, last or first, account), []


def _refused(code: str) -> FieldError:
    field, sentence = {
        "on-call-backwards": ("last", gettext("The last day is before the first.")),
        "on-call-over": ("first", gettext("Choose today or a later day.")),
        "on-call-too-far": ("last", gettext("One year ahead at most.")),
        "on-call-elsewhere": ("who", gettext("This colleague may not follow patients there.")),
        "on-call-no-phone": (
            "who",
            gettext("This colleague has no mobile number to be woken by: enter it first."),
        ),
        "on-call-away": ("who", gettext("This colleague is away on one of these days.")),
    }[code]
    return FieldError(field, sentence)


def _date(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _key(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _number(given: str) -> bool:
    return given.isascii() and given.isdecimal() and len(given) < 10

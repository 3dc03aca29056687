"""Bringing somebody into the programme: the few fields without which nobody can be followed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Role, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import actions
from osteopro.followup.queries.people import Found, short
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.ui import components as c
from osteopro.web.care import labels, words
from osteopro.web.care.frame import language
from osteopro.web.care.newcomer import Checked, Sheet, checked, sheet
from osteopro.web.care.page import CONFLICT, UNPROCESSABLE, first_of_each, render, viewer_of


@access(Permission.ENROL)
def new_patient(request: HttpRequest) -> HttpResponse:
    """An empty sheet; a sheet with all its mistakes; or the new patient's page."""
    viewer = viewer_of(request)
    clinics = _clinics(viewer)
    managers = {each.site_id: _managers(each.site_id) for each in clinics}
    if request.method != "POST":
        first = clinics[0].site_id if len(clinics) == 1 else None
        return _page(request, Sheet(site=str(first or "")), clinics, managers)
    typed = sheet(request.POST)
    result = checked(typed, clock.today(HOSPITAL), managers)
    if result.newcomer is None:
        return _page(request, typed, clinics, managers, result=result)
    same = [] if typed.another else _same(viewer, result.newcomer.person)
    if same:
        return _page(request, typed, clinics, managers, same=same)
    patient_id = actions.add_to_programme(
        by=viewer.acting(Permission.ENROL), newcomer=result.newcomer
    )
    page = reverse("care_patient", args=[patient_id])
    return HttpResponseRedirect(f"{page}?did=added")


def _clinics(viewer: Viewer) -> list[Clinic]:
    return [each for each in sites_queries.all_clinics() if each.site_id in viewer.site_ids]


def _managers(site_id: int) -> tuple[int, ...]:
    """Who may follow patients at this clinic."""
    roles = (Role.FOLLOW_UP_MANAGER, Role.PROGRAMME_LEAD)
    return tuple(
        dict.fromkeys(pk for role in roles for pk in access_queries.holders(role, site_id))
    )


def _same(viewer: Viewer, person: Person) -> list[Found | None]:
    """People who are probably this person; None for one at a clinic this viewer does not know."""
    found = patients_queries.same_person(person)
    visible = set(
        patients_queries.visible_to(viewer).filter(pk__in=found).values_list("pk", flat=True)
    )
    hidden: list[Found | None] = [None] * len(set(found) - visible)
    return [*short(sorted(visible)), *hidden]


def _page(
    request: HttpRequest,
    typed: Sheet,
    clinics: Sequence[Clinic],
    managers: Mapping[int, Sequence[int]],
    *,
    result: Checked | None = None,
    same: Sequence[Found | None] = (),
) -> HttpResponse:
    errors = list(result.errors) if result else []
    status = CONFLICT if same else UNPROCESSABLE if errors else 200
    return render(
        request,
        "care/new_patient.html",
        status=status,
        current="patients",
        typed=typed,
        errors=errors,
        problems=first_of_each(errors or []),
        same=[_found_words(each) for each in same],
        sexes=[
            c.Answer(code, str(name), checked=typed.sex == code)
            for code, name in labels.SEXES.items()
        ],
        channels=_options(labels.CHANNELS, typed.channel),
        schooling=_options(labels.EDUCATION, typed.education),
        medicines=_options(labels.MEDICINES, typed.med_class),
        flags=[
            c.Answer(code, str(name), checked=code in typed.flags)
            for code, name in labels.FLAGS.items()
        ],
        sites=_choose([(each.site_id, each.shown(language())) for each in clinics], typed.site),
        one_site=len(clinics) == 1,
        **_team(typed, managers),
    )


def _team(typed: Sheet, managers: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    everyone = sorted({pk for team in managers.values() for pk in team})
    names = accounts_queries.staff_names(everyone)
    people = [(pk, names[pk].shown(language())) for pk in everyone if pk in names]
    return {
        "managers": _choose(people, typed.manager),
        "backups": _choose(people, typed.backup),
    }


def _choose(people: Sequence[tuple[int, str]], chosen: str) -> list[c.Option]:
    first = c.Option("", gettext("Please choose"), False)
    return [first, *(c.Option(str(pk), name, str(pk) == chosen) for pk, name in people)]


def _options(codes: Mapping[Any, object], chosen: str) -> list[c.Option]:
    return [c.Option(code, str(name), code == chosen) for code, name in codes.items()]


def _found_words(found: Found | None) -> tuple[str, str]:
    """Address and words of somebody who is here already."""
    if found is None:
        return "", gettext("Somebody at another clinic. Ask the programme lead.")
    age = words.age_and_sex(found.person, found.sex, clock.today(HOSPITAL))
    return reverse("care_patient", args=[found.patient_id]), f"{found.person.name} {age}"

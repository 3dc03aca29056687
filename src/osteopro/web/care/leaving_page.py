"""Everything the page about somebody's leaving shows, and what was typed there."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment import leaving as rules
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup.queries import doubts
from osteopro.followup.queries.leaving import Left
from osteopro.followup.queries.people import Standing
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.web.care import fields, labels, words
from osteopro.web.care.frame import language
from osteopro.web.care.typed import LONGEST

STATES = {
    State.LEFT: _("Leaves the programme"),
    State.COMPLETED: _("Completed the programme"),
    State.DIED: _("Has died"),
}
LEFT_STATES = {
    State.LEFT: _("Left the programme"),
    State.LEFT_SILENT: _("Nothing was heard of them any more"),
    State.COMPLETED: _("Completed the programme"),
    State.DIED: _("Has died"),
}
DECIDERS = {
    DecidedBy.PATIENT: _("Patient"),
    DecidedBy.FAMILY: _("Family"),
    DecidedBy.CLINICIAN: _("Physician or lead"),
}
ALL_DECIDERS = DECIDERS | {DecidedBy.SYSTEM: _("By itself")}


def typed(posted: QueryDict) -> Wanted | None:
    """How somebody is to leave, as posted; None while what happened or who decided is open."""
    state, by_whom = posted.get("state", ""), posted.get("decided_by", "")
    if state not in set(STATES) or by_whom not in set(DECIDERS):
        return None
    return Wanted(
        state=State(state),
        decided_by=DecidedBy(by_whom),
        reasons=rules.in_order(posted.get("main", ""), posted.getlist("others")),
        died_on=fields.day_of(fields.parts_of(posted, "died_on")),
        note=posted.get("note", "").replace("\r\n", "\n"),
    )


def context(
    request: HttpRequest, viewer: Viewer, standing: Standing, left: Left | None
) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    zone, posted = standing.clinic.zone, request.POST
    doubted = doubts.doubted(viewer, standing.patient_id)
    return {
        "standing": standing,
        "follows": viewer.can(Permission.FOLLOW_UP),
        "judges": viewer.can(Permission.DECIDE_ENROLMENT),
        "person": words.age_and_sex(standing.person, standing.sex, clock.today(zone)),
        "doubted": [(labels.REMARKS[each.doubt], each.note) for each in doubted],
        "left": left,
        "again": _again(viewer, standing, left),
        "facts": _facts(left, standing) if left else [],
        "asks": left is not None
        and left.state in (State.LEFT, State.COMPLETED)
        and not left.told_us
        and viewer.can(Permission.FOLLOW_UP),
        "states": _answers(STATES, posted.get("state", "")),
        "deciders": _answers(DECIDERS, posted.get("decided_by", "")),
        "mains": [c.Option("", gettext("Please choose")), *_mains(posted.get("main", ""))],
        "others": _others(posted.getlist("others")),
        "typed": posted,
        "died_on": fields.parts_of(posted, "died_on"),
        "max": LONGEST,
        "days": rules.leave().undo.days,
        "did": _did(request.GET.get("did", "")),
    }


def _again(viewer: Viewer, standing: Standing, left: Left | None) -> str:
    """Where who left takes part again; "" for who never can and for who may not enrol."""
    may = left is not None and left.state is not State.DIED and viewer.can(Permission.ENROL)
    return reverse("care_again", args=[standing.patient_id]) if may else ""


def _answers(words_of: Any, chosen: str) -> list[c.Answer]:
    return [
        c.Answer(code.value, str(label), checked=code == chosen) for code, label in words_of.items()
    ]


def _mains(chosen: str) -> list[c.Option]:
    return [
        c.Option(each.code, words.said(each.words), each.code == chosen)
        for each in rules.leave().by_staff
    ]


def _others(chosen: Sequence[str]) -> list[c.Answer]:
    return [
        c.Answer(each.code, words.said(each.words), checked=each.code in chosen)
        for each in rules.leave().by_staff
    ]


def _facts(left: Left, standing: Standing) -> list[tuple[str, str]]:
    zone, now = standing.clinic.zone, clock.now()
    names = accounts_queries.staff_names([left.by] if left.by else [])
    noted_by = names.get(left.by or 0)
    reasons = [words.said(rules.leave().reason(code).words) for code in left.reasons]
    found = [
        (gettext("How it ended"), str(LEFT_STATES[left.state])),
        (gettext("When"), words.when(left.at, zone, now)),
        (gettext("Who decided"), str(ALL_DECIDERS[left.decided_by])),
        (gettext("Reasons"), gettext("; ").join(reasons) or "–"),
    ]
    if left.died_on:
        found.append((gettext("Day of death"), formats.staff_date(left.died_on)))
    if left.note:
        found.append((gettext("Note"), left.note))
    if noted_by:
        found.append((gettext("Noted by"), noted_by.shown(language())))
    return found


def _did(code: str) -> str:
    return {
        "left": gettext("Noted. Nothing more is sent to or asked of them."),
        "back": gettext("Taken back. Everything is as before."),
        "late": gettext("It is too late to take it back. The patient can take part again instead."),
        "asked": gettext("It is put before a physician. Until they decide nothing changes."),
        "no-return": gettext("That was not possible any more. Please look at how they stand."),
        "kept": gettext("Noted. The patient goes on."),
    }.get(code, "")

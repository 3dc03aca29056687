"""Everything the page of one patient shows."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.enrolment.terms import State
from osteopro.followup.queries import review as review_queries
from osteopro.followup.queries import team
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.terms import ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.terms import Channel, Sex
from osteopro.records import queries as records_queries
from osteopro.ui import components as c
from osteopro.web.care import (
    diary_panel,
    helpers_page,
    labels,
    messages_sent,
    plan_panel,
    reasons,
    story,
    teaching,
    words,
)
from osteopro.web.care.authors import authors
from osteopro.web.care.frame import language
from osteopro.web.care.intake.found import intake_rows
from osteopro.web.care.typed import LONGEST, form_key
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import when

RECORDS = 8


def context(request: HttpRequest, viewer: Viewer, standing: Standing) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    zone, patient_id = standing.clinic.zone, standing.patient_id
    thread = messaging_queries.thread(patient_id, limit=20)
    names = _names(standing)
    address_as = (
        gettext("Address her as") if standing.sex == Sex.FEMALE else gettext("Address him as")
    )
    return {
        "standing": standing,
        "key": form_key(request.POST),
        "person": words.age_and_sex(standing.person, standing.sex, clock.today(zone)),
        "address_as": address_as,
        "phone": words.shown_phone(standing.person.phone),
        "phone_href": "tel:" + standing.person.phone,
        "online": standing.channel != Channel.PHONE and not standing.ended,
        "ended": standing.ended,
        "died": standing.enrolment is State.DIED,
        "facts": _facts(standing, names),
        "team_href": _team_href(viewer, standing),
        "waiting": [_waits(each, standing, names) for each in standing.waiting],
        "records": _records(standing),
        "diary": diary_panel.newest(patient_id, zone),
        "intake": intake_rows(patient_id),
        "messages": messages_sent.lines(patient_id, zone),
        "log": story.log(
            viewer.account_id,
            standing.person,
            thread,
            review_queries.calls(patient_id),
            review_queries.reviews(patient_id),
            review_queries.questions(patient_id),
            zone,
        ),
        "learnt": teaching.facts(standing),
        "calls": _calls(request.POST.get("call", "")),
        "plan": plan_panel.plan_panel(request.POST, standing),
        "typed": request.POST,
        "did": _did(request.GET.get("did", "")),
        "max": LONGEST,
        "undo": undo_of(request, viewer),
    }


def _names(standing: Standing) -> Mapping[int, StaffName]:
    """Everybody of the staff whom the page names, in one query."""
    people = (
        standing.manager,
        standing.backup,
        standing.answers,
        *(each.physician for each in standing.waiting),
    )
    return accounts_queries.staff_names([pk for pk in people if pk is not None])


def _waits(waiting: Waiting, standing: Standing, names: Mapping[int, StaffName]) -> dict[str, Any]:
    """One thing that waits, with what ends it: a record's page, an answer, or being done."""
    physician = names.get(waiting.physician or 0)
    return {
        "item": waiting,
        "why": _why(waiting),
        "due": _due(waiting, standing),
        "is_record": waiting.kind == ItemKind.RECORD,
        "is_question": waiting.kind == ItemKind.ESCALATION,
        "physician": physician.shown(language()) if physician else "",
    }


def _facts(standing: Standing, names: Mapping[int, StaffName]) -> list[tuple[str, str]]:
    def name(pk: int | None) -> str:
        found = names.get(pk or 0)
        return found.shown(language()) if found else "–"

    due = standing.due
    next_due = "–" if standing.ended else due.on.isoformat()
    if due.days_late and not standing.ended:
        next_due += gettext(" (%(n)s days late)") % {"n": due.days_late}
    return [
        (gettext("Channel"), str(labels.CHANNELS[standing.channel])),
        (gettext("Language"), _language(standing.language)),
        (gettext("Helped by"), helpers_page.names(standing.patient_id)),
        (gettext("Manager"), name(standing.manager)),
        *(
            [(gettext("Answers now"), name(standing.answers))]
            if standing.answers != standing.manager
            else []
        ),
        (gettext("Backup"), name(standing.backup)),
        (gettext("Clinic"), standing.clinic.shown(language())),
        (gettext("Next record"), next_due),
        (gettext("Every"), plan_panel.every(standing)),
        (gettext("State"), _state(standing)),
    ]


def _team_href(viewer: Viewer, standing: Standing) -> str:
    """The way to another manager or backup, for the manager and for leads."""
    if not team.may_plan_for(viewer, standing.manager or 0, {standing.manager or 0}):
        return ""
    return f"{reverse('care_hand_over')}?patient={standing.patient_id}"


def _language(code: str) -> str:
    return gettext("in English") if code == "en" else gettext("in Chinese")


def _state(standing: Standing) -> str:
    states = {
        "active": gettext("takes part"),
        "paused": gettext("paused"),
        "left": gettext("left"),
        "left-silent": gettext("left, nothing was heard any more"),
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
            f"{labels.MODES[record.mode]} {author}".strip(),
        )
        for record, author in zip(found, authors(standing.patient_id, found), strict=True)
    ]


def _calls(chosen: str) -> list[c.Option]:
    first = [c.Option("", gettext("Please choose"), False)]
    return first + [
        c.Option(code, str(label), code == chosen) for code, label in labels.CALLS.items()
    ]


def _did(code: str) -> str:
    return {
        "team": gettext("Kept. The patient gets a message about a new manager."),
        "taught": gettext("Saved what was learnt."),
        "link": gettext("A new link is on its way. The one before no longer works."),
        "call": gettext("The call is noted."),
        "closed": gettext("It no longer waits."),
        "reply": gettext("Sent. The patient can read it in 20 seconds."),
        "added": gettext("The patient takes part now."),
        "interval": gettext("Saved. The next record is due by the new interval."),
        "pause": gettext("Paused. Nothing is asked until then."),
        "ended": gettext("The patient has left meanwhile. Nothing was sent."),
        "resume": gettext("The pause is over. The next record is due today or later."),
    }.get(code, "")

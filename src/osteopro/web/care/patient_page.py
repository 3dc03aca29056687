"""Everything the page of one patient shows."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup.advised import Given
from osteopro.followup.checking import talked_about
from osteopro.followup.queries import conversation as conversation_queries
from osteopro.followup.queries import team, whole
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.queries.told import Story
from osteopro.followup.queries.whole import Heading, Months
from osteopro.followup.terms import ItemKind
from osteopro.patients.terms import Channel
from osteopro.ui import components as c
from osteopro.ui.formats import shown_phone
from osteopro.ui.posted import form_key
from osteopro.web.care import (
    alert_panel,
    charts,
    diary_panel,
    helpers_page,
    labels,
    messages_sent,
    own_copy_page,
    patient_head,
    picker,
    plan_panel,
    reasons,
    teaching,
    timeline_page,
    words,
)
from osteopro.web.care.frame import language
from osteopro.web.care.intake.found import intake_rows
from osteopro.web.care.keys import groups, patient_keys
from osteopro.web.care.typed import LONGEST
from osteopro.web.care.undo import undo_of
from osteopro.web.care.words import when

CHARTS = 2


def context(request: HttpRequest, viewer: Viewer, standing: Standing) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    zone, patient_id = standing.clinic.zone, standing.patient_id
    acts = viewer.can(Permission.FOLLOW_UP)
    published = enrolment_queries.texts()
    heading, months = whole.heading(patient_id, published), whole.months(patient_id)
    story = timeline_page.asked_for(patient_id, request.GET)
    given = whole.advice_in_force(patient_id)
    names = _names(standing, heading, story, given)
    helped_by = helpers_page.names(patient_id)
    return {
        "standing": standing,
        "acts": acts,
        "did": _did(request.GET.get("did", "")),
        "ended": standing.ended,
        "died": standing.enrolment is State.DIED,
        "waiting": [_waits(each, standing, names) for each in standing.waiting],
        **patient_head.head(standing, heading, names, helped_by),
        **timeline_page.timeline(viewer, standing, story, names, published, opens=acts),
        **_curves(months, zone),
        "advice": _advice(given, names, zone),
        "ahead": _ahead(standing),
        "resting": alert_panel.resting(standing),
        "first_call": patient_head.first_call(standing, heading),
        "to_doctor": _to_doctor(standing),
        "shortcut_groups": groups(gettext("Patient"), patient_keys(acts=acts)),
        "keys": patient_keys(acts=acts),
        **(_arrangements(request, viewer, standing, names, helped_by) if acts else {}),
    }


def _arrangements(
    request: HttpRequest,
    viewer: Viewer,
    standing: Standing,
    names: Mapping[int, StaffName],
    helped_by: str,
) -> dict[str, Any]:
    """What only who follows up sees and does from here."""
    zone, patient_id = standing.clinic.zone, standing.patient_id
    return {
        "key": form_key(request.POST),
        "phone": shown_phone(standing.person.phone),
        "phone_href": "tel:" + standing.person.phone,
        "online": standing.channel != Channel.PHONE and not standing.ended,
        "facts": _facts(standing, names, helped_by),
        "team_href": _team_href(viewer, standing),
        "hands_copy": own_copy_page.hands_over(viewer, standing),
        "diary": diary_panel.newest(patient_id, zone),
        "intake": intake_rows(patient_id),
        "messages": messages_sent.lines(patient_id, zone),
        "learnt": teaching.facts(standing),
        "calls": _calls(request.POST.get("call", "")),
        "plan": plan_panel.plan_panel(request.POST, standing),
        "typed": request.POST,
        "max": LONGEST,
        "undo": undo_of(request, viewer),
    }


def _curves(months: Months | None, zone: ZoneInfo) -> dict[str, Any]:
    """Small charts of what changed most in three months, and quality of life."""
    found = (
        [
            *charts.symptom_charts(months, (), zone, CHARTS),
            *charts.quality_charts(months, zone),
        ]
        if months
        else []
    )
    head = [gettext("Date"), gettext("Answer"), gettext("Against the one before")]
    return {"charts": found, "chart_head": head}


def _advice(
    given: Sequence[Given], names: Mapping[int, StaffName], zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Advice that holds: its title, since when and from whom, and what came of it."""
    now = clock.now()
    return [
        {
            "title": words.advice_words([each.code]),
            "since": gettext("since %(day)s, %(who)s")
            % {
                "day": when(each.at, zone, now),
                "who": names[each.by].shown(language()) if each.by and each.by in names else "",
            },
            "came": _came_of(each),
        }
        for each in given
    ]


def _came_of(given: Given) -> str:
    """What a record said of it, else what the patient marked on their own page."""
    last = given.tried or given.stands
    return picker.tried(last.word) if last else gettext("nothing said yet")


def _ahead(standing: Standing) -> list[tuple[str, str]]:
    """What comes next: the earliest promise, the next record, the end of a pause."""
    zone, now = standing.clinic.zone, clock.now()
    found = []
    if standing.waiting:
        first = min(each.due_at for each in standing.waiting)
        found.append((gettext("To answer by"), when(first, zone, now)))
    if not standing.ended:
        due = standing.due.on.isoformat()
        if standing.due.days_late:
            late = standing.due.days_late
            due += ngettext(" (%(num)s day late)", " (%(num)s days late)", late) % {"num": late}
        found.append((gettext("Next record"), due))
        found.append((gettext("Every"), plan_panel.every(standing)))
    if standing.plan.paused_until is not None:
        found.append((gettext("Paused until"), standing.plan.paused_until.isoformat()))
    return found


def _to_doctor(standing: Standing) -> str:
    """The record that waits, opened where it is handed to a doctor; "" when none does."""
    waits = (each for each in standing.waiting if each.kind == ItemKind.RECORD)
    record = next(waits, None)
    return reverse("care_review", args=[record.source]) + "#f-physician" if record else ""


def _names(
    standing: Standing, heading: Heading, story: Story, given: Sequence[Given]
) -> Mapping[int, StaffName]:
    """Everybody of the staff whom the page names, in one query."""
    people = (
        standing.manager,
        standing.backup,
        standing.answers,
        *heading.physicians,
        *story.people,
        *(each.physician for each in standing.waiting),
        *(each.by for each in given),
    )
    return accounts_queries.staff_names([pk for pk in people if pk is not None])


def _waits(waiting: Waiting, standing: Standing, names: Mapping[int, StaffName]) -> dict[str, Any]:
    """One thing that waits, with what ends it: a record's page, an answer, or being done."""
    physician = names.get(waiting.physician or 0)
    return {
        "item": waiting,
        "why": _why(waiting),
        "due": _due(waiting, standing),
        "goes": _goes(waiting, standing.patient_id),
        "is_question": waiting.kind == ItemKind.ESCALATION,
        "is_answer": waiting.kind == ItemKind.ANSWER,
        "came_of": alert_panel.came_of_silence(waiting, standing.patient_id),
        "physician": physician.shown(language()) if physician else "",
    }


def _goes(waiting: Waiting, patient_id: int) -> tuple[str, str] | None:
    """The page on which it ends, in words and address; None for what ends here."""
    if conversation_queries.is_talk(waiting):
        return gettext("Go to the conversation"), reverse("care_conversation", args=[patient_id])
    if waiting.kind is ItemKind.RECORD:
        return gettext("Go to the record"), reverse("care_review", args=[waiting.source])
    if waiting.kind is ItemKind.VERIFY:
        report = talked_about(waiting.source)
        return gettext("Talk about the report"), reverse("care_talk", args=[report])
    if waiting.kind is ItemKind.VISIT:
        return gettext("Appointments"), reverse("care_appointments")
    return None


def _facts(
    standing: Standing, names: Mapping[int, StaffName], helped_by: str
) -> list[tuple[str, str]]:
    def name(pk: int | None) -> str:
        found = names.get(pk or 0)
        return found.shown(language()) if found else "–"

    return [
        (gettext("Channel"), str(labels.CHANNELS[standing.channel])),
        (gettext("Language"), patient_head.spoken(standing)),
        (gettext("Helped by"), helped_by),
        (gettext("Manager"), name(standing.manager)),
        *(
            [(gettext("Answers now"), name(standing.answers))]
            if standing.answers != standing.manager
            else []
        ),
        (gettext("Backup"), name(standing.backup)),
        (gettext("Clinic"), standing.clinic.shown(language())),
        (gettext("State"), _state(standing)),
    ]


def _team_href(viewer: Viewer, standing: Standing) -> str:
    """The way to another manager or backup, for the manager and for leads."""
    if not team.may_plan_for(viewer, standing.manager or 0, {standing.manager or 0}):
        return ""
    return f"{reverse('care_hand_over')}?patient={standing.patient_id}"


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
        "woken": gettext("It raises records again."),
        "closed": gettext("It no longer waits."),
        "reply": gettext("Sent. The patient can read it in 20 seconds."),
        "added": gettext("The patient takes part now."),
        "interval": gettext("Saved. The next record is due by the new interval."),
        "pause": gettext("Paused. Nothing is asked until then."),
        "ended": gettext("The patient has left meanwhile. Nothing was sent."),
        "resume": gettext("The pause is over. The next record is due today or later."),
    }.get(code, "")

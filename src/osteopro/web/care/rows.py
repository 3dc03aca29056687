"""Worklist rows in words."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.followup.checking import talked_about
from osteopro.followup.queries.phone_reasons import TO_PHONE
from osteopro.followup.queries.scope import Filter
from osteopro.followup.queries.worklist import LanePage, Row
from osteopro.followup.terms import ItemKind, Lane
from osteopro.patients.terms import Channel
from osteopro.records.terms import ByWhom
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.web.care import labels, reasons, words
from osteopro.web.care.page import address
from osteopro.web.care.words import when

BY_PHONE = (
    ItemKind.SILENCE,
    ItemKind.DELIVERY,
    ItemKind.MESSAGE,
    ItemKind.TELL,
    ItemKind.CONSENT,
    ItemKind.CALL,
    ItemKind.LOCKED,
)
# What is answered in the conversation.
TO_TALK = (ItemKind.MESSAGE, ItemKind.REQUEST)
_SHAPES: Mapping[Lane, tuple[str, ...]] = {
    Lane.NOW: ("emergency", "urgent"),
    Lane.TODAY: ("attention", "phone"),
    Lane.REPLY: ("routine",),
    Lane.LATE: ("late",),
}


def lane_of(page: LanePage, chosen: Filter) -> c.Lane:
    """A lane as the kit draws it."""
    return c.Lane(
        code=page.lane,
        title=str(labels.LANES[page.lane]),
        number=page.total,
        levels=_SHAPES[page.lane],
        rows=tuple(row_of(row, chosen) for row in page.rows),
        notes=_notes(page.lane),
        folded=False,
    )


def row_of(row: Row, chosen: Filter) -> c.WorkRow:
    """One patient as one line: why first, in words."""
    now = clock.now()
    lead, reason, detail = reasons.late(row) if row.lane == Lane.LATE else reasons.why(row)
    due, more = _due(row, now)
    return c.WorkRow(
        href=_href(row, chosen),
        level=_shape(row),
        level_word=_level_word(row),
        name=row.person.name,
        person=words.age_and_sex(row.person, row.sex, now.astimezone(row.zone).date()),
        tags=words.standing_in(row.stands_for),
        lead=lead,
        reason=reason,
        detail=detail,
        contact=_contact(row, now),
        due=due,
        due_more=more,
        channel=_channel(row),
        call=reverse("care_patient", args=[row.patient_id]) + "#call",
    )


def _due(row: Row, now: datetime) -> tuple[str, str]:
    if row.due_at is None:
        return "", ""
    at = row.due_at.astimezone(row.zone)
    clock_time = at.strftime("%H:%M")
    if row.due_at <= now:
        return gettext("Overdue"), gettext("since %(when)s") % {"when": when(at, row.zone, now)}
    left = int((row.due_at - now).total_seconds() // 60)
    if at.date() != now.astimezone(row.zone).date():
        return when(at, row.zone, now).split()[0], clock_time
    if row.lane == Lane.NOW:
        short = gettext("%(num)s min left") % {"num": left} if row.level == Level.EMERGENCY else ""
        return gettext("by %(time)s") % {"time": clock_time}, short
    return gettext("today"), clock_time


def _contact(row: Row, now: datetime) -> str:
    call = row.call
    if call is not None and (row.now is None or call.at >= row.now.received):
        return f"{labels.CALLS[call.outcome]} {when(call.at, row.zone, now)}"
    return gettext("Not contacted") if row.lane in (Lane.NOW, Lane.TODAY) else ""


def _channel(row: Row) -> str | Markup:
    if row.channel == Channel.PHONE and not row.by_whom:
        return str(labels.CHANNELS[row.channel])
    mode = labels.MODES[row.now.mode] if row.now else labels.CHANNELS[row.channel]
    if row.by_whom == ByWhom.PROXY:
        tag = escape(gettext("by family"))
        return Markup('{} <span class="tag">{}</span>').format(str(mode), tag)
    # Who spoke on the phone and who typed is one thing in a list.
    told = row.by_whom == ByWhom.STAFF_PHONE
    author = labels.AUTHORS.get(row.by_whom, "") if row.now and not told else ""
    return f"{mode} {author}".strip()


def _href(row: Row, chosen: Filter) -> str:
    if row.kind == ItemKind.RECORD:
        return address("care_review", row.source, chosen=chosen)
    if row.kind == ItemKind.VERIFY:
        return reverse("care_talk", args=[talked_about(row.source)])
    if row.kind == ItemKind.VISIT:
        # Its day is over, and nobody wrote down what came of it.
        return reverse("care_appointments")
    if row.kind in TO_PHONE:
        return reverse("care_call", args=[row.patient_id])
    if row.kind in TO_TALK:
        return address("care_conversation", row.patient_id, chosen=chosen)
    return address("care_patient", row.patient_id, chosen=chosen)


def _shape(row: Row) -> str:
    if row.lane == Lane.LATE:
        return "late"
    if row.kind in BY_PHONE and row.lane == Lane.TODAY:
        return "phone"
    # What stands in "now" or "today" is never shown as routine.
    least = {Lane.NOW: Level.URGENT, Lane.TODAY: Level.ATTENTION}
    shown = least.get(row.lane, row.level)
    return max(shown, row.level, key=lambda level: level.rank).value


def _level_word(row: Row) -> str:
    shape = _shape(row)
    if shape == "phone":
        return gettext("To phone")
    return str(labels.LANES[Lane.LATE] if shape == "late" else labels.LEVELS[Level(shape)])


def _notes(lane: Lane) -> tuple[tuple[str, str], ...]:
    if lane == Lane.NOW:
        return (
            ("emergency", gettext("Emergency, within %(n)s min") % {"n": _amount(Level.EMERGENCY)}),
            ("urgent", gettext("Urgent, within %(n)s h") % {"n": _amount(Level.URGENT)}),
        )
    if lane == Lane.TODAY:
        return (("attention", gettext("Attention, reply due")), ("phone", gettext("Calls due")))
    if lane == Lane.REPLY:
        return (("routine", gettext("Routine, oldest promise first")),)
    return (("", gettext("No record does not mean all is well")),)


def _amount(level: Level) -> int:
    return triage_queries.current().ruleset.levels[level].amount

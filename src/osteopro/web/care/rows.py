"""Worklist rows in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.followup.queries.scope import Filter
from osteopro.followup.queries.worklist import LanePage, Row
from osteopro.followup.terms import ItemKind, Lane
from osteopro.patients.terms import Channel
from osteopro.records.terms import ByWhom
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care import comparing, words
from osteopro.web.care.page import address, language
from osteopro.web.care.words import said, when

SNIPPET = 26
SHOWN_REASONS = 2
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
        title=str(words.LANES[page.lane]),
        number=page.total,
        levels=_SHAPES[page.lane],
        rows=tuple(row_of(row, chosen) for row in page.rows),
        notes=_notes(page.lane),
        folded=False,
    )


def row_of(row: Row, chosen: Filter) -> c.WorkRow:
    """One patient as one line: why first, in words."""
    now = clock.now()
    lead, reason, detail = _late(row) if row.lane == Lane.LATE else _why(row)
    due, more = _due(row, now)
    return c.WorkRow(
        href=_href(row, chosen),
        level=_shape(row),
        level_word=_level_word(row),
        name=row.person.name,
        person=words.age_and_sex(row.person, row.sex, now.astimezone(row.zone).date()),
        lead=lead,
        reason=reason,
        detail=detail,
        contact=_contact(row, now),
        due=due,
        due_more=more,
        channel=_channel(row),
        call=reverse("care_patient", args=[row.patient_id]) + "#call",
    )


def remark(reason: Mapping[str, Any]) -> str:
    """A reason in words: what a rule says, or what else puts somebody here."""
    if reason["because"]:
        text = said(reason["because"])
        return gettext("%(words)s (known)") % {"words": text} if "known" in reason["tags"] else text
    return str(words.REMARKS.get(reason["id"], reason["id"]))


def _why(row: Row) -> tuple[str, str, str]:
    """Lead in normal weight, the strongest reason in bold, and what else is known."""
    ordered = sorted(row.reasons, key=lambda r: -Level(r["level"]).rank)
    texts = list(dict.fromkeys(remark(reason) for reason in ordered))
    note = _note(row)
    if row.level == Level.ROUTINE and row.kind == ItemKind.RECORD:
        lead = _change(row)
        if not texts:
            return gettext("%(words)s; just record it") % {"words": lead}, "", note
        more = gettext("; ").join(texts[1:])
        return lead + gettext("; "), texts[0], " ".join(filter(None, (more, note)))
    rest = texts[1 : 1 + SHOWN_REASONS]
    if len(texts) > len(rest) + 1:
        hidden = len(texts) - len(rest) - 1
        rest.append(ngettext("%(num)s more", "%(num)s more", hidden) % {"num": hidden})
    return "", texts[0] if texts else "", " ".join(filter(None, (gettext("; ").join(rest), note)))


def _change(row: Row) -> str:
    """What changed most since the record before, in a few words."""
    if row.now is None or row.before is None:
        return gettext("First record")
    found = comparing.compared(row.now, row.before)
    if found and found[0].matters:
        first = found[0]
        values = {
            "verdict": verdict_word(first.verdict or Verdict.SAME, language()),
            "name": said(comparing.label(first.item)),
            "before": said(first.before),
            "now": said(first.now),
        }
        return gettext("%(verdict)s: %(name)s %(before)s → %(now)s") % values
    return gettext("About the same")


def _note(row: Row) -> str:
    """The beginning of what the patient wrote."""
    if row.now is None:
        return ""
    item = row.now.instrument.item_for("note")
    text = row.now.answers.value(item) if item else None
    if not isinstance(text, str) or not text.strip():
        return ""
    short = text.strip()
    short = short if len(short) <= SNIPPET else short[:SNIPPET] + "…"
    return gettext("“%(words)s”") % {"words": short}


def _late(row: Row) -> tuple[str, str, str]:
    lead = gettext("Due %(day)s, ") % {"day": row.due.on.strftime("%m-%d")}
    days, missed = row.due.days_late, row.due.missed
    late = ngettext("%(num)s day late", "%(num)s days late", days) % {"num": days}
    if missed:
        return lead, ngettext("%(num)s missed", "%(num)s missed", missed) % {"num": missed}, late
    return lead, late, ""


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
        return f"{words.CALLS[call.outcome]} {when(call.at, row.zone, now)}"
    return gettext("Not contacted") if row.lane in (Lane.NOW, Lane.TODAY) else ""


def _channel(row: Row) -> str | Markup:
    if row.channel == Channel.PHONE and not row.by_whom:
        return str(words.CHANNELS[row.channel])
    mode = words.MODES[row.now.mode] if row.now else words.CHANNELS[row.channel]
    if row.by_whom == ByWhom.PROXY:
        tag = escape(gettext("by family"))
        return Markup('{} <span class="tag">{}</span>').format(str(mode), tag)
    author = words.AUTHORS.get(row.by_whom, "") if row.now else ""
    return f"{mode} {author}".strip()


def _href(row: Row, chosen: Filter) -> str:
    if row.kind == ItemKind.RECORD:
        return address("care_review", row.source, chosen=chosen)
    return address("care_patient", row.patient_id, chosen=chosen)


def _shape(row: Row) -> str:
    if row.lane == Lane.LATE:
        return "late"
    by_phone = row.kind in (ItemKind.SILENCE, ItemKind.DELIVERY, ItemKind.MESSAGE)
    return "phone" if by_phone and row.lane == Lane.TODAY else row.level.value


def _level_word(row: Row) -> str:
    shape = _shape(row)
    if shape == "phone":
        return gettext("To phone")
    return str(words.LANES[Lane.LATE] if shape == "late" else words.LEVELS[row.level])


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

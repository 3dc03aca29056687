"""Worklist rows in words."""

from collections.abc import Mapping, Sequence
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
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.care import comparing, words
from osteopro.web.care.page import address, language
from osteopro.web.care.words import said, when

# The reason stands on one line at 1366 px: about as many Chinese characters.
LINE = 42
SHORTEST_NOTE = 6
WIDE_FROM, NARROW = 0x2E7F, 0.56
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


def remarks(reasons: Sequence[Mapping[str, Any]], now: StoredResponse | None) -> list[str]:
    """Reasons in words, the strongest first, each once."""
    ordered = sorted(reasons, key=lambda reason: -Level(reason["level"]).rank)
    # A form that was finished after all is no longer half a form.
    finished = now is not None and now.complete
    standing = [r for r in ordered if not (finished and r["id"] == ResponseStatus.STOPPED)]
    return list(dict.fromkeys(remark(reason) for reason in standing))


def _why(row: Row) -> tuple[str, str, str]:
    """Lead in normal weight, the strongest reason in bold, and as much more as fits the line."""
    texts = remarks(row.reasons, row.now)
    if row.level == Level.ROUTINE and row.kind == ItemKind.RECORD:
        lead = _change(row)
        if not texts:
            lead = gettext("%(words)s; just record it") % {"words": lead}
            return lead, "", _fitting((), _note(row), lead)
        lead += gettext("; ")
        return lead, texts[0], _fitting(texts[1:], _note(row), lead + texts[0])
    first = texts[0] if texts else ""
    return "", first, _fitting(texts[1:], _note(row), first)


def _fitting(texts: Sequence[str], note: str, before: str) -> str:
    """Further reasons that still fit, then the beginning of what the patient wrote."""
    room = LINE - _width(before)
    kept: list[str] = []
    for text in texts:
        if _width(gettext("; ").join([*kept, text])) <= room:
            kept.append(text)
    more = gettext("; ").join(kept)
    room -= _width(more) + 3
    if not note or room < SHORTEST_NOTE:
        return more
    while _width(note) > room:
        note = note.rstrip("…")[:-1] + "…"
    return " ".join(filter(None, (more, gettext("“%(words)s”") % {"words": note})))


def _width(words: str) -> float:
    """About how many Chinese characters wide words are."""
    return sum(1 if ord(char) > WIDE_FROM else NARROW for char in words)


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
    """What the patient wrote."""
    item = row.now.instrument.item_for("note") if row.now else None
    text = row.now.answers.value(item) if row.now and item else None
    return " ".join(text.split()) if isinstance(text, str) else ""


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

"""The workload in words, numbers and one small picture."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.followup.on_call import Span
from osteopro.followup.queries.load import SHOWN, Workload
from osteopro.followup.queries.rota import Rota
from osteopro.followup.queries.scope import today
from osteopro.followup.queries.team import Leave
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.charts import Bar, bar_chart
from osteopro.web.care import labels, words
from osteopro.web.care.frame import language

Names = Mapping[int, StaffName]
# Changes of who is on call that are shown; the page of the rota has all.
NIGHTS = 5


def context(found: Workload, names: Names, *, lead: bool) -> dict[str, Any]:
    """What the template shows."""
    mine = next((each for each in found.loads if each.account_id == found.of), None)
    return {
        "whose": shown(names, found.of),
        "stats": [
            c.Stat(gettext("Panel"), str(mine.panel if mine else 0)),
            *(
                c.Stat(str(labels.LANES[lane]), str(mine.lanes[lane] if mine else 0))
                for lane in SHOWN
            ),
        ],
        "coming": _coming(found),
        "facts": _facts(found),
        "leaves": [leave_line(each, names) for each in found.leaves],
        "ahead": [_ahead(day, number) for day, number in found.ahead.items()],
        "everybody": _everybody(found) if lead else [],
        "head": [
            gettext("Name"),
            gettext("Panel"),
            *(str(labels.LANES[lane]) for lane in SHOWN),
        ],
    }


def shown(names: Names, account_id: int | None) -> str:
    """A colleague's name in the language of the page."""
    name = names.get(account_id or 0)
    return name.shown(language()) if name else "–"


def day_of(day: date) -> str:
    """11-26 or with the year."""
    return formats.staff_short(day, today=today())


def leave_line(leave: Leave, names: Names) -> dict[str, Any]:
    """One absence: who, from when to when, who stands in."""
    name = shown(names, leave.substitute)
    return {
        "id": leave.absence_id,
        "href": reverse("care_absence", args=[leave.absence_id]),
        "who": shown(names, leave.account),
        "days": gettext("%(first)s to %(last)s")
        % {"first": day_of(leave.first), "last": day_of(leave.last)},
        "reason": str(labels.AWAY_REASONS[leave.reason]),
        "substitute": name if leave.substitute else gettext("each patient's backup"),
        "now": leave.first <= today() <= leave.last,
        "confirmed": leave.handed_over_at is not None,
    }


def on_call(rotas: Sequence[Rota], names: Names) -> list[dict[str, Any]]:
    """Who is on call at each clinic in the coming nights, as far as it changes soon."""
    return [_rota(each, names, named=len(rotas) > 1) for each in rotas]


def _rota(rota: Rota, names: Names, *, named: bool) -> dict[str, Any]:
    zone, now = rota.clinic.zone, clock.now()
    tonight = rota.tonight.answered
    return {
        "clinic": rota.clinic.shown(language()) if named else "",
        "who": shown(names, tonight) if tonight else "",
        "from": words.when(rota.begins, zone, now),
        "until": words.when(rota.ends, zone, now),
        "waits": words.when(rota.waits_until, zone, now),
        "later": [_later(each, names) for each in _after_tonight(rota)],
    }


def _after_tonight(rota: Rota) -> Sequence[Span]:
    """What is planned; today alone is told already."""
    first = rota.tonight
    return rota.spans[: NIGHTS - 1] if first.last > first.first else rota.spans[1:NIGHTS]


def _later(span: Span, names: Names) -> tuple[str, str]:
    days = day_of(span.first)
    if span.last != span.first:
        days = gettext("%(first)s to %(last)s") % {"first": days, "last": day_of(span.last)}
    return days, shown(names, span.answered) if span.answered else gettext("Nobody is on call")


def _coming(found: Workload) -> dict[str, Any]:
    total = sum(found.due.values())
    sentence = ngettext(
        "%(num)s record is due in the next 14 days.",
        "%(num)s records are due in the next 14 days.",
        total,
    ) % {"num": total}
    if total:
        day, most = max(found.due.items(), key=lambda each: each[1])
        peak = gettext("Most on %(day)s: %(num)s.") % {"day": day_of(day), "num": most}
        sentence = f"{sentence} {peak}" if language() == "en" else sentence + peak
    late = ""
    if found.late:
        late = ngettext(
            "%(num)s record was due before today.",
            "%(num)s records were due before today.",
            found.late,
        ) % {"num": found.late}
    names = words.weekdays()
    bars = [
        Bar(number, f"{day:%m-%d}" if not n or day.day == 1 else f"{day.day}", names[day.weekday()])
        for n, (day, number) in enumerate(found.due.items())
    ]
    return {
        "words": sentence,
        "late": late,
        "svg": bar_chart(
            bars,
            sentence=sentence,
            about=gettext("Records due on each of the next 14 days"),
            uid="coming",
        ),
        "rows": [
            [f"{day:%m-%d} {names[day.weekday()]}", str(number)]
            for day, number in found.due.items()
        ],
        "head": [gettext("Date"), gettext("Records due")],
    }


def _facts(found: Workload) -> list[tuple[str, str]]:
    facts = []
    if found.replies is None:
        facts.append((gettext("Replies in 28 days"), gettext("none yet")))
    else:
        facts += [
            (gettext("Replies in 28 days"), str(found.replies.number)),
            (gettext("Half of them within"), words.duration(found.replies.half)),
            (
                gettext("In time"),
                f"{found.replies.in_time} / {found.replies.number}",
            ),
        ]
    patients = [
        f"{labels.CHANNELS[channel]} {number}" for channel, number in found.channels.items()
    ]
    records = [f"{labels.MODES[mode]} {number}" for mode, number in found.modes.items()]
    none = gettext("none yet")
    return [
        *facts,
        (gettext("Patients by channel"), gettext(", ").join(patients) or none),
        (gettext("Records in 28 days"), gettext(", ").join(records) or none),
    ]


def _ahead(day: date, number: int) -> str:
    line = ngettext(
        "%(num)s patient changes hands on %(day)s",
        "%(num)s patients change hands on %(day)s",
        number,
    )
    return line % {"num": number, "day": day_of(day)}


def _everybody(found: Workload) -> Sequence[Sequence[str | Markup]]:
    rows = []
    for load in found.loads:
        name = escape(load.name.shown(language()))
        href = f"{reverse('care_load')}?who={load.account_id}"
        current = Markup(' aria-current="true"') if load.account_id == found.of else ""
        link = Markup('<a href="{}"{}>{}</a>').format(href, current, name)
        rows.append([link, str(load.panel), *(str(load.lanes[lane]) for lane in SHOWN)])
    return rows

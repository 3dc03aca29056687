"""Grid, months and the strip of events."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from osteopro.ui.charts import weeks
from osteopro.ui.charts.layout import (
    HAIR,
    HALO,
    INK,
    INK2,
    LINE,
    PAPER,
    Layout,
    place,
    text,
    text_width,
)
from osteopro.ui.charts.values import Event, Happening

SIGNS = {
    "zh": {
        Happening.VISIT: "医",
        Happening.ADVICE: "建",
        Happening.DIARY: "记",
        Happening.FRACTURE: "折",
        Happening.BACK: "背",
        Happening.MEDICINE: "药",
        Happening.MISSED: "漏",
        Happening.INJECTION: "针",
    },
    "en": {
        Happening.VISIT: "V",
        Happening.ADVICE: "A",
        Happening.DIARY: "D",
        Happening.FRACTURE: "F",
        Happening.BACK: "B",
        Happening.MEDICINE: "M",
        Happening.MISSED: "S",
        Happening.INJECTION: "I",
    },
}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# What is never left out for want of room, the gravest last.
WORTH = (Happening.BACK, Happening.FALL, Happening.FRACTURE)
LONG = 460  # days; a longer window names years instead of months


def grid(at: Layout) -> str:
    """Both ends and the middle of the full scale, the lower one drawn as the axis."""
    low, middle, high = at.scale.ticks
    width = place(at.size.width)
    lines = "".join(f"M{place(at.left)} {place(at.y(tick))}H{width}" for tick in (middle, high))
    axis = f"M{place(at.left)} {place(at.y(low))}H{width}"
    numbers = "".join(
        text(at.left - at.size.gap - at.size.last, at.y(tick) + at.size.text * 0.35, place(tick))
        for tick in at.scale.ticks
    )
    return (
        f'<path d="{lines}" stroke="{HAIR}"/><path d="{axis}{_ticks(at)}" stroke="{LINE}" '
        f'stroke-width="{place(at.size.line * 0.75)}"/>'
        f'<g text-anchor="end" fill="{INK2}">{numbers}</g>'
    )


def _ticks(at: Layout) -> str:
    reach = place(at.size.gap * 1.2)
    days = _borders(at) if at.zero is None else weeks.borders(at, at.zero)
    return "".join(f"M{place(at.x(day))} {place(at.bottom)}v{reach}" for day in days)


def _borders(at: Layout) -> list[date]:
    """First days of the months (of the years, in a long window) inside the window."""
    years = (at.end - at.start).days > LONG
    return [day for day in _firsts(at.start, at.end) if not years or day.month == 1]


def _firsts(start: date, end: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day <= end:
        if day > start:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)


def months(at: Layout, language: str) -> str:
    """Names of the months in the middle of what is seen of them, as many as fit."""
    edges = [at.start, *_borders(at), at.end]
    y = at.bottom + at.size.text * 1.35
    written, free = [], at.left - at.size.last
    for begin, until in pairwise(edges):
        words = _name(begin, language, years=(at.end - at.start).days > LONG)
        middle, half = (at.x(begin) + at.x(until)) / 2, text_width(words, at.size.text) / 2
        room = at.x(until) - at.x(begin)
        if room > half * 1.2 and middle - half > free and middle + half < at.size.width:
            written.append(text(middle, y, words))
            free = middle + half + at.size.gap
    return f'<g fill="{INK2}" {HALO}>{"".join(written)}</g>'


def _name(day: date, language: str, *, years: bool) -> str:
    if years:
        return str(day.year)
    return MONTHS[day.month - 1] if language == "en" else f"{day.month}月"


def shown(at: Layout, events: Sequence[Event]) -> list[Event]:
    """The events inside the window whose signs can stand by their days: fractures, falls and
    back pain, then the newest.

    A sign pushed away from its day would tell a wrong date; what is left out is in the table.
    """
    inside = [event for event in events if at.start <= event.on <= at.end]
    kept: list[Event] = []
    for event in sorted(inside, key=_worth, reverse=True):
        more = sorted([*kept, event], key=_day)
        if _near(at, more):
            kept = more
    return kept


def _worth(event: Event) -> tuple[int, date]:
    return WORTH.index(event.kind) if event.kind in WORTH else -1, event.on


def _near(at: Layout, events: Sequence[Event]) -> bool:
    side = _side(at)
    places = _apart(at, events, side)
    return all(abs(x - at.x(e.on)) <= 1.2 * side for e, x in zip(events, places, strict=True))


def _side(at: Layout) -> float:
    return at.size.text * 1.25


def _day(event: Event) -> date:
    return event.on


def strip(at: Layout, events: Sequence[Event], language: str, *, words: bool) -> str:
    """A dotted line down from each event to its sign, its words below where they fit."""
    if not events:
        return ""
    side = _side(at)
    y = at.bottom + at.size.text * 1.8
    drops = "".join(f"M{place(at.x(e.on))} {place(at.top)}V{place(y)}" for e in events)
    signs = "".join(
        _sign(event, x, y, side, language)
        for event, x in zip(events, _apart(at, events, side), strict=True)
    )
    below = _words(at, events, y + side + at.size.text) if words else ""
    return (
        f'<path d="{drops}" stroke="{LINE}" stroke-width="1" stroke-dasharray="2 3"/>'
        f'<g fill="{INK}">{signs}{below}</g>'
    )


def _apart(at: Layout, events: Sequence[Event], side: float) -> list[float]:
    """Places of the signs: at their days, moved just enough not to cover each other."""
    places: list[float] = []
    for event in events:
        least = places[-1] + side + 2 if places else 0.0
        places.append(max(at.x(event.on), least))
    most = at.size.width - side / 2 - 1
    for number in range(len(places) - 1, -1, -1):
        places[number] = min(places[number], most)
        most = places[number] - side - 2
    return places


def _sign(event: Event, x: float, y: float, side: float, language: str) -> str:
    half = side / 2
    if event.kind is Happening.FALL:
        return (
            f'<path d="M{place(x - half * 0.75)} {place(y + half * 0.4)}h{place(half * 1.5)}'
            f'l{place(-half * 0.75)} {place(half * 1.3)}z" stroke="none"/>'
        )
    letter = SIGNS["en" if language == "en" else "zh"][event.kind]
    return (
        f'<rect x="{place(x - half)}" y="{place(y)}" width="{place(side)}" height="{place(side)}" '
        f'rx="3" fill="{PAPER}" class="hole" stroke="{INK}"/>'
        + text(x, y + side * 0.78, letter, f' font-size="{place(side * 0.8)}"')
    )


def _words(at: Layout, events: Sequence[Event], y: float) -> str:
    written, free = [], float(at.size.width)
    # From the newest back: when two do not fit, the newer one keeps its words.
    for event in reversed(events):
        half = text_width(event.words, at.size.text) / 2
        x = min(max(at.x(event.on), half), at.size.width - half)
        if event.words and x + half <= free and abs(x - at.x(event.on)) < half:
            written.append(text(x, y, event.words))
            free = x - half - at.size.gap
    return "".join(written)

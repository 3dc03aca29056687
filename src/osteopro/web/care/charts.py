"""Three months of what changed most, as small charts for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.instruments.definition import Item
from osteopro.instruments.scales import higher_is_worse, weight
from osteopro.instruments.spec import Scale as ScaleSpec
from osteopro.instruments.terms import Direction, Kind, State
from osteopro.records.queries import StoredResponse, StoredScore
from osteopro.summaries import comparing
from osteopro.triage import queries as triage_queries
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.charts import (
    LEAST_FOR_A_LINE,
    LEAST_OF_SELDOM,
    Event,
    Point,
    Scale,
    Series,
    Threshold,
    Variant,
    line_chart,
)
from osteopro.ui.trends import Measure, verdict, verdict_word
from osteopro.web.care.frame import language
from osteopro.web.care.words import said

WINDOW = timedelta(days=92)
MOST = 4


class Drawable(Protocol):
    """What charts are drawn from: `history` oldest first with its scores by response, the record
    it ends with, and the one before that."""

    @property
    def history(self) -> Sequence[StoredResponse]: ...

    @property
    def scores(self) -> Mapping[int, tuple[StoredScore, ...]]: ...

    @property
    def main(self) -> StoredResponse: ...

    @property
    def before(self) -> StoredResponse | None: ...


@dataclass(frozen=True)
class SmallChart:
    """One small chart: its name, what it says in words, the picture and its table."""

    title: str
    words: str
    svg: Markup
    rows: tuple[c.TrendRow, ...]


@dataclass(frozen=True)
class _Line:
    """What is drawn: dated values with how they are said, oldest first."""

    uid: str
    title: str
    points: tuple[Point, ...]
    words: tuple[str, ...]
    scale: Scale
    step: int
    worse_upwards: bool
    least: int = LEAST_FOR_A_LINE

    @property
    def threshold(self) -> Threshold | None:
        """From which value a rule fires by itself, as the rules in force have it (ux C3)."""
        found = triage_queries.current().ruleset.thresholds.get(self.uid)
        return Threshold(found.value, said(found.label), found.above) if found else None


def symptom_charts(
    sitting: Drawable, events: Sequence[Event], zone: ZoneInfo, most: int = MOST
) -> list[SmallChart]:
    """Up to `most` questions of the form, those that changed most first."""
    records = [each for each in sitting.history if each.kind == Kind.RECORD]
    lines = [_item_line(item, records, zone) for item in _ordered(sitting)]
    shown = [line for line in lines if line.words][:most]
    # One strip of events is enough: all charts share the same months.
    return [_drawn(line, () if n else events, zone) for n, line in enumerate(shown)]


def quality_charts(sitting: Drawable, zone: ZoneInfo) -> list[SmallChart]:
    """Quality of life as a whole, if it was asked in these months."""
    forms = [each for each in sitting.history if each.kind == Kind.QUALITY_OF_LIFE]
    totals = [s for s in forms[-1].instrument.spec.scales if s.scales] if forms else []
    lines = [_scale_line(scale, forms, sitting, zone) for scale in totals[:1]]
    return [_drawn(line, (), zone) for line in lines if line.words]


def _ordered(sitting: Drawable) -> list[Item]:
    """Questions that a scale counts: by size of the change, then pain first, then as asked.

    Those this record does not answer come last: one cut short by an emergency still shows
    how the months before were.
    """
    main = sitting.main
    first = main.instrument.roles.get("headline", ())
    changed = comparing.compared(main, sitting.before)
    size = {change.item.link_id: change.size for change in changed}
    items = [
        item
        for item in main.answers.enabled_items()
        if higher_is_worse(main.instrument, item.link_id) is not None
    ]

    def place(item: Item) -> tuple[bool, float, bool]:
        unanswered = weight(item, main.answers) is None
        return unanswered, -size.get(item.link_id, 0), item.link_id not in first

    return sorted(items, key=place)


def _item_line(item: Item, records: Sequence[StoredResponse], zone: ZoneInfo) -> _Line:
    weights = [option.weight for option in item.options if option.weight is not None]
    points, words = [], []
    for record in _recent(records):
        if item.link_id not in record.instrument.questionnaire.nodes:
            continue
        state = record.answers.state(item.link_id)
        if state is State.NOT_ASKED:
            continue
        value = weight(item, record.answers)
        points.append(_point(record, value, zone, declined=state is State.SKIPPED))
        words.append(said(comparing.answer_text(item, record.answers)) or gettext("not answered"))
    upwards = _upwards(item, records)
    up = gettext("worse") if upwards else gettext("better")
    return _Line(
        uid=item.link_id,
        title=said(comparing.label(item)),
        points=tuple(points),
        words=tuple(words),
        scale=Scale(min(weights), max(weights), up),
        step=comparing.STEP,
        worse_upwards=upwards,
    )


def _upwards(item: Item, records: Sequence[StoredResponse]) -> bool:
    found = (higher_is_worse(r.instrument, item.link_id) for r in reversed(records))
    return next((each for each in found if each is not None), True)


def _scale_line(
    scale: ScaleSpec, forms: Sequence[StoredResponse], sitting: Drawable, zone: ZoneInfo
) -> _Line:
    points, words = [], []
    for form in _recent(forms):
        value = next((s.value for s in sitting.scores[form.pk] if s.scale == scale.id), None)
        points.append(_point(form, value, zone, declined=False))
        shown = formats.one_decimal(value) if value is not None else gettext("not answered")
        words.append(shown)
    upwards = scale.direction is Direction.HIGHER_WORSE
    up = gettext("worse") if upwards else gettext("better")
    return _Line(
        uid=scale.id,
        title=said(scale.label),
        points=tuple(points),
        words=tuple(words),
        scale=Scale(0, 100, up),
        step=int(scale.meaningful_change or 10),
        worse_upwards=upwards,
        least=LEAST_OF_SELDOM if forms[-1].instrument.planning.seldom else LEAST_FOR_A_LINE,
    )


def _recent(records: Sequence[StoredResponse]) -> list[StoredResponse]:
    since = clock.now() - WINDOW
    return [record for record in records if record.effective >= since]


def _point(record: StoredResponse, value: object, zone: ZoneInfo, *, declined: bool) -> Point:
    return Point(
        on=record.effective.astimezone(zone).date(),
        value=value,  # type: ignore[arg-type]
        phone=record.mode == "phone",
        proxy=record.proxy,
        declined=declined,
    )


def _drawn(line: _Line, events: Sequence[Event], zone: ZoneInfo) -> SmallChart:
    today = clock.today(zone)
    words = _in_words(line)
    return SmallChart(
        title=line.title,
        words=words,
        svg=line_chart(
            [Series(line.points, least=line.least)],
            [event for event in events if event.on >= today - WINDOW],
            variant=Variant.STAFF,
            scale=line.scale,
            start=today - WINDOW,
            end=today,
            sentence=f"{line.title}: {words}",
            about=gettext("Last 3 months. Upwards is %(up)s.") % {"up": line.scale.up},
            uid=f"chart-{line.uid}",
            threshold=line.threshold,
            language="en" if language() == "en" else "zh-hans",
        ),
        rows=tuple(_rows(line)),
    )


def _in_words(line: _Line) -> str:
    """The last two answers and what the difference means."""
    known = [
        (p.value, w) for p, w in zip(line.points, line.words, strict=True) if p.value is not None
    ]
    if not known:
        return gettext("not answered")
    if len(known) == 1:
        return gettext("one answer: %(now)s") % {"now": known[-1][1]}
    (before, said_before), (now, said_now) = known[-2:]
    found = verdict(before, now, _measure(line))
    values = {"before": said_before, "now": said_now, "verdict": verdict_word(found, language())}
    return gettext("%(before)s → %(now)s, %(verdict)s") % values


def _rows(line: _Line) -> list[c.TrendRow]:
    rows: list[c.TrendRow] = []
    last = None
    for point, words in zip(line.points, line.words, strict=True):
        meaning = ""
        if point.value is not None and last is not None:
            meaning = verdict_word(verdict(last, point.value, _measure(line)), language())
        rows.append(c.TrendRow(point.on.strftime("%m-%d"), words, meaning))
        last = point.value if point.value is not None else last
    return rows[::-1]


def _measure(line: _Line) -> Measure:
    return Measure(line.title, line.step, higher_is_worse=line.worse_upwards)

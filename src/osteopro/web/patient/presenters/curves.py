"""A chosen question or scale over time: sentence, picture, table (ux section 4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.accounts.queries import StaffName
from osteopro.followup.queries import diary as diary_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.trend import Occasion, Trend
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction, Mode, State
from osteopro.records.queries import StoredResponse
from osteopro.ui import charts, trends
from osteopro.ui.charts import (
    LEAST_FOR_A_LINE,
    LEAST_OF_SELDOM,
    Event,
    Happening,
    Point,
    Series,
    Variant,
)
from osteopro.ui.components import Legend, TrendRow
from osteopro.ui.formats import whole
from osteopro.ui.trends import Measure
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters import comparing, dates, diary
from osteopro.web.patient.presenters.questions import LADDER

SCALE_TOP = 100


@dataclass(frozen=True)
class Curve:
    """Something that can be looked at over time. `read` gives its value in one response;
    `weekly`: in every record; `seldom`: of a form that comes every few months."""

    code: str
    label: str
    measure: Measure
    low: int
    high: int
    up: str
    ends: str
    read: Callable[[Occasion], Point | None]
    weekly: bool
    seldom: bool

    @property
    def least(self) -> int:
        """How many answers make a picture."""
        return LEAST_OF_SELDOM if self.seldom else LEAST_FOR_A_LINE


@dataclass(frozen=True)
class CurveView:
    """The chosen curve ready to be shown."""

    label: str
    sentence: str
    svg: Markup | str
    lines: tuple[str, ...]
    signs: tuple[Legend, ...]
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True, slots=True)
class MedicineChange:
    """A visit at which the medicine was changed, on its day, by whom."""

    on: date
    by: StaffName | None


def curves(trend: Trend) -> tuple[Curve, ...]:
    """What this person has answers to: leading questions, other rated ones, then the scales."""
    newest = {each.response.instrument.code: each.response.instrument for each in trend.records}
    found: dict[str, Curve] = {}
    # The form with most questions first, so that one order holds for short and long forms.
    for instrument in sorted(newest.values(), key=lambda i: -len(i.questionnaire.items)):
        in_every = _in_every_form(newest.values(), instrument)
        if instrument.roles.get("headline"):
            for item in comparing.rated_items(instrument):
                curve = _item_curve(instrument, item, weekly=item.link_id in in_every)
                found.setdefault(curve.code, curve)
    for instrument in newest.values():
        scale = leading_scale(instrument)
        if scale is not None:
            found.setdefault(scale.id, _scale_curve(instrument, scale))
    known = [curve for curve in found.values() if _has_value(curve, trend)]
    return tuple(known or list(found.values())[:1])


def leading_scale(instrument: Instrument) -> Scale | None:
    """The scale that stands for a form: the total over its other scales, else the first."""
    scales = instrument.spec.scales
    total = next((scale for scale in scales if scale.scales), None)
    return total or next(iter(scales), None)


def view(
    of: Frame, curve: Curve, trend: Trend, start: date, changes: Sequence[MedicineChange] = ()
) -> CurveView:
    """Sentence, picture and table of one curve in the window from `start` to today, with the
    `changes` of medicine that this reader may know of."""
    points = [point for each in trend.records if (point := curve.read(each))]
    if curve.weekly:
        points += [Point(day, None) for day in trend.missed]
    points = sorted((p for p in points if start <= p.on <= of.today), key=lambda p: p.on)
    given = [p for p in points if p.value is not None]
    values = [(p.on, p.value) for p in given if p.value is not None and not p.proxy]
    said = trends.last_two_sentence if curve.seldom else trends.trend_sentence
    sentence = said(values, curve.measure, dates.language(), today=of.today)
    first = min([p.on for p in points], default=start)
    shown_from = first if start == date.min else start
    period = gettext("%(start)s to %(end)s") % {
        "start": dates.day(of, shown_from),
        "end": dates.day(of, of.today),
    }
    direction = gettext("Up = %(words)s") % {"words": curve.up}
    svg: Markup | str = ""
    if len(given) >= curve.least:
        about = f"{period}. {direction}"
        happened = [each for each in _events(of, trend, changes) if shown_from <= each.on]
        svg = _draw(of, curve, points, happened, shown_from, sentence, about)
    return CurveView(
        label=curve.label,
        sentence=sentence,
        svg=svg,
        lines=tuple(line for line in (period, direction if svg else "", curve.ends) if line),
        signs=_signs(points) if svg else (),
        rows=_rows(of, curve, points, trend, changes, shown_from),
    )


def _item_curve(instrument: Instrument, item: Item, *, weekly: bool) -> Curve:
    weights = [option.weight for option in item.options if option.weight is not None]
    worse = comparing.higher_is_worse(instrument, item)
    measure = comparing.item_measure(instrument, item)
    ladder = item.control == LADDER
    words = {option.weight: text(option.display) for option in item.options}
    ends = gettext("%(low)s = %(least)s, %(high)s = %(most)s") % {
        "low": min(weights),
        "least": words[min(weights)],
        "high": max(weights),
        "most": words[max(weights)],
    }

    def read(each: Occasion) -> Point | None:
        answers = each.response.answers
        state = answers.state(item.link_id)
        if state is State.NOT_ASKED:
            return None
        declined = state is State.SKIPPED and item.link_id in answers.values
        return _point(each, comparing.raw(answers, item), declined=declined)

    return Curve(
        code=item.link_id,
        label=text(item.short),
        measure=measure,
        low=min(weights),
        high=max(weights),
        up=_up(worse, pain=ladder),
        ends=ends,
        read=read,
        weekly=weekly,
        seldom=instrument.planning.seldom,
    )


def _scale_curve(instrument: Instrument, scale: Scale) -> Curve:
    worse = scale.direction is Direction.HIGHER_WORSE

    def read(each: Occasion) -> Point | None:
        score = each.scores.get(scale.id)
        return None if score is None or score.value is None else _point(each, score.value)

    return Curve(
        code=scale.id,
        label=text(scale.label),
        measure=comparing.scale_measure(scale),
        low=0,
        high=SCALE_TOP,
        up=_up(worse, pain=False),
        ends="",
        read=read,
        weekly=False,
        seldom=instrument.planning.seldom,
    )


def _point(each: Occasion, value: int | Decimal | None, *, declined: bool = False) -> Point:
    return Point(
        on=each.on,
        value=value,
        phone=each.response.mode == Mode.PHONE,
        proxy=each.response.proxy,
        declined=declined,
        label="" if value is None else whole(value),
    )


def _up(worse: bool, *, pain: bool) -> str:
    if pain:
        return gettext("more pain")
    return gettext("worse") if worse else gettext("better")


def _draw(
    of: Frame,
    curve: Curve,
    points: Sequence[Point],
    happened: Sequence[Event],
    start: date,
    sentence: str,
    about: str,
) -> Markup:
    return charts.line_chart(
        [Series(tuple(points), least=curve.least)],
        happened,
        variant=Variant.PATIENT,
        scale=charts.Scale(curve.low, curve.high, curve.up),
        start=min(start, of.today - timedelta(days=1)),
        end=of.today,
        sentence=sentence,
        about=about,
        uid="trend",
        language=dates.language(),
    )


def _events(of: Frame, trend: Trend, changes: Sequence[MedicineChange]) -> list[Event]:
    """What the strip below the picture marks, by its day up to today."""
    happened = [Event(a.on, Happening.ADVICE, gettext("advice")) for a in trend.advice]
    happened += [
        Event(each.on, Happening.MEDICINE, gettext("medicine changed")) for each in changes
    ]
    happened += [
        Event(day, diary.sign(entry), diary.about(entry)) for day, entry in _noted(of, trend)
    ]
    return sorted((each for each in happened if each.on <= of.today), key=lambda each: each.on)


def _signs(points: Sequence[Point]) -> tuple[Legend, ...]:
    """Only the signs that are in the picture."""
    phone = "T" if dates.language().startswith("en") else "电"
    possible = (
        (True, Legend("line", gettext("Your own numbers"))),
        (
            any(p.value is None and not p.declined for p in points),
            Legend("ring", gettext("No record, the line is broken")),
        ),
        (any(p.declined for p in points), Legend("cross", gettext("Rather not say"))),
        (any(p.proxy for p in points), Legend("proxy", gettext("Your family answered"))),
        (any(p.phone for p in points), Legend(phone, gettext("Told us by phone"))),
    )
    return tuple(sign for holds, sign in possible if holds)


def _rows(
    of: Frame,
    curve: Curve,
    points: Sequence[Point],
    trend: Trend,
    changes: Sequence[MedicineChange],
    start: date,
) -> tuple[TrendRow, ...]:
    """Newest first: the value in words, what it means against the one before, what happened."""
    entries: list[tuple[date, TrendRow]] = []
    before: Point | None = None
    for point in points:
        entries.append((point.on, _row(of, curve, point, before)))
        if point.value is not None and not point.proxy:
            before = point
    for advised in trend.advice:
        if advised.on >= start:
            words = gettext("New advice")
            if advised.by:
                words = gettext("New advice from %(name)s") % {
                    "name": advised.by.shown(dates.language())
                }
            mark = "A" if dates.language().startswith("en") else "建"
            when = dates.day(of, advised.on)
            entries.append((advised.on, TrendRow(when, meaning=words, mark=mark)))
    letter = "M" if dates.language().startswith("en") else "药"
    entries += [
        (each.on, TrendRow(dates.day(of, each.on), meaning=_changed(each), mark=letter))
        for each in changes
        if start <= each.on <= of.today
    ]
    letter = "D" if dates.language().startswith("en") else "记"
    entries += [
        (day, TrendRow(dates.day(of, day), meaning=diary.about(entry), mark=letter))
        for day, entry in _noted(of, trend)
        if start <= day <= of.today
    ]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(row for _, row in entries)


def _changed(change: MedicineChange) -> str:
    if change.by is None:
        return gettext("Your medicine was changed")
    sentence = gettext("%(name)s changed your medicine")
    return sentence % {"name": change.by.shown(dates.language())}


def _noted(of: Frame, trend: Trend) -> list[tuple[date, StoredResponse]]:
    """Diary entries with the days they are about."""
    return [(diary_queries.day(entry, of.clinic.zone), entry) for entry in trend.diary]


def _row(of: Frame, curve: Curve, point: Point, before: Point | None) -> TrendRow:
    when = dates.day(of, point.on)
    if point.value is None:
        words = gettext("Rather not say") if point.declined else gettext("No record")
        return TrendRow(when, meaning=words)
    notes = []
    if before is not None and before.value is not None and not point.proxy:
        notes.append(comparing.verdict_words(before.value, point.value, curve.measure))
    if point.phone:
        notes.append(gettext("by phone"))
    if point.proxy:
        notes.append(gettext("family answered"))
    return TrendRow(when, curve.measure.words(point.value), gettext(", ").join(notes))


def _has_value(curve: Curve, trend: Trend) -> bool:
    points = (curve.read(each) for each in trend.records)
    return any(point is not None and point.value is not None for point in points)


def _in_every_form(forms: object, instrument: Instrument) -> set[str]:
    shared = {item.link_id for item in instrument.questionnaire.items}
    for form in forms:  # type: ignore[attr-defined]
        if form.kind == instrument.kind:
            shared &= {item.link_id for item in form.questionnaire.items}
    return shared

"""One picture from its parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from osteopro.ui.charts import axes, marks, weeks
from osteopro.ui.charts.layout import INK2, Layout, Variant, layout, opened, place, text
from osteopro.ui.charts.values import Event, Scale, Series, Threshold

UP = "↑ {up}"


def line_chart(
    series: Sequence[Series],
    events: Sequence[Event] = (),
    *,
    variant: Variant,
    scale: Scale,
    start: date,
    end: date,
    sentence: str,
    about: str,
    uid: str,
    language: str,
    threshold: Threshold | None = None,
    event_words: bool = True,
    zero: date | None = None,
) -> Markup:
    """A line over real dates on the full scale, as one inline SVG.

    In: one or two `series` in the order of time; `events` for the strip; the window from `start`
    to `end`; `sentence`, which becomes the picture's name; `about`, its description (period,
    direction); `uid`, unique on the page; `language` "zh-hans" or "en". A `threshold` is drawn for
    staff only: on a patient's chart it is refused with `ValueError` (C3), as are more than two
    series and a window that ends before it starts. Points outside the window are left out. With
    `zero` the axis counts weeks from that day and names no date.
    Source: ux section 4, mockups 11, 15 and 18.
    """
    if threshold and variant is Variant.PATIENT:
        raise ValueError("a patient's chart shows no threshold")
    if not 1 <= len(series) <= 2 or end < start:
        raise ValueError("a chart needs one or two series and a window in order of time")
    seen = [_inside(one, start, end) for one in series]
    tail = max((one.name for one in seen), key=len)
    at = replace(layout(variant, scale, start, end, tail=tail), zero=zero)
    below = axes.shown(at, events)
    words = event_words and variant not in (Variant.PRINT, Variant.LARGE_PRINT)
    drawn = [
        marks.threshold_band(at, threshold) if threshold else "",
        axes.grid(at),
        axes.months(at, language) if zero is None else weeks.weeks(at, zero),
        axes.strip(at, below, language, words=words),
        _direction(at, variant),
        *(
            _series(at, one, number, threshold, variant, language)
            for number, one in enumerate(seen)
        ),
        marks.threshold_words(at, threshold, seen) if threshold else "",
    ]
    height = _height(at, below, words=words and any(event.words for event in below))
    return Markup(_open(uid, sentence, about, at, height) + "".join(drawn) + "</g></svg>")  # noqa: S704 - all text is escaped where it is written


def _inside(series: Series, start: date, end: date) -> Series:
    return replace(series, points=tuple(p for p in series.points if start <= p.on <= end))


def _series(
    at: Layout,
    series: Series,
    number: int,
    threshold: Threshold | None,
    variant: Variant,
    language: str,
) -> str:
    # Fewer answers are dots without a line: the sentence says it (C4).
    enough = len(marks.answered(series.points)) >= series.least
    return (
        (marks.line(at, series) if enough else "")
        + marks.missing(at, series)
        + marks.dots(at, series, hollow=number > 0)
        + (marks.over(at, series, threshold, variant) if threshold else "")
        + marks.phones(at, series, language)
        + marks.last_number(at, series, variant)
    )


def _direction(at: Layout, variant: Variant) -> str:
    if variant is not Variant.PATIENT:
        return ""
    words = UP.format(up=at.scale.up)
    return text(at.left, at.top - at.size.text * 0.75, words, f' text-anchor="start" fill="{INK2}"')


def _height(at: Layout, events: Sequence[Event], *, words: bool) -> float:
    text = at.size.text
    if not events:
        return at.bottom + text * 1.7
    return at.bottom + text * (4.5 if words else 3.15)


def _open(uid: str, sentence: str, about: str, at: Layout, height: float) -> str:
    return (
        opened(uid, sentence, about, at.size.width, height)
        + f'<g fill="none" stroke-linecap="round" stroke-linejoin="round" text-anchor="middle" '
        f'font-size="{place(at.size.text)}">'
    )

"""Small bars for staff: one number for each day."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from osteopro.ui.charts.layout import INK, INK2, LINE, LINK, opened, place, text

WIDTH, HEIGHT = 560, 170
TOP, BOTTOM, TEXT = 24, 132, 12
GAP = 0.28


class Bar(NamedTuple):
    """A number and what stands below it, in two lines."""

    number: int
    label: str
    under: str = ""


def bar_chart(bars: Sequence[Bar], *, sentence: str, about: str, uid: str) -> Markup:
    """Bars of equal width from zero, each with its number, as one inline SVG.

    `sentence` becomes the picture's name, `about` its description; `uid` is unique on the page.
    A day with nothing has no bar and a 0, so that it does not look like missing.
    """
    step = WIDTH / max(1, len(bars))
    highest = max((bar.number for bar in bars), default=0)
    drawn = "".join(_bar(bar, n * step, step, highest) for n, bar in enumerate(bars))
    return Markup(  # noqa: S704 - all text is escaped where it is written
        opened(uid, sentence, about, WIDTH, HEIGHT)
        + f'<g text-anchor="middle" font-size="{TEXT}">{drawn}'
        f'<path d="M0 {BOTTOM}H{WIDTH}" stroke="{LINE}"/></g></svg>'
    )


def _bar(bar: Bar, left: float, step: float, highest: int) -> str:
    middle = left + step / 2
    height = (BOTTOM - TOP) * bar.number / highest if highest else 0
    shape = (
        f'<rect x="{place(left + step * GAP / 2)}" y="{place(BOTTOM - height)}" '
        f'width="{place(step * (1 - GAP))}" height="{place(height)}" fill="{LINK}"/>'
        if bar.number
        else ""
    )
    return (
        shape
        + _text(middle, BOTTOM - height - 5, str(bar.number), INK if bar.number else INK2)
        + _text(middle, BOTTOM + 16, bar.label, INK2)
        + _text(middle, BOTTOM + 31, bar.under, INK2)
    )


def _text(x: float, y: float, words: str, colour: str) -> str:
    return text(x, y, words, f' fill="{colour}"')

"""Bars of what was new each time, and a line of all so far."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from osteopro.ui.charts.layout import INK, INK2, LINE, LINK, opened, place, text

HEIGHT, TOP, BOTTOM, TEXT = 190, 26, 142, 12
WIDTH, GAP = 560, 0.36
SHADE = "#e3efe9"


class Step(NamedTuple):
    """A number and what stands below it; `marked` stands on a shaded ground."""

    number: int
    label: str
    under: str = ""
    marked: bool = False


def growth_chart(steps: Sequence[Step], *, sentence: str, about: str, uid: str) -> Markup:
    """A bar for each step with its number, and a line of the sum so far on a scale of its own, the
    whole sum at its end, as one inline SVG.

    `sentence` becomes the picture's name, `about` its description; `uid` is unique on the page.
    """
    wide = WIDTH / max(1, len(steps))
    return Markup(  # noqa: S704 - all text is escaped where it is written
        opened(uid, sentence, about, WIDTH, HEIGHT)
        + f'<g text-anchor="middle" font-size="{TEXT}">{_grounds(steps, wide)}'
        f'<path d="M0 {BOTTOM}H{WIDTH}" stroke="{LINE}"/>{_line(steps, wide)}'
        f"{_words(steps, wide)}</g></svg>"
    )


def _grounds(steps: Sequence[Step], wide: float) -> str:
    """Bars, and what is shaded behind them."""
    drawn = []
    for at, step in enumerate(steps):
        left, height = at * wide, _height(step, steps)
        if step.marked:
            drawn.append(_box(left, TOP - 14, wide, HEIGHT - TOP + 14, SHADE))
        if step.number:
            drawn.append(
                _box(left + wide * GAP / 2, BOTTOM - height, wide * (1 - GAP), height, LINK)
            )
    return "".join(drawn)


def _words(steps: Sequence[Step], wide: float) -> str:
    """Numbers above the bars and names below, over everything that is drawn."""
    drawn = []
    for at, step in enumerate(steps):
        middle = at * wide + wide / 2
        drawn.append(_text(middle, BOTTOM - _height(step, steps) - 5, str(step.number), INK))
        drawn.append(_text(middle, BOTTOM + 16, step.label, INK2))
        drawn.append(_text(middle, BOTTOM + 32, step.under, INK))
    return "".join(drawn)


def _height(step: Step, steps: Sequence[Step]) -> float:
    highest = max(each.number for each in steps) or 1
    return (BOTTOM - TOP) * step.number / highest * 0.7


def _line(steps: Sequence[Step], wide: float) -> str:
    whole = sum(step.number for step in steps)
    if not whole:
        return ""
    sums = [sum(each.number for each in steps[: at + 1]) for at in range(len(steps))]
    points = [
        (at * wide + wide / 2, BOTTOM - (BOTTOM - TOP) * so_far / whole)
        for at, so_far in enumerate(sums)
    ]
    path = " ".join(f"{place(x)},{place(y)}" for x, y in points)
    x, y = points[-1]
    return (
        f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="2"/>'
        f'<circle cx="{place(x)}" cy="{place(y)}" r="3.5" fill="{INK}"/>'
        + _text(x, y - 8, str(whole), INK)
    )


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{place(x)}" y="{place(y)}" width="{place(width)}" height="{place(height)}" '
        f'fill="{colour}"/>'
    )


def _text(x: float, y: float, words: str, colour: str) -> str:
    return text(
        x, y, words, f' fill="{colour}" stroke="#fff" stroke-width="3" paint-order="stroke"'
    )

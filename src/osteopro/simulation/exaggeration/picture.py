"""The result as one picture, drawn here as SVG: dots with intervals, and lines for the sweeps.

The product's own charts (`ui.charts`) have dates below them; this one has rules and assumptions.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import escape

from osteopro.simulation.exaggeration.measures import Figure, Interval
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.questions import PERCENT, Sweep
from osteopro.simulation.exaggeration.report import Report
from osteopro.ui.charts.layout import HAIR, INK, INK2, LINE, LINK, PAPER, WARN, place

WIDTH, MARGIN, TEXT = 900, 20, 13
NAMES, ROW, HEAD = 250, 26, 58
PANELS, PANEL, PLOT = 3, 210, 140
GREEN = "#00695c"
COLOURS: Mapping[str, str] = {
    "first-come": LINE,
    "loudest": WARN,
    "ours": LINK,
    "proposed": GREEN,
    "truth": INK2,
}
DASHES: Mapping[str, str] = {"loudest": "2 4", "proposed": "7 4"}
# What stands side by side above: the figure, its words, whether it is a share.
ABOVE = (
    (Figure.GAIN, "Days gained by exaggerating", False),
    (Figure.LATE, "Urgent needs seen too late", True),
    (Figure.LEARNED, "Learners exaggerating at the end", True),
)


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on a line from `start` to `end` in the picture."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def picture(report: Report) -> str:
    """The whole picture as the text of an SVG file."""
    below = HEAD + ROW * len(POLICIES) + 40
    rows = math.ceil(len(report.sweeps()) / PANELS)
    height = below + (rows * PANEL + 24 if rows else 0)
    drawn = "".join((*_above(report), *_below(report, below)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="{TEXT}" aria-labelledby="t">'
        f'<title id="t">{escape(_sentence(report))}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{drawn}</svg>\n'
    )


def _sentence(report: Report) -> str:
    said = (
        f"{policy.name} {report.main(policy.code)[Figure.GAIN].mean:.1f}"
        for policy in POLICIES.values()
    )
    return f"Days gained by exaggerating under each rule: {', '.join(said)}."


def _above(report: Report) -> Iterator[str]:
    for row, policy in enumerate(POLICIES.values()):
        y = HEAD + ROW * row
        yield _text(MARGIN, y + 4, policy.name, COLOURS[policy.code], bold=True)
    wide = (WIDTH - NAMES - MARGIN) / len(ABOVE)
    for number, (figure, words, share) in enumerate(ABOVE):
        left = NAMES + number * wide
        yield from _dots(report, figure, words, share=share, left=left, wide=wide - 56)


def _dots(
    report: Report, figure: Figure, words: str, *, share: bool, left: float, wide: float
) -> Iterator[str]:
    times = PERCENT if share else 1
    found = {code: report.main(code)[figure] for code in POLICIES}
    low, high = (0.0, 1.0) if share else _range(found.values())
    x = Scale(low, high, left, left + wide)
    bottom = HEAD + ROW * len(found) - ROW / 2
    yield _text(left, 20, words, INK, bold=True)
    for tick in (low, (low + high) / 2, high):
        yield _path(f"M{place(x(tick))} {HEAD - ROW / 2}V{place(bottom)}", HAIR)
        yield _text(x(tick), bottom + 16, f"{tick * times:g}{' %' * share}", INK2, "middle")
    for row, (code, each) in enumerate(found.items()):
        y, colour = HEAD + ROW * row, COLOURS[code]
        if not math.isnan(each.half):
            ends = f"M{place(x(max(each.low, low)))} {y}H{place(x(min(each.high, high)))}"
            yield _path(ends, colour, width=2)
        if not math.isnan(each.mean):
            yield _dot(x(each.mean), y, colour, 5)
            end = x(min(_high(each), high)) + 9
            yield _text(end, y + 4, f"{each.mean * times:.{0 if share else 1}f}", colour)


def _below(report: Report, top: float) -> Iterator[str]:
    sweeps = report.sweeps()
    if not sweeps:
        return
    yield _text(
        MARGIN, top + 8, "Days gained by exaggerating when an assumption changes", INK, bold=True
    )
    wide = (WIDTH - 2 * MARGIN) / PANELS
    for number, sweep in enumerate(sweeps):
        left = MARGIN + number % PANELS * wide + 26
        bottom = top + PANEL + number // PANELS * PANEL - 14
        low, high = _range(
            report.results[sweep.point(value), code][Figure.GAIN]
            for value in sweep.values
            for code in sweep.rules
        )
        y = Scale(low, high, bottom, bottom - PLOT)
        yield from _lines(report, sweep, left=left, wide=wide - 56, y=y)


def _lines(report: Report, sweep: Sweep, *, left: float, wide: float, y: Scale) -> Iterator[str]:
    x = Scale(0, max(1, len(sweep.values) - 1), left + 14, left + wide - 14)
    yield _text(left - 26, y.end - 14, sweep.name, INK)
    for tick in (y.low, (y.low + y.high) / 2, y.high):
        yield _path(f"M{place(left)} {place(y(tick))}H{place(left + wide)}", HAIR)
        yield _text(left - 6, y(tick) + 4, f"{tick:g}", INK2, "end")
    for at, value in enumerate(sweep.values):
        yield _text(x(at), y.start + 18, sweep.label(value), INK2, "middle")
    for code in sweep.rules:
        found = [
            (x(at), report.results[sweep.point(value), code][Figure.GAIN])
            for at, value in enumerate(sweep.values)
        ]
        known = [(across, each) for across, each in found if not math.isnan(each.mean)]
        line = "L".join(f"{place(across)} {place(y(each.mean))}" for across, each in known)
        if known:
            yield _path(f"M{line}", COLOURS[code], width=2, dash=DASHES.get(code, ""))
        for across, each in known:
            if not math.isnan(each.half):
                ends = f"M{place(across)} {place(y(max(each.low, y.low)))}V{place(y(each.high))}"
                yield _path(ends, COLOURS[code])
            yield _dot(across, y(each.mean), COLOURS[code], 3.5)


def _high(each: Interval) -> float:
    return each.mean if math.isnan(each.half) else each.high


def _range(found: Iterable[Interval]) -> tuple[float, float]:
    """Even numbers around 0, all means and all upper ends: the middle tick is whole then. A lower
    end that lies outside is cut off."""
    known = [each for each in found if not math.isnan(each.mean)]
    low = min((each.mean for each in known), default=0.0)
    high = max((_high(each) for each in known), default=0.0)
    return min(0.0, 2.0 * math.floor(round(low) / 2)), max(2.0, 2.0 * math.ceil(high / 2))


def _text(
    x: float, y: float, words: str, colour: str, anchor: str = "start", *, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{place(x)}" y="{place(y)}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def _path(shape: str, colour: str, *, width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{shape}" fill="none" stroke="{colour}" stroke-width="{place(width)}"{dashes}/>'
    )


def _dot(x: float, y: float, colour: str, radius: float) -> str:
    return f'<circle cx="{place(x)}" cy="{place(y)}" r="{place(radius)}" fill="{colour}"/>'

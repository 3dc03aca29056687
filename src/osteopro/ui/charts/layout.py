"""Sizes of the three variants and the way from dates and values to places."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from markupsafe import escape

from osteopro.ui.charts.values import Number, Scale

# Colours of the token file; a test holds them equal.
INK, INK2, LINE, HAIR = "#1a2126", "#3d474d", "#5f6b73", "#d3dad7"
LINK, WARN, PAPER = "#0b4a8f", "#7a4100", "#fff"
# White around words keeps them legible on a line; drawn under the letters.
HALO = f'class="halo" paint-order="stroke" stroke="{PAPER}" stroke-width="3"'


class Variant(StrEnum):
    """For whom the chart is drawn: text size and line weight follow (mockups README)."""

    PATIENT = "patient"
    STAFF = "staff"
    PRINT = "print"
    LARGE_PRINT = "large-print"


@dataclass(frozen=True, slots=True)
class Size:
    """Lengths in units of the picture, which is `width` wide; shown at that width or larger."""

    width: int
    plot: int
    text: float
    big: float
    line: float
    dot: float
    last: float
    small: float

    @property
    def gap(self) -> float:
        """A small distance that grows with the text."""
        return self.text / 3


SIZES = {
    Variant.PATIENT: Size(
        width=286, plot=150, text=18, big=24, line=2.5, dot=5, last=7, small=15.3
    ),
    Variant.STAFF: Size(width=400, plot=124, text=13, big=17, line=2, dot=3.6, last=5, small=11),
    # Six on a page, three in a row: nothing is smaller than 10 pt, on the patient's than 16.
    Variant.PRINT: Size(
        width=240, plot=54, text=15.2, big=19, line=1.8, dot=2.8, last=4, small=15.2
    ),
    Variant.LARGE_PRINT: Size(
        width=162, plot=40, text=16, big=19, line=1.8, dot=2.6, last=3.8, small=16
    ),
}


def place(number: float) -> str:
    """A coordinate with at most one decimal and no useless zero.

    >>> place(12.04), place(7.25)
    ('12', '7.2')
    """
    return f"{number:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, more: str = "") -> str:
    """Words centred at x unless `more` says otherwise."""
    return f'<text x="{place(x)}" y="{place(y)}"{more}>{escape(words)}</text>'


def opened(uid: str, sentence: str, about: str, width: float, height: float) -> str:
    """The beginning of a picture: its size, `sentence` as its name and `about` as its description;
    `uid` is unique on the page."""
    name = escape(uid)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {place(width)} '
        f'{place(height)}" aria-labelledby="{name}-t" aria-describedby="{name}-d">'
        f'<title id="{name}-t">{escape(sentence)}</title><desc id="{name}-d">{escape(about)}</desc>'
    )


def text_width(words: str, size: float) -> float:
    """About how wide `words` are: a Chinese character is square, a Latin one 0.56 of that."""
    return sum(size if ord(char) > 0x2E7F else 0.56 * size for char in words)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in one picture."""

    size: Size
    scale: Scale
    start: date
    end: date
    top: float
    left: float
    right: float
    # The day that weeks are counted from, on a chart that names no date.
    zero: date | None = None

    @property
    def bottom(self) -> float:
        return self.top + self.size.plot

    def x(self, on: date) -> float:
        """From left to right by real days; a window of one day stands in the middle."""
        days = (self.end - self.start).days
        share = (on - self.start).days / days if days else 0.5
        return self.left + share * (self.right - self.left)

    def y(self, value: Number) -> float:
        share = (float(value) - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - share * self.size.plot


def layout(variant: Variant, scale: Scale, start: date, end: date, *, tail: str = "") -> Layout:
    """Places for one picture; `tail` is the longest text that stands right of the last point."""
    size = SIZES[variant]
    ends = max(len(str(scale.low)), len(str(scale.high)))
    inset = size.last * 1.8
    # Only the patient's chart carries the direction inside; elsewhere the heading says it.
    head = size.text * 1.9 if variant is Variant.PATIENT else size.text * 0.8
    return Layout(
        size=size,
        scale=scale,
        start=start,
        end=end,
        top=head,
        left=0.56 * size.text * ends + size.gap + size.last,
        right=size.width - inset - (text_width(tail, size.text) + size.gap if tail else 0),
    )

"""Who came how far: boxes from top to bottom, beside each who did not go on and why."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from osteopro.ui.charts.layout import INK, INK2, LINE, PAPER, opened, place, text, text_width

WIDTH, TEXT, LEADING = 560, 13, 18
# The boxes on the left, those on the right, and the room between two of them.
BOX, BESIDE, SIDE = 210, 270, 290
GAP, PAD = 26, 9
SHADE = "#e3efe9"


class Stop(NamedTuple):
    """How many came as far as `name`; `lost` are lines of who did not go on from there."""

    name: str
    number: int
    lost: tuple[str, ...] = ()


def way_chart(stops: Sequence[Stop], *, sentence: str, about: str, uid: str) -> Markup:
    """Boxes joined by arrows, as one inline SVG: the flow figure of a report.

    `sentence` becomes the picture's name, `about` its description; `uid` is unique on the page.
    """
    drawn, top = [], 1.0
    for at, stop in enumerate(stops):
        height = _height(stop)
        drawn.append(_stop(stop, top, height, last=at == len(stops) - 1))
        top += height + GAP
    height = max(top - GAP + 1, 1)
    return Markup(  # noqa: S704 - all text is escaped where it is written
        opened(uid, sentence, about, WIDTH, height)
        + f'<g font-size="{TEXT}">{"".join(drawn)}</g></svg>'
    )


def wrapped(words: str, width: float) -> list[str]:
    """Lines no wider than `width`: broken at spaces, between Chinese characters where need be.

    >>> wrapped("one two three", 60)
    ['one two', 'three']
    """
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), TEXT) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _pieces(words: str) -> list[str]:
    """What is not broken apart: a Latin word with the space behind it, one Chinese character, and
    punctuation with what stands before it."""
    pieces: list[str] = []
    for char in words:
        closes = char in "，。；：、）！？" and pieces
        latin = ord(char) <= 0x2E7F and pieces and ord(pieces[-1][-1]) <= 0x2E7F
        if closes or (latin and not pieces[-1].endswith(" ")):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _lines(stop: Stop) -> list[str]:
    return [line for words in stop.lost for line in wrapped(words, SIDE - 2 * PAD)]


def _height(stop: Stop) -> float:
    own = len(wrapped(stop.name, BOX - 2 * PAD)) + 1
    return max(own, len(_lines(stop))) * LEADING + 2 * PAD


def _stop(stop: Stop, top: float, height: float, *, last: bool) -> str:
    names = wrapped(stop.name, BOX - 2 * PAD)
    first = top + (height - (len(names) + 1) * LEADING) / 2 + LEADING * 0.75
    words = [_middle(first + n * LEADING, line) for n, line in enumerate(names)]
    number = _middle(first + len(names) * LEADING, f"n = {stop.number}", ' font-weight="700"')
    on = "" if last else _arrow(BOX / 2, top + height, BOX / 2, top + height + GAP)
    return _box(1, top, BOX - 1, height, SHADE) + "".join(words) + number + _beside(stop, top) + on


def _beside(stop: Stop, top: float) -> str:
    """Who did not go on, level with the box they left."""
    lines = _lines(stop)
    if not lines:
        return ""
    middle = top + _height(stop) / 2
    height = len(lines) * LEADING + 2 * PAD
    above = middle - height / 2
    said = "".join(
        text(BESIDE + PAD, above + PAD + LEADING * (n + 0.75), line, f' fill="{INK2}"')
        for n, line in enumerate(lines)
    )
    return _arrow(BOX, middle, BESIDE, middle) + _box(BESIDE, above, SIDE - 1, height, PAPER) + said


def _box(x: float, y: float, width: float, height: float, ground: str) -> str:
    return (
        f'<rect x="{place(x)}" y="{place(y)}" width="{place(width)}" height="{place(height)}" '
        f'rx="4" fill="{ground}" stroke="{LINE}"/>'
    )


def _arrow(x: float, y: float, to_x: float, to_y: float) -> str:
    """Down or to the right, with its point."""
    point = "l-4 -7h8z" if x == to_x else "l-7 -4v8z"
    return (
        f'<path d="M{place(x)} {place(y)}L{place(to_x)} {place(to_y)}" stroke="{LINE}"/>'
        f'<path d="M{place(to_x)} {place(to_y)}{point}" fill="{LINE}"/>'
    )


def _middle(y: float, words: str, more: str = "") -> str:
    """Words in the middle of a box on the left."""
    return text(BOX / 2, y, words, f' text-anchor="middle" fill="{INK}"{more}')

"""The line itself, its dots, and what is said at single points."""

from collections.abc import Iterator, Sequence

from osteopro.ui.charts.layout import (
    HALO,
    INK,
    LINE,
    LINK,
    PAPER,
    WARN,
    Layout,
    Variant,
    place,
    text,
    text_width,
)
from osteopro.ui.charts.values import Number, Point, Series, Threshold

# Of the size of the letters.
FIGURE_HEIGHT = 0.8
PHONE = {"zh": "电", "en": "T"}


def spot(at: Layout, point: Point, value: Number) -> str:
    return f"{place(at.x(point.on))} {place(at.y(value))}"


def answered(points: Sequence[Point]) -> list[tuple[Point, Number]]:
    """The points that have a value."""
    return [(point, point.value) for point in points if point.value is not None]


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[Point, Number]]]:
    """Stretches without a missing occasion: a line never crosses one (C4)."""
    run: list[tuple[Point, Number]] = []
    for point in points:
        if point.value is None:
            yield run
            run = []
        else:
            run.append((point, point.value))
    yield run


def line(at: Layout, series: Series) -> str:
    """The broken line through the points."""
    parts = (
        "M" + "L".join(spot(at, point, value) for point, value in run)
        for run in _runs(series.points)
        if len(run) > 1
    )
    return f'<path d="{"".join(parts)}" stroke="{LINK}" stroke-width="{place(at.size.line)}"/>'


def dots(at: Layout, series: Series, *, hollow: bool) -> str:
    """A dot for each own answer, a hollow diamond for a proxy's; the last one is larger."""
    known = answered(series.points)
    if not known:
        return ""
    own = [spot(at, point, value) for point, value in known if not point.proxy]
    last_point, last_value = known[-1]
    drawn = _round(own, radius(at, known), at.size.line, hollow=hollow)
    if not last_point.proxy:
        drawn += _round(
            [spot(at, last_point, last_value)], at.size.last, at.size.line, hollow=hollow
        )
    return drawn + _diamonds(at, known)


def radius(at: Layout, known: Sequence[tuple[Point, Number]]) -> float:
    """The dots' radius: smaller where many stand close, so that each is still seen."""
    apart = (at.right - at.left) / max(len(known), 1)
    return max(min(at.size.dot, apart * 0.42), at.size.line)


def _round(spots: Sequence[str], radius: float, line_width: float, *, hollow: bool) -> str:
    """Dots as the round ends of lines without length: a year of them stays small on the wire."""
    if not spots:
        return ""
    path = "".join(f"M{place_}h0" for place_ in spots)
    full = f'<path d="{path}" stroke="{LINK}" stroke-width="{place(2 * radius)}"/>'
    if not hollow:
        return full
    inner = place(2 * radius - 2 * line_width)
    return full + f'<path d="{path}" stroke="{PAPER}" class="halo" stroke-width="{inner}"/>'


def _diamonds(at: Layout, known: Sequence[tuple[Point, Number]]) -> str:
    r = radius(at, known) * 1.4
    path = "".join(
        f"M{place(at.x(point.on))} {place(at.y(value) - r)}"
        f"l{place(r)} {place(r)} {place(-r)} {place(r)} {place(-r)} {place(-r)}z"
        for point, value in known
        if point.proxy
    )
    if not path:
        return ""
    return (
        f'<path d="{path}" fill="{PAPER}" class="hole" stroke="{LINK}" '
        f'stroke-width="{place(at.size.line)}"/>'
    )


def missing(at: Layout, series: Series) -> str:
    """A ring on the axis for an occasion without a record, × for a declined answer."""
    y = place(at.bottom)
    rings = [
        f"{place(at.x(p.on))} {y}" for p in series.points if p.value is None and not p.declined
    ]
    crosses = [p for p in series.points if p.value is None and p.declined]
    r = at.size.dot
    drawn = ""
    if rings:
        path = "".join(f"M{place_}h0" for place_ in rings)
        drawn = (
            f'<path d="{path}" stroke="{LINE}" stroke-width="{place(2 * r)}"/>'
            f'<path d="{path}" stroke="{PAPER}" class="halo" stroke-width="{place(r)}"/>'
        )
    if crosses:
        path = "".join(
            f"M{place(at.x(p.on) - r)} {place(at.bottom - r)}l{place(2 * r)} {place(2 * r)}"
            f"m0 {place(-2 * r)}l{place(-2 * r)} {place(2 * r)}"
            for p in crosses
        )
        drawn += f'<path d="{path}" stroke="{LINE}" stroke-width="{place(at.size.line)}"/>'
    return drawn


def phones(at: Layout, series: Series, language: str) -> str:
    """电 above each answer given on the phone, below the last one when its number is above."""
    known = answered(series.points)
    word, size = PHONE["en" if language == "en" else "zh"], at.size.small

    def below(number: int, value: Number) -> bool:
        taken = number == len(known) - 1 and _number_above(at, known)
        return taken or at.y(value) - at.size.dot - 3 < size * FIGURE_HEIGHT

    written = [
        text(
            at.x(point.on),
            at.y(value) + size * 1.5 if below(number, value) else at.y(value) - at.size.dot - 3,
            word,
        )
        for number, (point, value) in enumerate(known)
        if point.phone
    ]
    if not written:
        return ""
    return f'<g fill="{INK}" font-size="{place(size)}" {HALO}>{"".join(written)}</g>'


def _number_above(at: Layout, known: Sequence[tuple[Point, Number]]) -> bool:
    """The last number stands above, and below when it fell, if there is room for it."""
    value = known[-1][1]
    if at.y(value) - at.size.last - at.size.gap < at.size.big * FIGURE_HEIGHT:
        return False
    room_below = at.bottom - at.y(value) > at.size.big * 1.3
    return not (room_below and len(known) > 1 and value < known[-2][1])


def last_number(at: Layout, series: Series, variant: Variant) -> str:
    """The newest value in figures beside its dot, or its name when two lines are drawn."""
    known = answered(series.points)
    if not known:
        return ""
    point, value = known[-1]
    if series.name:
        x, y = at.x(point.on) + at.size.last + at.size.gap, at.y(value) + at.size.text * 0.35
        return text(x, y, series.name, f' text-anchor="start" fill="{INK}"')
    words = point.label or figure(value, variant)
    shift = -at.size.last - at.size.gap if _number_above(at, known) else at.size.last + at.size.big
    x = min(at.x(point.on), at.size.width - 0.3 * at.size.big * len(words))
    more = f' font-size="{place(at.size.big)}" font-weight="700" fill="{INK}" {HALO}'
    return text(x, at.y(value) + shift, words, more)


def figure(value: Number, variant: Variant) -> str:
    """The value as written: whole for patients (R29), one decimal for staff where it has one."""
    number = float(value)
    return str(int(number + 0.5)) if variant is Variant.PATIENT else place(number)


def threshold_band(at: Layout, threshold: Threshold) -> str:
    """Hatching from the threshold to the end of the scale, and a dashed line."""
    edge = at.y(threshold.value)
    top, bottom = (at.top, edge) if threshold.above else (edge, at.bottom)
    return (
        f'<path d="{_hatch(at, top, bottom)}" stroke="{LINE}" stroke-width=".5"/>'
        f'<path d="M{place(at.left)} {place(edge)}H{at.size.width}" stroke="{WARN}" '
        f'stroke-width="{place(at.size.line)}" stroke-dasharray="5 3"/>'
    )


def threshold_words(at: Layout, threshold: Threshold, series: Sequence[Series]) -> str:
    """What the dashed line means, on its quiet side, where the fewest points are in the way."""
    edge, height = at.y(threshold.value), at.size.text * 1.3
    y = edge + at.size.text * 1.15 if threshold.above else edge - at.size.gap
    width = text_width(threshold.words, at.size.text)
    known = [pair for one in series for pair in answered(one.points)]

    def crowd(left: float) -> int:
        return sum(
            left - 8 < at.x(point.on) < left + width + 8 and y - 2 * height < at.y(value) < y + 8
            for point, value in known
        )

    last = at.right - width - at.size.last * 2
    left = min((at.left + 4, (at.left + last) / 2, last), key=crowd)
    return text(left, y, threshold.words, f' text-anchor="start" fill="{WARN}" {HALO}')


def _hatch(at: Layout, top: float, bottom: float) -> str:
    """Parallel strokes cut at the band's edges; a pattern would need an id of its own."""
    height, left, right = bottom - top, at.left, float(at.size.width)
    strokes = []
    x = left - height + 4
    while x < right:
        low, high = max(x, left), min(x + height, right)
        if high > low:
            ends = (low, bottom - (low - x), high, bottom - (high - x))
            strokes.append("M{} {}L{} {}".format(*map(place, ends)))
        x += 8
    return "".join(strokes)


def over(at: Layout, series: Series, threshold: Threshold, variant: Variant) -> str:
    """A larger ▲ for every answer past the threshold, its number where there is room (C3)."""
    known = answered(series.points)
    r = radius(at, known) * 1.6
    marked = [(point, value) for point, value in known if threshold.reached(value)]
    if not marked:
        return ""
    path = "".join(
        f"M{place(at.x(point.on))} {place(at.y(value) - r)}"
        f"l{place(r)} {place(1.7 * r)}h{place(-2 * r)}z"
        for point, value in marked
    )
    numbers, free = [], 0.0
    for point, value in marked:
        words = point.label or figure(value, variant)
        x, half = at.x(point.on), text_width(words, at.size.text) / 2
        if point is not known[-1][0] and x - half > free:
            numbers.append(text(x, at.y(value) + r + at.size.text, words))
            free = x + half + at.size.gap
    return (
        f'<path d="{path}" fill="{WARN}" stroke="none"/>'
        f'<g fill="{INK}" {HALO}>{"".join(numbers)}</g>'
    )

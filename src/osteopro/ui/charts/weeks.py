"""Weeks before and after one day instead of months: of a chart that names no date."""

from datetime import date, timedelta

from osteopro.ui.charts.layout import HALO, INK2, LINE, Layout, place, text, text_width

# Weeks between two names, the closest that leave room for them.
STEPS = (1, 2, 4, 8, 13, 26, 52)
MINUS = "\u2212"


def borders(at: Layout, zero: date) -> list[date]:
    """The days that are named: whole weeks from `zero` in the smallest step that fits."""
    room = (at.right - at.left) / max((at.end - at.start).days / 7, 1)
    widest = text_width(f"{MINUS}52", at.size.text) + at.size.gap
    step = next((each for each in STEPS if each * room >= widest), STEPS[-1])
    first = -((zero - at.start).days // (7 * step))
    days = (zero + timedelta(weeks=step * no) for no in range(first, first + 110))
    return [day for day in days if at.start <= day <= at.end]


def weeks(at: Layout, zero: date) -> str:
    """How many weeks each tick is from `zero`, and a dotted line there."""
    y = at.bottom + at.size.text * 1.35
    named = "".join(text(at.x(day), y, _name((day - zero).days // 7)) for day in borders(at, zero))
    line = f"M{place(at.x(zero))} {place(at.top)}V{place(at.bottom)}"
    return (
        f'<path d="{line}" stroke="{LINE}" stroke-width="1" stroke-dasharray="2 3"/>'
        f'<g fill="{INK2}" {HALO}>{named}</g>'
    )


def _name(week: int) -> str:
    return f"{MINUS}{-week}" if week < 0 else f"+{week}" if week else "0"

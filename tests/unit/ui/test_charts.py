"""The chart: true dates, full scale, nothing invented between records, small on the wire."""

import gzip
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import osteopro.ui
from osteopro.ui.charts import (
    Event,
    Happening,
    Point,
    Scale,
    Series,
    Threshold,
    Variant,
    line_chart,
    weeks,
)
from osteopro.ui.charts import layout as sizes

START = date(2026, 8, 24)
PAIN = Scale(0, 10, "更痛")
SVG = "{http://www.w3.org/2000/svg}"


def weekly(values: Sequence[int | None], **marks: bool) -> Series:
    return Series(
        tuple(Point(START + timedelta(days=7 * n), v, **marks) for n, v in enumerate(values))
    )


def draw(series: Series, events: Sequence[Event] = (), **changes: Any) -> str:
    settings: dict[str, Any] = {
        "variant": Variant.PATIENT,
        "scale": PAIN,
        "start": START,
        "end": START + timedelta(days=91),
        "sentence": "这 4 周背痛差不多。",
        "about": "8月24日 到 11月23日；往上 = 更痛",
        "uid": "t1",
        "language": "zh-hans",
    }
    return str(line_chart([series], events, **{**settings, **changes}))


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def line_path(svg: str) -> str:
    paths = tree(svg).iter(f"{SVG}path")
    return next(
        (p.get("d", "") for p in paths if "L" in p.get("d", "") and p.get("stroke") == sizes.LINK),
        "",
    )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in tree(svg).iter(f"{SVG}text")]


def test_name_is_the_sentence() -> None:
    root = tree(draw(weekly([4, 5, 4])))
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (title.text, title.get("id")) == ("这 4 周背痛差不多。", root.get("aria-labelledby"))
    assert root.find(f"{SVG}desc") is not None


def test_words_are_escaped() -> None:
    event = Event(START + timedelta(days=30), Happening.DIARY, "<b>搬米</b>")
    svg = draw(weekly([4, 5, 4]), [event], sentence="<script>&")
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert tree(svg) is not None


def test_line_breaks_at_a_missing_record_and_marks_the_axis() -> None:
    svg = draw(weekly([5, 5, None, 4, 4]))
    assert line_path(svg).count("M") == 2
    assert f'stroke="{sizes.LINE}" stroke-width="10"' in svg


def test_declined_is_a_cross_not_a_ring() -> None:
    points = (*weekly([5, 5, 4]).points, Point(START + timedelta(days=21), None, declined=True))
    svg = draw(Series(points))
    assert f'stroke="{sizes.LINE}" stroke-width="10"' not in svg
    assert re.search(r'd="M[\d.]+ [\d.]+l10 10m0 -10l-10 10" stroke="#5f6b73"', svg)


def test_two_records_are_dots_without_a_line() -> None:
    svg = draw(weekly([5, 4]))
    assert line_path(svg) == ""
    assert f'stroke="{sizes.LINK}" stroke-width="10"' in svg


def test_two_answers_make_a_line_of_what_is_asked_every_few_months() -> None:
    assert line_path(draw(replace(weekly([5, 4]), least=2))) != ""
    assert line_path(draw(replace(weekly([5]), least=2))) == ""


def test_phone_and_proxy_are_marked() -> None:
    svg = draw(weekly([5, 5, 4], phone=True))
    assert texts(svg).count("电") == 3
    proxy = draw(weekly([5, 5, 4], proxy=True))
    assert re.search(r'z" fill="#fff" class="hole" stroke="#0b4a8f"', proxy)
    assert "电" not in texts(proxy)


def test_scale_is_always_full() -> None:
    shown = texts(draw(weekly([4, 5, 4])))
    assert ["10", "5", "0"] == [word for word in shown if word in {"0", "5", "10"}][::-1]


def test_last_number_stands_below_when_it_fell() -> None:
    def last(svg: str) -> float:
        numbers = [t for t in tree(svg).iter(f"{SVG}text") if t.get("font-weight") == "700"]
        return float(numbers[-1].get("y", "0"))

    assert last(draw(weekly([4, 6, 4]))) > last(draw(weekly([4, 2, 4])))


def test_patient_chart_refuses_a_threshold() -> None:
    with pytest.raises(ValueError, match="threshold"):
        draw(weekly([4, 5, 4]), threshold=Threshold(7, "需要看 ≥ 7"))


def test_staff_threshold_is_words_line_hatch_and_triangles() -> None:
    svg = draw(
        weekly([4, 8, 4]), variant=Variant.STAFF, threshold=Threshold(7, "需要看 ≥ 7")
    )  # fmt: skip
    assert "需要看 ≥ 7" in texts(svg)
    assert 'stroke-dasharray="5 3"' in svg
    assert f'fill="{sizes.WARN}" stroke="none"' in svg
    below = draw(weekly([4, 6, 4]), variant=Variant.STAFF, threshold=Threshold(7, "≥ 7"))
    assert f'fill="{sizes.WARN}" stroke="none"' not in below


def test_events_have_a_sign_and_words() -> None:
    events = [
        Event(START + timedelta(days=33), Happening.FALL, "摔倒"),
        Event(START + timedelta(days=65), Happening.VISIT, "看病"),
        Event(START + timedelta(days=200), Happening.ADVICE, "以后"),
    ]
    shown = texts(draw(weekly([4, 5, 4]), events))
    assert {"摔倒", "医", "看病"} <= set(shown)
    assert "以后" not in shown
    assert "V" in texts(draw(weekly([4, 5, 4]), events, language="en"))


def test_events_on_one_day_do_not_cover_each_other() -> None:
    same = [Event(START + timedelta(days=90), kind) for kind in (Happening.VISIT, Happening.ADVICE)]
    boxes = [
        float(rect.get("x", "0")) for rect in tree(draw(weekly([4, 5, 4]), same)).iter(f"{SVG}rect")
    ]
    assert boxes[1] - boxes[0] > 18 * 1.25


def test_signs_stand_by_their_days_and_a_fall_is_never_left_out() -> None:
    advice = [Event(START + timedelta(days=day), Happening.ADVICE) for day in range(40, 60)]
    fall = Event(START + timedelta(days=41), Happening.FALL)
    drawing = draw(weekly([4, 5, 4]), [*advice, fall])
    boxes = [float(rect.get("x", "0")) for rect in tree(drawing).iter(f"{SVG}rect")]
    assert 1 <= len(boxes) < len(advice)
    assert drawing.count('stroke="none"') > draw(weekly([4, 5, 4]), advice).count('stroke="none"')
    # Twenty days are less than a quarter of the window: so is what their signs take.
    assert boxes[-1] - boxes[0] < 286 / 3


def test_points_outside_the_window_are_left_out() -> None:
    early = Point(START - timedelta(days=7), 9)
    svg = draw(Series((early, *weekly([4, 5, 4]).points)))
    assert line_path(svg) == line_path(draw(weekly([4, 5, 4])))


def test_two_series_are_filled_and_hollow_and_named() -> None:
    first, second = weekly([4, 5, 4]).points, weekly([6, 6, 7]).points
    svg = str(
        line_chart(
            [Series(first, "不动"), Series(second, "动")],
            variant=Variant.STAFF,
            scale=PAIN,
            start=START,
            end=START + timedelta(days=14),
            sentence="…",
            about="…",
            uid="t",
            language="zh-hans",
        )
    )
    assert {"不动", "动"} <= set(texts(svg))
    assert 'class="halo" stroke-width="3.2"' in svg


def test_text_is_never_below_18_for_patients_and_13_for_others() -> None:
    smallest = {variant: size.text for variant, size in sizes.SIZES.items()}
    assert smallest == {
        Variant.PATIENT: 18,
        Variant.STAFF: 13,
        Variant.PRINT: 15.2,
        Variant.LARGE_PRINT: 16,
    }


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=60),
    st.sampled_from(Variant),
    st.integers(0, 800),
)
def test_any_values_stay_inside_the_picture(
    values: list[int | None], variant: Variant, days: int
) -> None:
    svg = draw(weekly(values), variant=variant, end=START + timedelta(days=days))
    width, height = map(float, (tree(svg).get("viewBox") or "").split()[2:])
    for path in tree(svg).iter(f"{SVG}path"):
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", "")):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= height
    for element in tree(svg).iter(f"{SVG}text"):
        assert 0 <= float(element.get("x", "-1")) <= width
        if element.get("font-weight") == "700":
            top = float(element.get("y", "-1")) - 0.8 * float(element.get("font-size", "0"))
            assert top >= 0, "the last number is whole"


@pytest.mark.parametrize("variant", list(Variant))
def test_a_year_of_weeks_is_small_on_the_wire(variant: Variant) -> None:
    values = [None if n % 9 == 4 else round(5 + 3 * ((n * 7) % 11 - 5) / 5) for n in range(53)]
    marked = tuple(
        Point(point.on, point.value, phone=n % 8 == 0, proxy=n % 11 == 3)
        for n, point in enumerate(weekly(values).points)
    )
    events = [
        Event(START + timedelta(days=40 * n), list(Happening)[n % 4], "看病") for n in range(9)
    ]
    threshold = None if variant is Variant.PATIENT else Threshold(8, "需要看 ≥ 8")
    end = START + timedelta(days=364)
    svg = draw(Series(marked), events, variant=variant, end=end, threshold=threshold)
    assert len(gzip.compress(svg.encode(), 6)) <= 2048


def test_colours_are_those_of_the_token_file() -> None:
    tokens = (Path(osteopro.ui.__file__).parent / "styles" / "tokens.css").read_text()
    for name, value in (
        ("ink", sizes.INK),
        ("ink-2", sizes.INK2),
        ("line", sizes.LINE),
        ("hair", sizes.HAIR),
        ("link", sizes.LINK),
        ("warn", sizes.WARN),
        ("surface", sizes.PAPER),
    ):
        assert f"--{name}: {value};" in tokens


def test_a_chart_of_weeks_names_no_date() -> None:
    zero = START + timedelta(weeks=6)
    svg = draw(weekly([3, 4, 5, 6, 5, 4, 3, 4]), variant=Variant.STAFF, zero=zero, about="")
    names = [each.text or "" for each in tree(svg).iter(f"{SVG}text")]
    assert {"0", "+2", "+6"} <= set(names)
    assert "−6" in names
    assert not [name for name in names if "月" in name or "20" in name]


@given(st.integers(0, 60), st.integers(1, 60))
def test_weeks_are_whole_and_never_too_close(before: int, after: int) -> None:
    start, end = START - timedelta(weeks=before), START + timedelta(weeks=after)
    at = sizes.layout(Variant.STAFF, PAIN, start, end)
    days = weeks.borders(at, START)
    assert START in days
    assert all((day - START).days % 7 == 0 and start <= day <= end for day in days)
    apart = [at.x(later) - at.x(earlier) for earlier, later in pairwise(days)]
    assert all(room >= sizes.text_width("−52", at.size.text) for room in apart)

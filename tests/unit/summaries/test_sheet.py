"""The page for a visit: its texts, its rules, its sentences, its size on the wire."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.summaries import rules
from osteopro.summaries.definition import LIBRARY, SheetError, edition, read_edition
from osteopro.summaries.facts import Completeness, Event, Mark, Row, VisitSummary
from osteopro.summaries.sentences import sentences
from osteopro.summaries.sheet import sheet
from osteopro.ui.charts.layout import text_width
from osteopro.ui.trends import Verdict
from tests import summary_cases as cases

LANGUAGES = ("zh-CN", "en")
DOCUMENT = json.loads((LIBRARY / "1.0.0.json").read_text(encoding="utf-8"))


def changed(change: Callable[[dict[str, object]], None]) -> dict[str, object]:
    document: dict[str, object] = json.loads(json.dumps(DOCUMENT))
    change(document)
    return document


def test_every_text_is_there_in_both_languages_with_the_same_places() -> None:
    for text in edition().texts.values():
        assert set(text) == set(LANGUAGES)
    with pytest.raises(SheetError, match="both languages"):
        read_edition(changed(lambda d: d["texts"]["title"].pop("en")))  # type: ignore[index]
    with pytest.raises(SheetError, match="other places"):
        read_edition(changed(lambda d: d["texts"]["years"].update(en="{n}")))  # type: ignore[index]


def test_a_layout_cannot_name_what_must_never_be_on_the_page() -> None:
    def add(document: dict[str, object]) -> None:
        layout = document["layouts"]["symptoms"]  # type: ignore[index]
        layout["symptoms"].append(layout["never"][0])

    with pytest.raises(SheetError, match="must not stand"):
        read_edition(changed(add))


@given(st.lists(st.integers(0, 400), max_size=30), st.integers(0, 400))
def test_four_weeks_ago_is_the_nearest_day_and_never_today(ago: list[int], now: int) -> None:
    today = date(2026, 11, 23) - timedelta(days=now)
    days = [today - timedelta(days=n) for n in ago]
    place = rules.nearest_to_four_weeks(days, today)
    fitting = [n for n in ago if 14 <= n <= 56]
    if place is None:
        assert not fitting
    else:
        assert abs(ago[place] - 28) == min(abs(n - 28) for n in fitting)


@given(st.text(max_size=200), st.integers(2, 80))
def test_own_words_never_get_wider_than_their_line(text: str, width: int) -> None:
    short = rules.shortened(text, width)
    assert text_width(short, 1) <= width
    assert "\n" not in short
    assert short.removesuffix("…") == " ".join(text.split())[: len(short.removesuffix("…"))]


@given(st.integers(0, 10), st.integers(0, 10), st.booleans(), st.booleans())
def test_a_change_is_told_only_beyond_its_threshold(
    now: int, first: int, worse_up: bool, proxy: bool
) -> None:
    row = Row(
        code="x",
        label=cases.both("痛"),
        low=0,
        high=10,
        step=2,
        worse_up=worse_up,
        now=cases.cell(cases.TODAY, now, cases.both(str(now)), proxy=proxy),
        first=cases.cell(cases.START, first, cases.both(str(first))),
    )
    found = row.since_start
    if proxy:
        assert found is None
    elif abs(now - first) < 2:
        assert found in (Verdict.SAME, Verdict.EQUAL)
    else:
        assert found is (Verdict.WORSE if (now > first) == worse_up else Verdict.BETTER)


def test_the_sub_scales_that_changed_most_are_drawn() -> None:
    def row(code: str, now: int, before: int, step: int = 20) -> Row:
        return Row(
            code,
            cases.both(code),
            0,
            100,
            Fraction(step),
            worse_up=True,
            now=cases.cell(cases.TODAY, now, cases.both("")),
            before=cases.cell(cases.START, before, cases.both("")),
        )

    rows = [row("a", 50, 45), row("b", 10, 90), row("c", 50, 60, 5), row("d", 0, 0)]
    assert [each.code for each in rules.most_changed(rows, 2)] == ["b", "c"]


LEVELS = st.integers(0, 4)


@st.composite
def summaries(draw: st.DrawFn) -> VisitSummary:
    """Pages with any answers, events and gaps."""
    full = cases.fullest()
    rows = cases.item_rows(draw(LEVELS), draw(LEVELS), draw(LEVELS), proxy=draw(st.booleans()))
    marks = draw(st.lists(st.sampled_from(Mark), max_size=6))
    events = [
        Event(cases.START + timedelta(days=n), mark, cases.both(draw(st.sampled_from(["", "痛"]))))
        for n, mark in enumerate(marks)
    ]
    last = cases.TODAY - timedelta(days=draw(st.integers(0, 80)))
    return replace(
        full,
        headline=tuple(rows[:2]),
        symptoms=tuple(rows),
        events=tuple(events),
        complete=Completeness(draw(st.integers(0, 12)), (), 0, 0, ()),
        last_record=draw(st.sampled_from([last, None])),
    )


@given(summaries(), st.sampled_from(LANGUAGES))
def test_sentences_are_whole_whatever_was_recorded(of: VisitSummary, language: str) -> None:
    found = sentences(of, language)
    assert len(found) == (1 if of.empty or not (of.complete.received or of.events) else 3)
    for sentence in found:
        assert sentence.endswith("。" if language == "zh-CN" else (".", ")."))
        assert not set("{}") & set(sentence)
        assert "None" not in sentence or language == "en"
    changed_rows = [row for row in of.rows() if row.lately in (Verdict.WORSE, Verdict.BETTER)]
    if not changed_rows and len(found) == 3 and language == "zh-CN":
        assert "变差的有" not in found[2]
        assert "好转的有" not in found[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("copy", [False, True])
def test_pictures_stay_small_and_are_named_by_their_sentence(language: str, copy: bool) -> None:
    shown = sheet(cases.fullest(), language, copy=copy)
    assert len(shown.curves) == rules.CURVES
    for one in shown.curves:
        assert len(gzip.compress(one.svg.encode(), 6)) <= 2048
        assert f">{one.title}" in one.svg
        assert one.direction in one.svg
    assert bool(shown.feedback) is not copy


def test_nothing_in_red_when_nothing_was_urgent() -> None:
    assert sheet(replace(cases.fullest(), alarms=()), "zh-CN").danger is None


def test_no_records_are_said_and_nothing_is_drawn() -> None:
    shown = sheet(cases.empty(), "zh-CN")
    assert shown.empty
    assert shown.sentences == ("还没有任何记录。",)
    assert shown.curves == ()
    assert shown.tables == ()

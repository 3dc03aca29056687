"""Pages for a visit made by hand: a quiet one, the fullest there can be, and an empty one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from osteopro.instruments import library
from osteopro.instruments.definition import Text
from osteopro.summaries import comparing, rules
from osteopro.summaries.definition import edition
from osteopro.summaries.facts import (
    Advice,
    Alarm,
    Cell,
    Completeness,
    Curve,
    Event,
    Falls,
    Head,
    LastVisit,
    Mark,
    Measured,
    Medicine,
    Note,
    Row,
    VisitSummary,
)
from osteopro.ui.charts import Point

TODAY = date(2026, 11, 23)
START = TODAY - rules.PERIOD
LONG_ZH = "夜里翻身还是痛得厉害，早上起来要坐很久才能站起来走路，在厨房滑了一跤以后不敢快走"
LONG_EN = "Turning over at night still hurts badly and in the morning I must sit a long time"


def both(zh: str, en: str = "") -> Text:
    return {"zh-CN": zh, "en": en or zh}


def cell(day: date, value: Decimal | int | None, text: Text, *, proxy: bool = False) -> Cell:
    return Cell(day, value, text, proxy)


def _form() -> library.Instrument:
    every = library.load_instruments().values()
    return next(each for each in every if each.kind == "record" and each.baseline)


def _quality() -> library.Instrument:
    return next(e for e in library.load_instruments().values() if e.kind == "quality-of-life")


def item_rows(now: int = 4, before: int = 2, first: int = 0, *, proxy: bool = False) -> list[Row]:
    """Every symptom at these levels (numbers of pain are doubled)."""
    form = _form()
    layout = edition().layouts[form.series]
    rows = []
    for code in layout.symptoms:
        item = form.questionnaire.item(code)
        weights = sorted(o.weight for o in item.options if o.weight is not None)
        figures = len(weights) > 5
        options = {o.weight: o.display for o in item.options}

        def at(day: date, level: int, figures: bool = figures, options: object = options) -> Cell:
            value = level * 2 if figures else level
            text = both(str(value)) if figures else options[value]  # type: ignore[index]
            return cell(day, value, text, proxy=proxy)

        rows.append(
            Row(
                code=code,
                label=comparing.label(item),
                low=weights[0],
                high=weights[-1],
                step=2,
                worse_up=True,
                now=at(TODAY - timedelta(days=21 if len(rows) > 6 else 0), now),
                before=at(TODAY - timedelta(days=28), before),
                first=at(START, first),
                figures=figures,
            )
        )
    return rows


def scale_rows(spec_of: library.Instrument, *codes: str, ago: int = 0) -> list[Row]:
    """Scales of a form, all with one decimal."""
    return [
        Row(
            code=scale.id,
            label=scale.label,
            low=0,
            high=100,
            step=scale.meaningful_change or 20,
            worse_up=scale.direction == "higher-worse",
            now=cell(TODAY - timedelta(days=ago), Decimal("83.9"), both("83.9")),
            before=cell(TODAY - timedelta(days=37), Decimal("61.4"), both("61.4")),
            first=cell(START, Decimal("33.3"), both("33.3")),
        )
        for scale in spec_of.spec.scales
        if not codes or scale.id in codes
    ]


def curve(row: Row) -> Curve:
    """Twelve weeks with everything that can be drawn."""
    points, texts = [], []
    for week in range(13):
        value = None if week in (4, 8) else row.low + (row.high - row.low) * (week % 5) // 4
        points.append(
            Point(
                START + timedelta(weeks=week),
                value,
                phone=week % 3 == 0,
                proxy=week == 6,
                declined=week == 8,
            )
        )
        texts.append(both(str(value)) if value is not None else {})
    return Curve(row, tuple(points), tuple(texts), 3)


def fullest() -> VisitSummary:
    """As much as a page can be made to hold: every part at its longest."""
    form, quality = _form(), _quality()
    headline = item_rows()[:2]
    totals = [row for row in scale_rows(quality, ago=9) if row.code == "QOL-T"]
    domains = [row for row in scale_rows(quality, ago=9) if row.code != "QOL-T"]
    drawn = [*headline, *scale_rows(form, "SYM-C", "SYM-MOVE", "SYM-ENERGY"), *totals]
    days = [START + timedelta(weeks=n) for n in range(1, 12)]
    events = [
        Event(START + timedelta(days=6 * n), mark, both("还是痛", "still hurts"))
        for n, mark in enumerate([*Mark, Mark.FALL, Mark.BACK, Mark.ADVICE, Mark.MISSED])
    ]
    because = both(
        "摔倒碰到头：碰到了，头很痛、想吐、犯困、糊涂或昏过；看过医生：还没有",
        "Head hit in a fall: hit it, bad headache, sick, drowsy, confused or fainted; not seen",
    )
    return VisitSummary(
        edition=edition(),
        made=datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
        head=Head(
            patient_id=104_417,
            name="阿依古丽·买买提江",
            age=79,
            sex="female",
            enrolled_on=date(2021, 3, 8),
            channel="online-with-helper",
            language="zh-hans",
            manager=both("欧阳护士长", "Head Nurse Ouyang Xiaomei"),
            phone="028-0000 1234",
            visit=LastVisit(date(2026, 8, 28), datetime(2026, 8, 28, 2, tzinfo=UTC), 5),
            visit_by=both("慕容医生", "Dr Murong Xueqing"),
            start=START,
            end=TODAY,
        ),
        complete=Completeness(3, tuple(days[:9]), 2, 1, tuple(days[9:])),
        wish=(
            both("想看医生", "see a doctor"),
            both("复查、开药、打针", "check, medicine, injection"),
        ),
        notes=tuple(
            Note(
                TODAY - timedelta(days=n), rules.shortened(LONG_ZH, rules.NOTES_WIDTH // 3), n == 2
            )
            for n in range(3)
        ),
        questions=tuple(
            both(
                rules.shortened(LONG_ZH, rules.QUESTION_WIDTH),
                rules.shortened(LONG_EN, rules.QUESTION_WIDTH),
            )
            for _ in range(3)
        ),
        alarms=tuple(
            Alarm(TODAY - timedelta(days=n), n == 0, because, "unreachable-escalated", False)
            for n in range(3)
        ),
        more_alarms=12,
        curves=tuple(curve(row) for row in drawn),
        events=tuple(events),
        headline=tuple(headline),
        symptoms=(*scale_rows(form, "SYM-C"), *item_rows()),
        quality=(*totals, *domains),
        falls=Falls(17, 9, TODAY - timedelta(days=3), many=True),
        fractures=tuple(
            Event(day, Mark.FRACTURE, both("髋部、大腿根", "hip, top of thigh")) for day in days[:3]
        ),
        spine_fracture=True,
        recent_fracture=True,
        height=Measured(Decimal("150.5"), TODAY, Decimal("-3.5"), date(2021, 3, 8)),
        weight=Measured(Decimal("41.5"), TODAY, Decimal("-7.5"), date(2021, 3, 8)),
        medicine=Medicine(
            on_it=True,
            taken=both("自己停了", "stopped by myself"),
            why=both("忘了、用完了、不舒服、怕副作用", "forgot, ran out, unwell, afraid"),
            interrupted=9,
            side_effect=both("比较重", "quite a bit"),
            which=both("胃不舒服、烧心、头晕", "stomach, heartburn, dizzy"),
            next_dose=date(2026, 9, 1),
        ),
        advice=tuple(
            Advice("家里防摔：灯、地、扶手、鞋", TODAY - timedelta(days=n), "cannot")
            for n in range(3)
        ),
        more_advice=5,
        skipped=tuple(row.label for row in item_rows()[3:8]),
        verified=tuple(days[:3]),
        last_record=TODAY,
    )


def empty() -> VisitSummary:
    """Somebody of whom nothing was heard yet."""
    full = fullest()
    return replace(
        full,
        complete=Completeness(0, (), 0, 0, ()),
        wish=(),
        notes=(),
        questions=(),
        alarms=(),
        more_alarms=0,
        curves=(),
        events=(),
        headline=(),
        symptoms=(),
        quality=(),
        falls=Falls(0, 0, None, many=False),
        fractures=(),
        spine_fracture=False,
        recent_fracture=False,
        height=None,
        weight=None,
        medicine=Medicine(True, {}, {}, 0, {}, {}, None),
        advice=(),
        more_advice=0,
        skipped=(),
        verified=(),
        last_record=None,
    )

"""The page for a visit in words and pictures: one source for screen, paper and PDF.

Everything the template shows is made here from a `VisitSummary`, in one language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from osteopro.summaries import rules
from osteopro.summaries.fact_lines import facts
from osteopro.summaries.facts import Alarm, Cell, Curve, Event, Mark, Row, VisitSummary
from osteopro.summaries.sentences import names, sentences
from osteopro.summaries.telling import MOST_DAYS, Telling
from osteopro.ui import charts
from osteopro.ui.charts import Happening, Scale, Series, Variant
from osteopro.ui.formats import staff_moment
from osteopro.ui.trends import Verdict

# Large letters leave room for two.
_COPY_ALARMS = 2


@dataclass(frozen=True)
class Picture:
    """One small multiple with the same numbers as a table."""

    title: str
    direction: str
    verdict: str
    words: str
    svg: Markup
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One row of a table in words; `strong`: it changed beyond the threshold."""

    label: str
    now: str
    before: str
    first: str
    verdict: str
    strong: bool


@dataclass(frozen=True)
class Table:
    """One of both tables."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Box:
    """A heading with lines below it, or with named facts."""

    heading: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Everything the template shows. `copy`: the patient's own, in large letters."""

    lang: str
    copy: bool
    empty: bool
    title: str
    mark: str
    name: str
    who: str
    lines: tuple[str, ...]
    period: str
    complete: str
    sentences: tuple[str, ...]
    words: Box
    questions: Box
    asks: bool
    danger: Box | None
    curves_heading: str
    curves: tuple[Picture, ...]
    legend: tuple[str, ...]
    tables: tuple[Table, ...]
    facts: Box
    advice: Box
    data: Box
    feedback: tuple[str, ...]


def sheet(of: VisitSummary, language: str, *, copy: bool = False, feedback: bool = True) -> Sheet:
    """The page in "zh-CN" or "en"; `copy` is the patient's, in large letters; `feedback` is
    what staff fill in, and never on a patient's copy."""
    to = Telling(of, language, copy)
    head = of.head
    return Sheet(
        lang=language,
        copy=copy,
        empty=of.empty,
        title=to.say("title"),
        mark=to.say("copy") if copy else "",
        name=head.name,
        who=f"{to.say('years', age=head.age)} {to.say(f'sex.{head.sex}')}",
        lines=tuple(_head(to)),
        period=to.say(
            "period",
            start=to.day(head.start),
            end=to.day(head.end) if copy else head.end.isoformat(),
        ),
        complete=_complete(to) if of.complete.expected or of.complete.received else "",
        sentences=tuple(sentences(of, language)),
        words=Box(to.say("words"), tuple(_own_words(to)) or (to.say("words.none"),)),
        questions=Box(
            to.say("questions"),
            tuple(to.text(each) for each in of.questions) or (to.say("questions.none"),),
        ),
        asks=bool(of.questions),
        danger=_danger(to) if of.alarms else None,
        curves_heading=to.say("curves"),
        curves=tuple(_picture(to, curve, n) for n, curve in enumerate(of.curves)),
        legend=tuple(_legend(to)),
        tables=tuple(_tables(to)),
        facts=Box(to.say("facts"), facts=tuple(facts(to))),
        advice=Box(to.say("advice"), tuple(_advice(to)) or (to.say("advice.none"),)),
        data=Box(to.say("data"), tuple(_data(to))),
        feedback=_feedback(to) if feedback and not copy else (),
    )


def _complete(to: Telling) -> str:
    known = to.of.complete
    return to.say(
        "complete",
        expected=known.expected,
        received=known.received,
        phone=known.phone,
        family=len(known.family),
    )


def _head(to: Telling) -> Iterable[str]:
    head = to.of.head
    yield to.say("number", number=head.patient_id)
    yield to.say("enrolled", day=head.enrolled_on.isoformat())
    yield to.say(f"channel.{head.channel}")
    if head.manager:
        yield to.say("manager", name=to.text(head.manager), phone=head.phone)
    if head.visit is None:
        yield to.say("no-visit")
    elif head.visit_by:
        day = head.visit.on.isoformat()
        yield to.say("last-visit.by", day=day, name=to.text(head.visit_by))
    else:
        yield to.say("last-visit", day=head.visit.on.isoformat())


def _own_words(to: Telling) -> Iterable[str]:
    wishes = [to.text(each) for each in to.of.wish]
    if wishes:
        yield to.say("wish", wish=to.say("join.names").join(wishes))
    for note in to.of.notes:
        code = "quote.family" if note.family else "quote"
        yield to.say(code, words=note.words, day=to.day(note.on))


def _danger(to: Telling) -> Box:
    since = "danger" if to.of.head.visit else "danger.enrolled"
    shown = to.of.alarms[: _COPY_ALARMS if to.copy else None]
    lines = [_alarm(to, alarm) for alarm in shown]
    if more := to.of.more_alarms + len(to.of.alarms) - len(shown):
        lines.append(to.say("danger.more", n=more))
    return Box(to.say(since), tuple(lines))


def _alarm(to: Telling, alarm: Alarm) -> str:
    level = "emergency" if alarm.emergency else "urgent"
    what = rules.shortened(to.text(alarm.because), rules.REASON_WIDTH)
    return to.parts(
        [
            f"{to.say(f'level.{level}')} {to.day(alarm.on)} {what}",
            to.say(f"advised.{level}"),
            to.say(f"outcome.{alarm.outcome or 'open'}"),
            to.say("verified" if alarm.verified else "unverified"),
        ]
    )


def _picture(to: Telling, curve: Curve, number: int) -> Picture:
    """A small multiple; the first three carry the strip of events: all share the same weeks."""
    of, row = to.of, curve.row
    title, words, direction = to.text(row.label), _curve_words(to, curve), _direction(to, row)
    start, end = of.head.start, of.head.end
    strip = [_event(event) for event in of.events] if number < rules.SYMPTOM_CURVES else []
    svg = charts.line_chart(
        [Series(curve.points, least=curve.least)],
        strip,
        variant=Variant.LARGE_PRINT if to.copy else Variant.PRINT,
        scale=Scale(row.low, row.high, direction),
        start=start,
        end=end,
        sentence=to.say("curve.sentence", label=title, words=words),
        about=to.say("curve.about", start=to.day(start), end=to.day(end), direction=direction),
        uid=f"sheet-{row.code}",
        language="en" if to.language == "en" else "zh-hans",
    )
    table = [
        (
            to.day(point.on),
            to.text(text) or to.say("cell.skipped" if point.declined else "sign.missing"),
        )
        for point, text in zip(curve.points, curve.texts, strict=True)
    ]
    verdict = _verdict(to, row, row.lately) if row.lately else ""
    return Picture(title, direction, verdict, words, svg, tuple(table[::-1]))


def _curve_words(to: Telling, curve: Curve) -> str:
    known = [text for text in curve.texts if text]
    if not known:
        return to.say("curve.none")
    if len(known) == 1:
        return to.say("curve.one", last=to.text(known[-1]))
    first, last = to.text(known[0]), to.text(known[-1])
    return to.say("curve.words", n=len(known), first=first, last=last)


def _direction(to: Telling, row: Row) -> str:
    if not row.worse_up:
        return to.say("up.better")
    return to.say("up.pain" if row in to.of.headline else "up.worse")


def _event(event: Event) -> charts.Event:
    return charts.Event(event.on, Happening(event.mark))


def _legend(to: Telling) -> Iterable[str]:
    """Only the signs that stand in a picture."""
    points = [point for curve in to.of.curves for point in curve.points]
    if any(point.phone for point in points):
        yield to.say("sign.phone")
    if any(point.proxy for point in points):
        yield to.say("sign.proxy")
    if any(point.value is None and not point.declined for point in points):
        yield to.say("sign.missing")
    if any(point.declined for point in points):
        yield to.say("sign.declined")
    seen = {event.mark for event in to.of.events}
    yield from (to.say(f"sign.{mark}") for mark in Mark if mark in seen)


def _tables(to: Telling) -> Iterable[Table]:
    columns = ("table.now", "table.before", "table.first", "table.change")
    for code, rows in (("table.symptoms", to.of.symptoms), ("table.quality", to.of.quality)):
        if rows:
            usual = _usual_day(rows)
            title = to.say(code)
            if usual is not None and usual != to.of.last_record:
                title = to.say("row.dated", label=title, day=to.day(usual))
            head = (title, *(to.say(each) for each in columns))
            yield Table(head, tuple(_line(to, row, usual) for row in rows))


def _usual_day(rows: Sequence[Row]) -> date | None:
    """The day on which most lines of a table were answered last: it need not stand in each."""
    days = [row.now.on for row in rows if row.now is not None]
    return max(days, key=lambda day: (days.count(day), day), default=None)


def _line(to: Telling, row: Row, usual: date | None) -> Line:
    found = row.since_start
    return Line(
        label=_label(to, row, usual),
        now=_cell(to, row.now),
        before=_cell(to, row.before),
        first=_cell(to, row.first),
        verdict=_verdict(to, row, found),
        strong=found in (Verdict.BETTER, Verdict.WORSE),
    )


def _label(to: Telling, row: Row, usual: date | None) -> str:
    label = to.text(row.label)
    if row.figures and row not in to.of.quality:
        label = to.say("row.of", label=label, low=row.low, high=row.high)
    if row.now is not None and row.now.on != usual:
        label = to.say("row.dated", label=label, day=to.day(row.now.on))
    return label


def _cell(to: Telling, cell: Cell | None) -> str:
    if cell is None:
        return "–"
    value = to.text(cell.text) or to.say("cell.skipped")
    return to.say("cell.proxy", value=value) if cell.proxy else value


def _verdict(to: Telling, row: Row, found: Verdict | None) -> str:
    """An arrow the way the number went and a word; only beyond the threshold."""
    if found is None:
        return "–"
    if found in (Verdict.SAME, Verdict.EQUAL):
        return to.say("verdict.same")
    if row.worse_up:
        return to.say(f"verdict.{found}")
    return to.say("verdict.better.up" if found is Verdict.BETTER else "verdict.worse.down")


def _advice(to: Telling) -> Iterable[str]:
    last = len(to.of.advice) - 1
    for n, each in enumerate(to.of.advice):
        word = to.say(f"word.{each.word or 'none'}")
        line = to.say("advice.line", title=each.title, day=to.day(each.on), word=word)
        more = to.say("advice.more", n=to.of.more_advice) if n == last and to.of.more_advice else ""
        yield to.parts([line, more])


def _data(to: Telling) -> Iterable[str]:
    """Missing, left out, ways, proxy, verified: neutral words, no judgement (part 9)."""
    complete = to.of.complete
    missed, family = complete.missed, complete.family
    parts = [
        to.say("data.missing", n=len(missed), days=to.days(missed))
        if missed
        else to.say("data.missing.none")
        if complete.expected
        else ""
    ]
    if to.of.skipped:
        items = names(to.of, to.language, map(to.text, to.of.skipped), MOST_DAYS)
        parts.append(to.say("data.skipped", n=len(to.of.skipped), items=items))
    if complete.phone:
        parts.append(to.say("data.phone", n=complete.phone))
    if complete.in_person:
        parts.append(to.say("data.person", n=complete.in_person))
    if family:
        parts.append(to.say("data.proxy", n=len(family), days=to.days(family)))
    verified = to.of.verified
    parts.append(
        to.say("data.verified", days=to.days(verified)) if verified else to.say("data.unverified")
    )
    yield to.say("sentence", words=to.parts(parts))
    yield to.say("thresholds")
    yield to.say("data.scale")
    yield to.say("data.edition", version=to.of.edition.version)
    yield to.say("made", when=staff_moment(to.of.made))


def _feedback(to: Telling) -> tuple[str, ...]:
    return tuple(
        to.say(f"feedback{part}")
        for part in (
            "",
            ".used",
            ".result",
            ".medicine",
            ".tests",
            ".advice",
            ".nothing",
            ".answer",
        )
    )

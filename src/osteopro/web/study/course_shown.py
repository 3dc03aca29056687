"""A score over the weeks around an interview: in words, as a picture and as a table."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from osteopro.enrolment.reading import text_language
from osteopro.followup.study_records import Course, Reading
from osteopro.instruments.definition import Text
from osteopro.instruments.terms import Kind
from osteopro.ui import formats
from osteopro.ui.charts import LEAST_OF_SELDOM, Point, Scale, Series, Variant, line_chart
from osteopro.ui.components import TrendRow
from osteopro.ui.trends import Measure, verdict, verdict_word
from osteopro.web.study.page import language

# The picture has no dates: any day may stand for that of the interview.
ZERO = date(2001, 1, 1)
# Weeks shown on both sides at least.
LEAST = 4


@dataclass(frozen=True, slots=True)
class CourseShown:
    """Ready for the page; `svg` is empty when there is nothing to draw."""

    code: str
    title: str
    words: str
    svg: Markup
    rows: tuple[TrendRow, ...]


def shown(course: Course) -> CourseShown:
    """A course as researchers read it."""
    worse = gettext("%(score)s, higher is worse")
    better = gettext("%(score)s, higher is better")
    of = {"score": title_of(course.outcome.label, course.outcome.kind)}
    title = (worse if course.outcome.worse_upwards else better) % of
    words = in_words(course)
    return CourseShown(
        code=course.outcome.code,
        title=title,
        words=words,
        svg=_drawn(course, title, words) if course.readings else Markup(),
        rows=tuple(_row(each) for each in reversed(course.readings)),
    )


def said(text: Text) -> str:
    """A text of the forms in the reader's language."""
    return text.get(text_language(language()), "")


def title_of(label: Text, kind: Kind) -> str:
    """The name of a score with where it comes from: two forms each ask about mood."""
    form = {Kind.RECORD: gettext("symptoms"), Kind.QUALITY_OF_LIFE: gettext("quality of life")}
    return gettext("%(score)s (%(form)s)") % {"score": said(label), "form": form[kind]}


def in_words(course: Course) -> str:
    """How many there are, how they spread, and the two that stand around the interview."""
    values = [each.value for each in course.readings]
    if not values:
        return gettext("No score in the year before and the year after the interview.")
    count = ngettext("%(n)s score", "%(n)s scores", len(values)) % {"n": len(values)}
    low, high = formats.one_decimal(min(values)), formats.one_decimal(max(values))
    spread = low if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    parts = [gettext("%(count)s, %(spread)s") % {"count": count, "spread": spread}]
    before = next((each for each in reversed(course.readings) if each.week < 0), None)
    after = next((each for each in course.readings if each.week >= 0), None)
    if before:
        parts.append(gettext("last before: %(value)s") % {"value": _value(before)})
    if after:
        parts.append(gettext("first after: %(value)s") % {"value": _value(after)})
    if before and after and course.outcome.step and before.proxy == after.proxy:
        measure = Measure(
            said(course.outcome.label),
            course.outcome.step,
            higher_is_worse=course.outcome.worse_upwards,
        )
        parts.append(verdict_word(verdict(before.value, after.value, measure), language()))
    return gettext("; ").join(parts)


def week(of: int) -> str:
    """When that was, told from the interview."""
    if of == 0:
        return gettext("week of the interview")
    if of < 0:
        return ngettext("%(n)s week before", "%(n)s weeks before", -of) % {"n": -of}
    return ngettext("%(n)s week after", "%(n)s weeks after", of) % {"n": of}


def _value(reading: Reading) -> str:
    return formats.one_decimal(reading.value)


def _row(reading: Reading) -> TrendRow:
    marks = [
        gettext("by the family") if reading.proxy else "",
        gettext("answered on the phone") if reading.phone else "",
    ]
    return TrendRow(week(reading.week), _value(reading), gettext(", ").join(filter(None, marks)))


def _drawn(course: Course, title: str, words: str) -> Markup:
    weeks = [each.week for each in course.readings]
    points = tuple(
        Point(ZERO + timedelta(weeks=each.week), each.value, phone=each.phone, proxy=each.proxy)
        for each in course.readings
    )
    seldom = course.outcome.kind is Kind.QUALITY_OF_LIFE
    return line_chart(
        [Series(points, least=LEAST_OF_SELDOM) if seldom else Series(points)],
        variant=Variant.STAFF,
        scale=Scale(0, 100, ""),
        start=ZERO + timedelta(weeks=min(*weeks, -LEAST)),
        end=ZERO + timedelta(weeks=max(*weeks, LEAST)),
        sentence=f"{title}: {words}",
        about=gettext("By weeks from the interview."),
        uid=f"course-{course.outcome.code}",
        language="en" if language().startswith("en") else "zh-hans",
        zero=ZERO,
    )

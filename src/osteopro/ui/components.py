"""What the macros are given: plain, frozen values and no model rows.

Text fields take `str` or `Markup`; plain strings are escaped by the template.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """One choice of a radio list, ladder or tick list.

    `label` is the option's words (in a ladder the number), `note` the words beside it.
    `exclusive` marks 都没有: it stands last, apart, and clears the others.
    """

    value: str
    label: str
    note: str = ""
    checked: bool = False
    exclusive: bool = False
    disabled: bool = False


class FieldError(NamedTuple):
    """A mistake at the field called `field` (its form name), in one sentence."""

    field: str
    text: str


def first_of_each(errors: Iterable[FieldError]) -> dict[str, str]:
    """The first mistake of each field, to be said beside it."""
    said: dict[str, str] = {}
    for error in errors:
        said.setdefault(error.field, error.text)
    return said


def with_errors(errors: Iterable[FieldError], context: Mapping[str, Any]) -> dict[str, Any]:
    """What a page is drawn with: every mistake for the summary, the first of each beside its field.

    Beside a mistake nothing is said to be done (`did`): the address a form is sent to may still
    tell of what was done before.
    """
    found = list(errors)
    everything = {"errors": found, "problems": first_of_each(found), **context}
    if found and "did" in everything:
        everything["did"] = ""
    return everything


class DateParts(NamedTuple):
    """Year, month and day exactly as typed, so that a mistake can be shown again."""

    year: str = ""
    month: str = ""
    day: str = ""


class QuickDate(NamedTuple):
    """A button for a near day: `value` is the ISO date, `label` 今天, 昨天, 前天."""

    value: str
    label: str
    checked: bool = False


class Link(NamedTuple):
    """A row that leads somewhere; `tag` is a short word such as 新, `note` a second line."""

    href: str
    label: str
    icon: str = ""
    note: str = ""
    tag: str = ""


class FateStep(NamedTuple):
    """One stop of a record on its way; `done` only from a real act of a person."""

    label: str
    when: str = ""
    done: bool = True
    quote: str = ""


class SummaryRow(NamedTuple):
    """A question with its answer and the way to change it (no link: cannot be changed)."""

    question: str
    answer: str
    href: str = ""


class ChangeRow(NamedTuple):
    """Last answer against this one: `text` for patients ("5 变成 4，差不多").

    Staff see `before` → `now` and `verdict`; `tone` is "" or "warn" and `strong` marks a change.
    """

    question: str
    text: str = ""
    before: str = ""
    now: str = ""
    verdict: str = ""
    tone: str = ""
    strong: bool = False


class TrendRow(NamedTuple):
    """A line of the table under a chart; `mark` is an event's sign, then `value` stays empty."""

    when: str
    value: str = ""
    meaning: str = ""
    mark: str = ""


class Legend(NamedTuple):
    """A sign of the chart and its words; `sign` is line, ring, proxy, cross, hatch or a letter."""

    sign: str
    words: str


class Key(NamedTuple):
    """A keyboard hint: the keys in the order pressed and what they do."""

    keys: tuple[str, ...]
    label: str


class Tag(NamedTuple):
    """A short word in a box; `tone` is "", "ok", "warn" or "bad"."""

    label: str
    tone: str = ""


class Stat(NamedTuple):
    """A figure with its name and unit, for a tool bar."""

    label: str
    value: str
    unit: str = ""


class WorkRow(NamedTuple):
    """One patient in the worklist.

    `level` is emergency, urgent, attention, routine, phone (a call is due) or late;
    `level_word` says it. `lead` and `reason` (bold) say why the
    row is here, `detail` what else is known.
    `due` is bold, `due_more` follows in normal weight. The key `c` opens `call`.
    """

    href: str
    level: str
    level_word: str
    name: str
    person: str
    reason: str
    detail: str = ""
    contact: str = ""
    due: str = ""
    due_more: str = ""
    channel: str = ""
    tags: tuple[Tag, ...] = ()
    lead: str = ""
    call: str = ""


class Lane(NamedTuple):
    """A lane of the worklist, shown even when empty; `levels` are the shapes before its title."""

    code: str
    title: str
    number: int
    levels: tuple[str, ...]
    rows: tuple[WorkRow, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    folded: bool = False


class Suggestion(NamedTuple):
    """Advice offered for a reply: why it is offered is part of it."""

    code: str
    title: str
    text: str
    because: str
    inserted: bool = False


class Pick(NamedTuple):
    """A text to put into a reply from a list that is searched by typing.

    `note` says what to know before, with `barred` why it is not to be had; `find` are further
    words it is found by. Without `code` it is only inserted and not sent along.
    """

    code: str
    title: str
    text: str
    note: str = ""
    barred: bool = False
    inserted: bool = False
    find: str = ""


class TimelineEntry(NamedTuple):
    """One thing that happened; `mark` is a level code, an icon or one letter (医, 建). `receipts`
    are acts of people that are done, `waits` is what is still owed."""

    when: str
    title: str
    mark: str = "routine"
    time: str = ""
    detail: str = ""
    lines: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    waits: str = ""
    href: str = ""
    current: bool = False


class Option(NamedTuple):
    """A choice of a drop-down list."""

    value: str
    label: str
    selected: bool = False

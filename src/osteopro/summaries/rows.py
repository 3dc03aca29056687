"""The lines of both tables and the curves, from a year of answers and scores."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.scales import higher_is_worse, weight
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction, Kind, Mode, State
from osteopro.records.queries import StoredResponse
from osteopro.summaries import comparing, rules
from osteopro.summaries.definition import LANGUAGES, Layout
from osteopro.summaries.facts import Cell, Curve, Row
from osteopro.summaries.reading import Material
from osteopro.ui.charts.values import LEAST_FOR_A_LINE, LEAST_OF_SELDOM, Point
from osteopro.ui.formats import one_decimal

# A form that comes every few months is "now" until the next one could be there.
_SELDOM_NOW = timedelta(days=183)
_SCALE_STEP = 20
_FEW_LEVELS = 5

CellOf = Callable[[StoredResponse], Cell | None]


def item_row(code: str, found: Material, form: Instrument) -> Row | None:
    """A question of the records; None if no form that was filled in has it."""
    records = _of(found, Kind.RECORD)
    holder = next((r.instrument for r in reversed(records) if _has(r, code)), form)
    if code not in holder.questionnaire.nodes:
        return None
    item = holder.questionnaire.item(code)
    weights = [option.weight for option in item.options if option.weight is not None]
    if not weights:
        return None
    upwards = higher_is_worse(holder, code)
    row = Row(
        code=code,
        label=comparing.label(item),
        low=min(weights),
        high=max(weights),
        step=comparing.STEP,
        worse_up=upwards is not False,
        figures=len(weights) > _FEW_LEVELS,
    )
    return _filled(row, records, found, lambda response: _answer(found, item, response))


def scale_row(scale: Scale, kind: Kind, found: Material) -> Row:
    """A scale of the records or of quality of life."""
    row = Row(
        code=scale.id,
        label=scale.label,
        low=0,
        high=100,
        step=scale.meaningful_change or _SCALE_STEP,
        worse_up=scale.direction is Direction.HIGHER_WORSE,
    )
    return _filled(row, _of(found, kind), found, lambda response: _score(found, scale.id, response))


def quality_scales(found: Material) -> list[Scale]:
    """The total first, then its domains, of the newest form on quality of life."""
    forms = _of(found, Kind.QUALITY_OF_LIFE)
    if not forms:
        return []
    spec = forms[-1].instrument.spec
    totals = [scale for scale in spec.scales if scale.scales]
    return [*totals, *(scale for scale in spec.scales if not scale.scales)]


def curves(
    layout: Layout,
    form: Instrument,
    found: Material,
    headline: Sequence[Row],
    quality: Sequence[Row],
) -> list[Curve]:
    """Headline questions, the index, the total of quality of life, and the sub-scales that changed
    most; symptoms first, as many as fit (resolution 32)."""
    indices = {scale.id: scale for scale in form.spec.scales}
    index = [
        scale_row(indices[code], Kind.RECORD, found) for code in [layout.index] if code in indices
    ]
    subs = [
        scale_row(indices[code], Kind.RECORD, found)
        for code in layout.sub_scales
        if code in indices
    ]
    always = [*headline, *index][: rules.SYMPTOM_CURVES]
    drawn = [row for row in [*subs, *quality[1:]] if row.now is not None]
    rest = rules.most_changed(drawn, rules.CURVES - len(always) - len(quality[:1]))
    symptom_subs = [row for row in rest if row in subs]
    chosen = [*always, *symptom_subs, *quality[:1], *(row for row in rest if row not in subs)]
    return [_curve(row, found) for row in chosen]


def _curve(row: Row, found: Material) -> Curve:
    kind = Kind.RECORD
    forms = _of(found, Kind.QUALITY_OF_LIFE)
    if forms and any(scale.id == row.code for scale in forms[-1].instrument.spec.scales):
        kind = Kind.QUALITY_OF_LIFE
    cells = [
        (response, cell)
        for response in _of(found, kind)
        if (cell := cell_of(row, found, response)) is not None and cell.on >= found.start
    ]
    points = [
        Point(
            on=cell.on,
            value=cell.value,
            phone=response.mode == Mode.PHONE,
            proxy=cell.proxy,
            declined=cell.value is None,
        )
        for response, cell in cells
    ]
    texts = [cell.text for _response, cell in cells]
    if kind is Kind.RECORD:
        for day in found.missed:
            if day >= found.start and cells:
                points.append(Point(on=day, value=None))
                texts.append({})
    order = sorted(range(len(points)), key=lambda n: points[n].on)
    seldom = kind is Kind.QUALITY_OF_LIFE and forms[-1].instrument.planning.seldom
    return Curve(
        row=row,
        points=tuple(points[n] for n in order),
        texts=tuple(texts[n] for n in order),
        least=LEAST_OF_SELDOM if seldom else LEAST_FOR_A_LINE,
    )


def cell_of(row: Row, found: Material, response: StoredResponse) -> Cell | None:
    """What this response says about a line: an answer or a score."""
    if _has(response, row.code):
        return _answer(found, response.instrument.questionnaire.item(row.code), response)
    return _score(found, row.code, response)


def _filled(row: Row, responses: Sequence[StoredResponse], found: Material, of: CellOf) -> Row:
    cells = [cell for response in responses if (cell := of(response)) is not None]
    firsts = [cell for response in found.firsts if (cell := of(response)) is not None]
    if not cells:
        return row
    seldom = bool(responses) and responses[-1].instrument.planning.seldom
    limit = _SELDOM_NOW if seldom else rules.STILL_NOW
    now = cells[-1] if found.today - cells[-1].on <= limit else None
    before = None
    if now is not None:
        earlier = [cell for cell in cells[:-1] if cell.value is not None]
        place = rules.nearest_to_four_weeks([cell.on for cell in earlier], now.on)
        before = None if place is None else earlier[place]
    return replace(row, now=now, before=before, first=firsts[0] if firsts else None)


def _answer(found: Material, item: Item, response: StoredResponse) -> Cell | None:
    if item.link_id not in response.instrument.questionnaire.nodes:
        return None
    state = response.answers.state(item.link_id)
    if state is State.NOT_ASKED:
        return None
    value = weight(item, response.answers)
    text = comparing.answer_text(item, response.answers) if value is not None else {}
    return Cell(found.day(response.effective), value, text, response.proxy)


def _score(found: Material, scale: str, response: StoredResponse) -> Cell | None:
    score = next((s for s in found.scores.get(response.pk, ()) if s.scale == scale), None)
    if score is None or score.value is None:
        return None
    text = dict.fromkeys(LANGUAGES, one_decimal(score.value))
    return Cell(found.day(response.effective), score.value, text, response.proxy)


def _has(response: StoredResponse, code: str) -> bool:
    return code in response.instrument.questionnaire.nodes


def _of(found: Material, kind: Kind) -> list[StoredResponse]:
    return [each for each in found.responses if each.kind is kind]


def skipped(found: Material, codes: Iterable[str]) -> list[Item]:
    """Questions of the page that the newest record was asked and left out."""
    records = _of(found, Kind.RECORD)
    if not records:
        return []
    last = records[-1]
    wanted = set(codes)
    return [
        item
        for item in last.answers.enabled_items()
        if item.link_id in wanted
        and last.answers.state(item.link_id) not in (State.GIVEN, State.NOT_ASKED)
    ]


def days_of(found: Material, kind: Kind) -> list[tuple[date, StoredResponse]]:
    """The responses of a kind in the period with their days."""
    days = [(found.day(each.effective), each) for each in _of(found, kind)]
    return [(day, each) for day, each in days if day >= found.start]

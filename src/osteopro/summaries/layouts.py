"""The layout of a form's series, or what a form says of itself where a series has none."""

from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Signal
from osteopro.summaries.definition import Edition, EventRule, FallRule, Layout, MedicineItems
from osteopro.summaries.facts import Mark

_SIGNALS = {
    Signal.FALL: Mark.FALL,
    Signal.FRACTURE: Mark.FRACTURE,
    Signal.MEDICINE_CHANGED: Mark.MEDICINE,
}


def layout_of(edition: Edition, form: Instrument) -> Layout:
    """What of this family of forms stands on the page.

    A hospital's own questionnaire without a layout shows its headline questions, every question
    that a scale counts, and the events its signals name (`instrument.json`).
    """
    return edition.layouts.get(form.series) or _by_itself(form)


def _by_itself(form: Instrument) -> Layout:
    counted = {item for scale in form.spec.scales for item in scale.items}
    rules = [
        EventRule(
            _SIGNALS[signal.signal],
            {signal.item: frozenset(signal.codes)},
            (signal.on,) if signal.on else (),
        )
        for signal in form.planning.signals
        if signal.signal in _SIGNALS
    ]
    return Layout(
        headline=form.roles.get("headline", ()),
        index=form.planning.steady or "",
        sub_scales=tuple(s.id for s in form.spec.scales if s.id != form.planning.steady),
        symptoms=tuple(i.link_id for i in form.questionnaire.items if i.link_id in counted),
        wish=form.roles.get("wish", ()),
        events=tuple(rules),
        fall=FallRule("", {}, {}, ()),
        fracture=(),
        medicine=MedicineItems("", "", "", ""),
        never=frozenset(form.roles.get("private", ())) - counted,
    )

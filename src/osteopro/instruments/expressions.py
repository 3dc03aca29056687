"""FHIRPath for other clients, generated from the scoring specification.

The server never runs these; it scores natively. They use `ordinal()`, which reads the weights on
`answerOption` (FHIR reference sections 2, 3 and 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from osteopro.instruments.definition import Item, Questionnaire
from osteopro.instruments.spec import ItemRule, Scale, ScoringSpec
from osteopro.instruments.terms import ItemType, Method

_ADD = "aggregate($this + $total, 0)"  # sum() of nothing is empty in some engines


@dataclass(frozen=True)
class _Group:
    """Items scored alike, as a FHIRPath of their raw numbers."""

    rule: tuple[Fraction, Fraction | None]
    raws: str

    @property
    def count(self) -> str:
        return f"{self.raws}.count()"

    @property
    def total(self) -> str:
        factor, turned = self.rule
        added = f"{self.raws}.{_ADD}"
        if turned is not None:
            added = f"({_number(turned)} * {self.count} - {added})"
        return added if factor == 1 else f"{_number(factor)} * {added}"


def calculated_expression(
    spec: ScoringSpec, questionnaire: Questionnaire, scale: Scale
) -> str | None:
    """The FHIRPath of a scale, empty where the scale is null; None if the form lacks its items.

    A mean of two NRS items: `iif((%resource.item.where(…)…).count() >= 1, (10 * …) / …, {})`.
    """
    if scale.scales:
        parts = [calculated_expression(spec, questionnaire, spec.scale(s)) for s in scale.scales]
        if any(part is None for part in parts):
            return None
        return _over_scales(scale, [part for part in parts if part])
    if any(link_id not in questionnaire.nodes for link_id in scale.items):
        return None
    return _over_items(spec.rules, questionnaire, scale)


def _over_scales(scale: Scale, parts: list[str]) -> str:
    every = parts[0] + "".join(f".combine({part})" for part in parts[1:])
    return _result(scale, f"{every}.count()", f"{every}.{_ADD}", [])


def _over_items(rules: Mapping[str, ItemRule], form: Questionnaire, scale: Scale) -> str:
    groups = _groups(rules, form, scale.items)
    needs = []
    if scale.needs:
        wanted = _groups(rules, form, scale.needs.items)
        needs = [f"{_plus([group.count for group in wanted])} >= 1"]
    count, total = ([group.count for group in groups], [group.total for group in groups])
    return _result(scale, _plus(count), _plus(total), needs)


def _groups(
    rules: Mapping[str, ItemRule], form: Questionnaire, items: tuple[str, ...]
) -> list[_Group]:
    together: dict[tuple[str, Fraction, Fraction | None], list[str]] = {}
    for link_id in items:
        rule = rules[link_id]
        key = (_raw(form.nodes[link_id]), rule.factor, rule.reversed_from)
        together.setdefault(key, []).append(link_id)
    return [
        _Group((factor, turned), _where(form, link_ids) + raw)
        for (raw, factor, turned), link_ids in together.items()
    ]


def _raw(item: Item) -> str:
    """From an item to its raw number. Options without a weight are left out by their code: an
    engine would otherwise look for the weight in a code system elsewhere."""
    if item.type is ItemType.BOOLEAN:
        return ".answer.value.select(iif($this, 1, 0))"
    if item.type is not ItemType.CHOICE:
        return ".answer.value"
    missing = [option.code for option in item.options if option.weight is None]
    chosen = f".where((code in ({_names(missing)})).not())" if missing else ""
    return f".answer.value{chosen}.ordinal()"


def _where(form: Questionnaire, link_ids: list[str]) -> str:
    nested = any(form.nodes[link_id].parent for link_id in link_ids)
    source = "%resource.descendants()" if nested else "%resource.item"
    return f"{source}.where(linkId in ({_names(link_ids)}))"


def _names(names: list[str]) -> str:
    return "|".join("'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'" for name in names)


def _result(scale: Scale, count: str, total: str, needs: list[str]) -> str:
    test = " and ".join([f"{count} >= {scale.min_answered}", *needs])
    value = total
    if scale.method is Method.MEAN:
        value = f"({total}) / ({count})"
    elif scale.prorate:
        value = f"({total}) * {scale.size} / ({count})"
    return f"iif({test}, {value}, {{}})"


def _plus(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"({value.numerator} / {value.denominator})"

"""Scores from a declarative specification, exact inside (clinical content 2.1; resolution 42).

Nothing here knows an instrument: items, factors, minimums and reasons come from `scoring.json`.
A missing answer never becomes 0; a scale whose items were not all asked has no value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from osteopro.instruments.answers import Answers, Value, Values
from osteopro.instruments.definition import Questionnaire, Text
from osteopro.instruments.spec import Scale, ScoringSpec, parse_spec
from osteopro.instruments.terms import Method, Reason, State

__all__ = [
    "ScaleScore",
    "ScoringSpec",
    "band",
    "displayed",
    "fill_calculated",
    "item_score",
    "parse_spec",
    "rounded",
    "score",
    "with_calculated",
]


@dataclass(frozen=True)
class ScaleScore:
    """One scale of one response. `value` is exact or None with a `reason`; counts are items."""

    scale: str
    value: Fraction | None
    answered: int
    asked: int
    reason: str | None = None


def score(spec: ScoringSpec, answers: Answers) -> tuple[ScaleScore, ...]:
    """Every scale of the specification, in its order (clinical content 2.1).

    Vector S4, a short form: SYM-C is 335/7 with 7 of 7 answered, SYM-F is null because the form
    does not ask all of its items (`not-administered`).
    """
    scores: dict[str, ScaleScore] = {}
    item_scores = {link_id: _item(spec, answers, link_id) for link_id in spec.rules}
    for scale in spec.scales:
        if scale.items:
            scores[scale.id] = _score_items(scale, answers, item_scores)
        else:
            scores[scale.id] = _score_scales(scale, [scores[part] for part in scale.scales])
    return tuple(scores.values())


def item_score(spec: ScoringSpec, answers: Answers, link_id: str) -> Fraction | None:
    """Score of one item, None if it has no rule or no answer that counts."""
    return _item(spec, answers, link_id) if link_id in spec.rules else None


def rounded(value: Fraction | None) -> Decimal | None:
    """At most 6 decimals, half up, as stored (resolution 78)."""
    return None if value is None else _half_up(value, 6)


def displayed(value: Fraction | None) -> Decimal | None:
    """One decimal, half up, as shown (clinical content 2.1 rule 4)."""
    return None if value is None else _half_up(value, 1)


def fill_calculated(spec: ScoringSpec, scores: tuple[ScaleScore, ...]) -> dict[str, Decimal | int]:
    """Values for the hidden items that carry a score, {linkId: number}; nulls are left out."""
    values = {found.scale: found.value for found in scores}
    filled: dict[str, Decimal | int] = {}
    for scale in spec.scales:
        value = values[scale.id]
        if scale.fills and value is not None:
            whole = value.denominator == 1
            filled[scale.fills] = int(value) if whole else _half_up(value, 6)
    return filled


def with_calculated(
    spec: ScoringSpec, questionnaire: Questionnaire, values: Values
) -> dict[str, Value]:
    """The values with those hidden items that the server calculates, as they are now.

    What somebody sent for them is replaced; a score that is missing leaves them out.
    """
    ours = {scale.fills for scale in spec.scales if scale.fills}
    given = {link_id: value for link_id, value in values.items() if link_id not in ours}
    if not ours:
        return given
    scores = score(spec, Answers(questionnaire, given, complete=False))
    return {**given, **fill_calculated(spec, scores)}


def band(scale: Scale, value: Fraction) -> Text | None:
    """The word for a value, None if the scale has no words for it."""
    found = [entry.label for entry in scale.bands if entry.start <= value]
    return found[-1] if found else None


def _item(spec: ScoringSpec, answers: Answers, link_id: str) -> Fraction | None:
    given, rule = answers.value(link_id), spec.rules[link_id]
    if rule.scores:
        return rule.scores.get(given) if isinstance(given, str) else None
    return rule.of(Fraction(given)) if isinstance(given, bool | int | Decimal) else None


def _score_items(
    scale: Scale, answers: Answers, item_scores: Mapping[str, Fraction | None]
) -> ScaleScore:
    found = {item: item_scores.get(item) for item in scale.items}
    asked = sum(
        1
        for item, value in found.items()
        if value is not None or answers.state(item) is not State.NOT_ASKED
    )
    parts = [value for value in found.values() if value is not None]
    reason: str | None = None
    if asked < len(scale.items):
        reason = Reason.NOT_ADMINISTERED
    elif len(parts) < scale.min_answered:
        reason = Reason.TOO_FEW_ANSWERS
    elif scale.needs and all(found[item] is None for item in scale.needs.items):
        reason = scale.needs.reason
    value = _combine(scale, parts) if reason is None else None
    return ScaleScore(scale.id, value, len(parts), asked, reason)


def _score_scales(scale: Scale, parts: list[ScaleScore]) -> ScaleScore:
    values = [part.value for part in parts if part.value is not None]
    reason: str | None = None
    if any(part.reason == Reason.NOT_ADMINISTERED for part in parts):
        reason = Reason.NOT_ADMINISTERED
    elif len(values) < scale.min_answered:
        reason = Reason.TOO_FEW_DOMAINS
    value = _combine(scale, values) if reason is None else None
    answered, asked = sum(p.answered for p in parts), sum(p.asked for p in parts)
    return ScaleScore(scale.id, value, answered, asked, reason)


def _combine(scale: Scale, parts: list[Fraction]) -> Fraction:
    total = sum(parts, Fraction(0))
    if scale.method is Method.MEAN:
        return total / len(parts)
    return total * scale.size / len(parts) if scale.prorate else total


def _half_up(value: Fraction, places: int) -> Decimal:
    scaled = abs(value) * 10**places
    whole = Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    return (-whole if value < 0 else whole).scaleb(-places)

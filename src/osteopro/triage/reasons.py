"""Reasons: the alternatives of a rule or an advice, each a condition with the words for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from osteopro.instruments.definition import Text
from osteopro.triage.conditions import Bindings, Condition, ConditionError, condition
from osteopro.triage.messages import placeholders
from osteopro.triage.wording import Wording


@dataclass(frozen=True)
class Reason:
    """`each`: the condition selects entries of a group and the words are said about each.

    `forms` limits the reason to some of the forms its rule runs on.
    """

    condition: Condition
    each: bool
    because: Text
    forms: frozenset[str] | None = None

    @property
    def placeholders(self) -> frozenset[str]:
        """Facts the words need; those of `each` come from the entry."""
        if self.each:
            return frozenset()
        return frozenset().union(*(placeholders(text) for text in self.because.values()))

    def texts(self, bindings: Bindings, wording: Wording) -> list[Text]:
        """What to say; [] if it does not hold. ConditionError if that cannot be told."""
        if self.each:
            entries = self.condition.found(bindings)
            return [wording.about(self.because, entry) for entry in entries]
        return [wording.text(self.because)] if self.condition.holds(bindings) else []


def held(
    reasons: Sequence[Reason], form: str | None, bindings: Bindings, wording: Wording
) -> list[Text]:
    """The words of every reason that holds. ConditionError if none does and one cannot be told."""
    texts: list[Text] = []
    failure: ConditionError | None = None
    for reason in reasons:
        if reason.forms is not None and form not in reason.forms:
            continue
        try:
            texts += reason.texts(bindings, wording)
        except ConditionError as error:
            failure = error
    if failure and not texts:
        raise failure
    return texts


def parse_reasons(
    entries: Iterable[Mapping[str, Any]],
    forms: Callable[[Sequence[str]], frozenset[str]] = frozenset,
) -> tuple[Reason, ...]:
    """Read the `when` list of a rule or an advice."""
    return tuple(
        Reason(
            condition=condition(entry["each"] if "each" in entry else entry["if"]),
            each="each" in entry,
            because=entry["because"],
            forms=forms(entry["forms"]) if "forms" in entry else None,
        )
        for entry in entries
    )

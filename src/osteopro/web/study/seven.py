"""The seven steps in words: name, how much, where it is done, what is missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research.gates import StepState
from osteopro.research.missing import Failure, Step
from osteopro.research.progress import Progress, progress
from osteopro.research.queries import naming, steps
from osteopro.research.queries.naming import Called, Sort
from osteopro.web.study import step_words, words


def overview(study_id: int) -> list[dict[str, Any]]:
    """Every step as the overview shows it. A constant number of queries."""
    chain = steps.chain_of(study_id)
    found = progress(chain)
    return [
        {
            "no": step.number,
            "name": name(step.number),
            "count": _counts(found)[step.number],
            "state": step.state,
            "word": _state(step.state),
            "href": reverse(_PAGES[step.number], args=[study_id])
            if step.number in _PAGES
            else reverse("study_step", args=[study_id, step.number]),
            "gate": reverse("study_step", args=[study_id, step.number]),
            "missing": grouped(step),
            "passed": len(step.overridden),
        }
        for step in steps.weighed(study_id, chain)
    ]


def name(number: int) -> str:
    """What a step is called."""
    return {
        1: gettext("Reading"),
        2: gettext("Significant statements"),
        3: gettext("Formulated meanings"),
        4: gettext("Clusters and themes"),
        5: gettext("Exhaustive description"),
        6: gettext("Fundamental structure"),
        7: gettext("Member checks"),
    }[number]


def grouped(step: Step) -> list[tuple[str, int]]:
    """What is missing, each once with how often."""
    found: dict[str, int] = {}
    for failure in step.failures:
        found[failure.code] = found.get(failure.code, 0) + 1
    return [(_missing(code), n) for code, n in found.items()]


def failures(study_id: int, step: Step) -> list[tuple[str, str, str]]:
    """Each thing that is missing: its key, what, and of what."""
    ids = [each for failure in step.failures for each in failure.ids]
    called = naming.called(study_id, ids)
    readers = words.names(int(each) for each in ids if isinstance(each, str) and each.isdecimal())
    in_order = sorted(step.failures, key=lambda each: (each.code, _numbers(each, called)))
    return [
        (steps.gate_key(each), _missing(each.code), _of_what(each, called, readers))
        for each in in_order
    ]


def _numbers(failure: Failure, called: Mapping[str, Called]) -> list[int]:
    """The numbers of the participants that it is about."""
    found = (called.get(str(each)) for each in failure.ids)
    return [int(of.words) for of in found if of is not None and of.sort is Sort.PARTICIPANT]


def _of_what(failure: Failure, called: Mapping[str, Called], readers: Mapping[int, str]) -> str:
    found: list[str] = []
    for each in (str(one) for one in failure.ids):
        if each in called:
            found.append(_called(called[each]))
        elif each.isdecimal():
            found.append(readers.get(int(each), ""))
    return words.listed(dict.fromkeys(each for each in found if each))


def _called(of: Called) -> str:
    if of.sort is Sort.PARTICIPANT:
        return gettext("Participant %(no)s") % {"no": of.words}
    if of.sort is Sort.WORDS:
        return gettext("“%(words)s”") % {"words": of.words}
    return of.words


def _missing(code: Any) -> str:
    return str(step_words.MISSING.get(code, code))


def _state(state: StepState) -> str:
    return {
        StepState.DONE: gettext("done"),
        StepState.OPEN: gettext("in work"),
        StepState.BLOCKED: gettext("waits for the step before"),
    }[state]


def _counts(of: Progress) -> Sequence[str]:
    """How much there is of each step, by its number."""
    return (
        "",
        f"{of.read} / {of.interviews}",
        str(of.statements),
        f"{of.meant} / {of.statements}",
        f"{of.themes} + {of.sub_themes}",
        step_words.draft(of.descriptions),
        step_words.draft(of.structures),
        f"{of.asked.answered} / {of.asked.of}",
    )


_PAGES: Mapping[int, str] = {
    1: "study_colaizzi",
    2: "study_colaizzi",
    3: "study_colaizzi",
    4: "study_themes",
    5: "study_description",
    6: "study_structure",
    7: "study_checking",
}

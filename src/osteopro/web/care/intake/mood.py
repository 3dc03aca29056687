"""The short mood screen as the form data has it: which questions show, and what was answered."""

from collections.abc import Mapping
from typing import Any

from osteopro.enrolment.criteria import criteria
from osteopro.instruments.answers import Answers, Value
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import with_calculated
from osteopro.web.care.intake.sheet import Typed

# Asked, and not answered.
DECLINED = "declined"


def values(screen: Instrument, typed: Typed) -> dict[str, Value]:
    """The answers as a form stores them, the sum included."""
    given: dict[str, Value] = {}
    for item in screen.questionnaire.items:
        answer = typed.one(item.link_id)
        if answer == DECLINED:
            given[item.link_id] = {"absent": "skipped"}
        elif answer in {option.code for option in item.options}:
            given[item.link_id] = answer
    return dict(with_calculated(screen.spec, screen.questionnaire, given))


def questions(screen: Instrument, typed: Typed) -> tuple[Item, ...]:
    """The questions that are to be asked after these answers."""
    answers = Answers(screen.questionnaire, values(screen, typed), complete=False)
    return answers.enabled_items()


def stored(screen: Instrument, typed: Typed) -> dict[str, Value]:
    """The answers to be stored with the patient: those of questions that were asked."""
    answers = Answers(screen.questionnaire, values(screen, typed), complete=False)
    return dict(answers.enabled_values())


def answered(screen: Instrument, typed: Typed) -> bool:
    """Whether at least one question was answered, so that there is something to store."""
    given = values(screen, typed)
    return any(
        not isinstance(given.get(item.link_id), Mapping | None) for item in questions(screen, typed)
    )


def for_eligibility(screen: Instrument, typed: Typed) -> dict[str, Any]:
    """The answers under the names by which the criteria know them."""
    rules, found = criteria(), stored(screen, typed)
    given = {name: code for name, code in found.items() if isinstance(code, str)}
    points = {name: int(given[name]) for name in rules.screen.items if name in given}
    codes = {name: code for name, code in given.items() if name in rules.fields}
    return {**points, **codes}


def troubled(screen: Instrument, typed: Typed) -> bool:
    """Whether somebody must stay with this person and a clinician must come at once."""
    rules, found = criteria(), stored(screen, typed)
    return any(found.get(name) in rules.fields[name].decide for name in rules.decide_hours_for)

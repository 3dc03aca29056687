"""Facts from outside a form, filled into its hidden items when it starts (resolution 4)."""

from typing import Any

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit.terms import Actor
from osteopro.followup import advised
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument
from osteopro.records.terms import ByWhom

HELPER = "ctx-helper"
# What may be said in a helper's session about who answers.
BY_HELPERS = (ByWhom.SELF_READ, ByWhom.PROXY)


def facts(
    patient_id: int,
    instrument: Instrument,
    helped: bool,
    *,
    on_bone_med: bool,
    baseline: bool,
    leaving: bool = False,
) -> dict[str, Any]:
    """The values of the form's hidden items; items that the form lacks are left out.

    `helped`: somebody else answers (`is_helped`). `baseline`: no long form was ever filled.
    `leaving`: they take no part any more.
    One query.
    """
    return _known(
        instrument,
        {
            "ctx-on-bone-med": on_bone_med,
            "ctx-baseline": baseline,
            "ctx-leaving": leaving,
            "ctx-advice": _advised(patient_id),
            HELPER: helped,
        },
    )


def is_helped(by: Actor, by_whom: str) -> bool:
    """Whether a question for the patient's eyes only is left out (resolution 19): in a
    helper's session whoever is said to answer, and wherever a proxy answers."""
    return by.capacity == Role.HELPER or by_whom == ByWhom.PROXY


def answering(by: Actor, by_whom: ByWhom) -> ByWhom:
    """Who answers: in a helper's session never the patient alone. Until the helper says
    otherwise, they read out and the patient answers."""
    if by.capacity == Role.HELPER and by_whom not in BY_HELPERS:
        return ByWhom.SELF_READ
    return by_whom


def was_helped(instrument: Instrument, values: Values, by_whom: str) -> bool:
    """Whether a record was filled in with a helper, so that a helper may see it again: by the
    form's own note, in a form without one by who answered."""
    if HELPER in instrument.questionnaire.nodes:
        return values.get(HELPER) is True
    return by_whom in BY_HELPERS


def turned(by: Actor, instrument: Instrument, values: Values) -> bool | None:
    """What the form's own note of a helper must become, None if it is as it should be.

    `values` hold the answer to who fills in; a form without that question keeps what it
    began with, except in a helper's session.
    """
    if HELPER not in instrument.questionnaire.nodes:
        return None
    noted = values.get(HELPER) is True
    author = instrument.item_for("author")
    if author is None:
        return True if is_helped(by, "") and not noted else None
    helped = is_helped(by, str(values.get(author, "")))
    return helped if helped is not noted else None


def _known(instrument: Instrument, values: dict[str, Any]) -> dict[str, Any]:
    known = instrument.questionnaire.nodes
    return {link_id: value for link_id, value in values.items() if link_id in known}


def _advised(patient_id: int) -> bool:
    """Whether there is advice that no record said anything of yet."""
    return bool(advised.asked_about(patient_id, None, clock.now()))

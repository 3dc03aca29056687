"""Facts from outside a form, filled into its hidden items when it starts (resolution 4)."""

from datetime import timedelta
from typing import Any

from osteopro import clock
from osteopro.instruments.library import Instrument
from osteopro.messaging import queries as messaging_queries
from osteopro.records.terms import ByWhom

ADVICE_IN_FORCE = timedelta(days=28)
HELPER = "ctx-helper"


def facts(
    patient_id: int,
    instrument: Instrument,
    by_whom: ByWhom,
    *,
    on_bone_med: bool,
    baseline: bool,
) -> dict[str, Any]:
    """The values of the form's hidden items; items that the form lacks are left out.

    `baseline`: no long form was ever filled. One query.
    """
    return _known(
        instrument,
        {
            "ctx-on-bone-med": on_bone_med,
            "ctx-baseline": baseline,
            "ctx-advice": _advised(patient_id),
            HELPER: by_whom == ByWhom.PROXY,
        },
    )


def author_values(
    instrument: Instrument, by_whom: ByWhom, *, own_pages: bool = False
) -> dict[str, Any]:
    """The answer to who fills in, with what follows from it for other items (resolution 19).

    `own_pages`: on the patient's own pages. Raises PermissionError for staff there.
    """
    if own_pages and by_whom is ByWhom.STAFF_PHONE:
        raise PermissionError("staff do not answer on a patient's own pages")
    author = instrument.item_for("author")
    values: dict[str, Any] = {author: by_whom.value} if author else {}
    return values | _known(instrument, {HELPER: by_whom == ByWhom.PROXY})


def _known(instrument: Instrument, values: dict[str, Any]) -> dict[str, Any]:
    known = instrument.questionnaire.nodes
    return {link_id: value for link_id, value in values.items() if link_id in known}


def _advised(patient_id: int) -> bool:
    return messaging_queries.advised_since(patient_id, clock.now() - ADVICE_IN_FORCE)

"""Facts from outside a form, filled into its hidden items when it starts (resolution 4)."""

from datetime import timedelta
from typing import Any

from osteopro import clock
from osteopro.followup.models import CareState
from osteopro.instruments.library import Instrument
from osteopro.messaging import queries as messaging_queries
from osteopro.patients.terms import MedicineClass
from osteopro.records.terms import ByWhom

ADVICE_IN_FORCE = timedelta(days=28)
HELPER = "ctx-helper"


def facts(row: CareState, instrument: Instrument, by_whom: ByWhom) -> dict[str, Any]:
    """The values of the form's hidden items; items that the form lacks are left out.

    One query. `row` was read with its profile.
    """
    return _known(
        instrument,
        {
            "ctx-on-bone-med": row.profile.med_class != MedicineClass.NONE,
            "ctx-baseline": row.last_full_at is None,
            "ctx-advice": _advised(row),
            HELPER: by_whom == ByWhom.PROXY,
        },
    )


def author_values(instrument: Instrument, by_whom: ByWhom) -> dict[str, Any]:
    """The answer to who fills in, with what follows from it for other items (resolution 19)."""
    author = instrument.item_for("author")
    values: dict[str, Any] = {author: by_whom.value} if author else {}
    return values | _known(instrument, {HELPER: by_whom == ByWhom.PROXY})


def _known(instrument: Instrument, values: dict[str, Any]) -> dict[str, Any]:
    known = instrument.questionnaire.nodes
    return {link_id: value for link_id, value in values.items() if link_id in known}


def _advised(row: CareState) -> bool:
    since = clock.now() - ADVICE_IN_FORCE
    return messaging_queries.advised_since(row.patient_id, since)

"""Who answers in a call, and whose record it becomes (clinical content 9.1, rule 7; ux decision 9).

Each answer given on the phone carries a mark of who gave it. As soon as one of them is the
family's, the record is the family's, until the patient has answered each of those again.
"""

from collections.abc import Mapping
from typing import Any

from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode, State
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom

# Beside each answer given on the phone: who gave it.
GIVEN_BY = "given_by"


def familys(draft: DraftView) -> tuple[str, ...]:
    """Questions whose answer stands and was the family's, in the order of the form. A refusal
    spoken by the family is theirs as well."""
    answers = draft.answers
    return tuple(
        item.link_id
        for item in answers.enabled_items()
        if draft.circumstances.get(item.link_id, {}).get(GIVEN_BY) == ByWhom.PROXY
        and answers.state(item.link_id) is not State.NOT_ASKED
    )


def author(draft: DraftView, speaker: ByWhom | None = None) -> ByWhom | None:
    """Whose form it is as its answers stand, with `speaker` on the line if that is known.

    None for a form that is not asked on the phone, and for one in which nobody was noted yet.
    A form that rides on a record of the family's is theirs whoever answers (resolution 97).
    """
    if draft.mode != Mode.PHONE or (speaker is None and not _is_marked(draft.circumstances)):
        return None
    if speaker is ByWhom.PROXY or familys(draft) or _rides_on_familys(draft):
        return ByWhom.PROXY
    return ByWhom.STAFF_PHONE


def may_be_asked(form: Instrument, speaker: str) -> bool:
    """Whether this form is asked of who is on the line: some are for the patient alone."""
    schedule = form.planning.schedule
    return speaker != ByWhom.PROXY or schedule is None or schedule.by_proxy


def _is_marked(circumstances: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(GIVEN_BY in told for told in circumstances.values())


def _rides_on_familys(draft: DraftView) -> bool:
    if draft.instrument.kind is Kind.RECORD:
        return False
    sitting = records_queries.occasion(draft.occasion)
    return any(each.proxy for each in sitting if each.kind is Kind.RECORD)

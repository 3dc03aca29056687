"""What came of an alert: taken from the ending where it proves it, else asked, never guessed."""

from dataclasses import replace

import pytest

from osteopro.followup import precision
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import CameOf, EmergencyOutcome, Outcome

REPLIED, CALLED = Ending(Outcome.REPLIED), Ending(Outcome.CALLED)
ESCALATED, NO_REPLY = Ending(Outcome.ESCALATED, question="?"), Ending(Outcome.NO_REPLY)


@pytest.mark.parametrize(
    ("ending", "advised", "spoke", "came"),
    [
        (ESCALATED, False, False, CameOf.REFERRED),
        (ESCALATED, True, True, CameOf.REFERRED),
        (CALLED, False, False, CameOf.CONTACT),
        (CALLED, True, False, CameOf.CONTACT),
        (REPLIED, True, True, CameOf.CONTACT),
        (REPLIED, False, True, CameOf.CONTACT),
        (REPLIED, True, False, CameOf.ADVICE_CHANGED),
        (REPLIED, False, False, None),
        (NO_REPLY, False, False, None),
        (NO_REPLY, False, True, CameOf.CONTACT),
    ],
)
def test_only_what_the_ending_proves_is_taken_from_it(
    ending: Ending, advised: bool, spoke: bool, came: CameOf | None
) -> None:
    assert precision.certain(ending, advised=advised, spoke=spoke) is came


@pytest.mark.parametrize("ending", [ESCALATED, CALLED, REPLIED, NO_REPLY])
def test_a_visit_outweighs_how_it_was_arranged(ending: Ending) -> None:
    assert precision.certain(ending, advised=True, spoke=True, seen=True) is CameOf.SEEN


@pytest.mark.parametrize("outcome", EmergencyOutcome)
def test_nobody_is_asked_about_an_emergency(outcome: EmergencyOutcome) -> None:
    for ending in (REPLIED, CALLED, ESCALATED):
        ends = replace(ending, emergency_outcome=outcome)
        assert precision.told(ends, advised=False, spoke=False) is not None


def test_what_nothing_proves_has_to_be_said() -> None:
    with pytest.raises(OutcomeRefused, match=precision.UNSAID):
        precision.told(REPLIED, advised=False, spoke=False)
    said = replace(REPLIED, came_of=CameOf.NOTHING)
    assert precision.told(said, advised=False, spoke=False) is CameOf.NOTHING


def test_the_managers_word_outweighs_what_the_ending_would_say() -> None:
    said = replace(CALLED, came_of=CameOf.NOTHING)
    assert precision.told(said, advised=True, spoke=True) is CameOf.NOTHING


def test_a_record_that_another_one_replaced_has_its_answer_there() -> None:
    assert precision.told(NO_REPLY, advised=False, spoke=False) is None

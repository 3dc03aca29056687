"""What answers about consent mean (clinical content 6.4)."""

import copy
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.enrolment.consent import (
    Answer,
    Refused,
    also_withdrawn,
    complete,
    may_wait,
    refusal,
    standings,
    to_ask,
)
from osteopro.enrolment.definition import LIBRARY, ConsentText, parse_consent, read_consent
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose, Witness

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DOCUMENT = read_consent(LIBRARY / "1.0.0")
FIRST = parse_consent(DOCUMENT)
OPTIONAL = [p for p in Purpose if p not in REQUIRED]
NURSE, COLLEAGUE = 7, 8


def answer(
    purpose: Purpose,
    decision: Decision = Decision.GIVEN,
    version: str = "1.0.0",
    language: str = "zh-CN",
) -> Answer:
    return Answer(purpose, decision, version, language, NOW, How.OWN_PAGE, 1)


def later(
    *, element: str = "", language: str = "zh-CN", replaces: Iterable[Purpose] = ()
) -> ConsentText:
    """Version 1.1.0 with one element worded otherwise in one language."""
    document = copy.deepcopy(DOCUMENT)
    document["version"], document["replaces"] = "1.1.0", list(replaces)
    for each in document["elements"]:
        if each["code"] == element:
            each["text"][language] += "\n另外还有一句。"
    return parse_consent(document)


EVERYTHING = [answer(p) for p in Purpose]


def holding(answers: list[Answer], texts: list[ConsentText]) -> set[Purpose]:
    return {each.purpose for each in standings(answers, texts) if each.holds}


def test_nothing_holds_before_anything_was_asked() -> None:
    found = standings([], [FIRST])
    assert not any(each.holds or each.ask_again for each in found)
    assert not complete(found)


def test_the_programme_and_health_data_are_enough_to_take_part() -> None:
    assert complete(standings([answer(p) for p in REQUIRED], [FIRST]))
    for missing in REQUIRED:
        assert not complete(standings([answer(p) for p in Purpose if p != missing], [FIRST]))


@pytest.mark.parametrize("decision", [Decision.WITHDRAWN, Decision.DECLINED])
def test_the_last_answer_holds(decision: Decision) -> None:
    no = answer(Purpose.MEDIA, decision)
    assert Purpose.MEDIA not in holding([*EVERYTHING, no], [FIRST])
    assert Purpose.MEDIA in holding([*EVERYTHING, no, answer(Purpose.MEDIA)], [FIRST])


def test_nothing_else_holds_without_consent_to_health_information() -> None:
    no = answer(Purpose.HEALTH_DATA, Decision.WITHDRAWN)
    assert holding([*EVERYTHING, no], [FIRST]) == {Purpose.PROGRAMME}


def test_new_words_are_asked_again_and_the_old_yes_holds_meanwhile() -> None:
    texts = [FIRST, later(element="learning")]
    found = standings(EVERYTHING, texts)
    assert to_ask(found) == (Purpose.QUALITY, Purpose.RESEARCH)
    assert all(each.holds for each in found)
    assert may_wait(found)


def test_new_words_in_the_other_language_are_not_asked_again() -> None:
    assert to_ask(standings(EVERYTHING, [FIRST, later(element="media", language="en")])) == ()


def test_a_no_is_left_in_peace_when_words_change() -> None:
    answers = [*EVERYTHING, answer(Purpose.QUALITY, Decision.DECLINED)]
    assert to_ask(standings(answers, [FIRST, later(element="learning")])) == (Purpose.RESEARCH,)


def test_a_yes_to_the_new_words_ends_the_asking() -> None:
    texts = [FIRST, later(element="media")]
    assert to_ask(standings(EVERYTHING, texts)) == (Purpose.MEDIA,)
    answers = [*EVERYTHING, answer(Purpose.MEDIA, version="1.1.0")]
    assert to_ask(standings(answers, texts)) == ()


def test_a_version_that_replaces_ends_the_old_yes_until_it_is_given_anew() -> None:
    texts = [FIRST, later(replaces=[Purpose.PROGRAMME, Purpose.MEDIA])]
    found = standings(EVERYTHING, texts)
    assert holding(EVERYTHING, texts) == set(Purpose) - {Purpose.PROGRAMME, Purpose.MEDIA}
    assert to_ask(found) == (Purpose.PROGRAMME, Purpose.MEDIA)
    assert not may_wait(found)
    assert not complete(found)
    anew = [*EVERYTHING, answer(Purpose.PROGRAMME, version="1.1.0")]
    assert complete(standings(anew, texts))


def refused(
    yes: set[Purpose],
    no: set[Purpose] = frozenset(),  # type: ignore[assignment]
    *,
    how: How = How.OWN_PAGE,
    witness: Witness | None = None,
    held: Iterable[Purpose] = (),
) -> Refused | None:
    return refusal(
        given=yes,
        declined=no,
        held=dict.fromkeys(held, True),
        how=how,
        witness=witness,
        author=NURSE,
    )


@pytest.mark.parametrize("witness", [None, Witness(), Witness(name="  ")])
def test_a_yes_on_the_phone_needs_a_witness(witness: Witness | None) -> None:
    assert refused(set(REQUIRED), how=How.PHONE, witness=witness) is Refused.WITNESS_MISSING


def test_who_writes_it_down_is_no_witness() -> None:
    found = refused(set(REQUIRED), how=How.PHONE, witness=Witness(NURSE))
    assert found is Refused.WITNESS_IS_AUTHOR


@pytest.mark.parametrize("witness", [Witness(COLLEAGUE), Witness(name="女儿王芳")])
def test_a_colleague_or_somebody_of_the_family_is_a_witness(witness: Witness) -> None:
    assert refused(set(REQUIRED), how=How.PHONE, witness=witness) is None


def test_a_no_on_the_phone_needs_no_witness() -> None:
    assert refused(set(), set(Purpose), how=How.PHONE) is None


def test_in_person_needs_no_witness() -> None:
    assert refused(set(REQUIRED), how=How.IN_PERSON) is None


def test_an_optional_yes_needs_consent_to_health_information() -> None:
    assert refused({Purpose.MEDIA}) is Refused.NEEDS_HEALTH_DATA
    assert refused({Purpose.MEDIA, Purpose.HEALTH_DATA}) is None
    assert refused({Purpose.MEDIA}, held=[Purpose.HEALTH_DATA]) is None
    taking_back = refused({Purpose.MEDIA}, {Purpose.HEALTH_DATA}, held=[Purpose.HEALTH_DATA])
    assert taking_back is Refused.NEEDS_HEALTH_DATA


def test_yes_and_no_at_once_is_refused() -> None:
    assert refused({Purpose.PROGRAMME}, {Purpose.PROGRAMME}) is Refused.CONTRADICTION


def test_what_ends_with_health_information() -> None:
    held = dict.fromkeys((Purpose.PROGRAMME, Purpose.MEDIA, Purpose.RESEARCH), True)
    ends = also_withdrawn(Purpose.HEALTH_DATA, held)
    assert ends == (Purpose.HEALTH_DATA, Purpose.MEDIA, Purpose.RESEARCH)
    assert also_withdrawn(Purpose.PROGRAMME, held) == (Purpose.PROGRAMME,)


answers = st.builds(
    answer,
    st.sampled_from(Purpose),
    st.sampled_from(Decision),
    st.sampled_from(["1.0.0", "1.1.0"]),
    st.sampled_from(["zh-CN", "en"]),
)


@given(st.lists(answers), st.sets(st.sampled_from(Purpose)))
def test_nothing_holds_whose_last_answer_is_not_yes(
    given_answers: list[Answer], replaces: set[Purpose]
) -> None:
    found = standings(given_answers, [FIRST, later(element="what", replaces=replaces)])
    for each in found:
        last = next((a for a in reversed(given_answers) if a.purpose == each.purpose), None)
        if each.holds or each.ask_again:
            assert last is not None
            assert last.decision is Decision.GIVEN
        if last and last.version == "1.1.0":
            assert not each.ask_again

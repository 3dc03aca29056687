"""Every place can be explained; the patient reads no number and no rank."""

import re
from dataclasses import fields, replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments.explaining import explained
from osteopro.appointments.priority import Request, rank
from osteopro.appointments.ruleset import CURRENT
from osteopro.appointments.terms import Why
from osteopro.triage.plain_language import (
    FORBIDDEN,
    LONGEST_SENTENCE,
    grade,
    latin_words,
    sentence_length,
    sentences,
    uncommon_characters,
)
from tests.unit.appointments.asking import ANY, asked

WORDS = orjson.loads((CURRENT / "words.json").read_bytes())
LANGUAGES = {"zh-CN": "zh_Hans", "en": "en"}


def codes(**changes: object) -> list[Why]:
    return [reason.code for reason in explained(asked(**changes))]


def test_every_code_is_worded_in_both_languages_for_both_readers() -> None:
    assert WORDS.keys() == set(Why)
    for words in WORDS.values():
        assert all(words[who][language] for who in ("staff", "patient") for language in LANGUAGES)


@given(ANY)
def test_the_four_things_have_one_reason_each_and_staff_read_it_filled(request: Request) -> None:
    reasons = explained(request)
    assert len(reasons) - request.lives_alone - request.phone_only - (request.age >= 75) == 4
    for reason in reasons:
        assert not re.search(r"[{}]|None", "".join(reason.staff.values()))


@given(ANY, ANY, st.sampled_from([field.name for field in fields(Request)]))
def test_nothing_counts_that_is_not_said(request: Request, another: Request, field: str) -> None:
    """Two requests with the same sentences stand at the same place."""
    changed = replace(request, **{field: getattr(another, field)})
    if [r.staff for r in explained(request)] == [r.staff for r in explained(changed)]:
        one, two = rank(request), rank(changed)
        assert (one.exact, one.place) == (two.exact, two.place)


def test_what_was_heard_is_told_apart() -> None:
    assert codes(verified="urgent")[0] is Why.FIRST
    assert codes(verified="attention", reported="urgent")[0] is Why.HEARD_ATTENTION
    wanted = explained(asked(verified="attention"), doctor=True)
    assert wanted[0].code is Why.DOCTOR_ASKED
    urgent = explained(asked(verified="urgent"), doctor=True)
    assert urgent[0].code is Why.FIRST, "what was heard is more"
    assert codes(verified="routine", reported="urgent")[0] is Why.HEARD_ROUTINE
    assert codes(reported="attention")[0] is Why.CALL_FIRST
    assert codes(reported="attention", deadline_missed=True)[0] is Why.OWED
    assert codes(reported="urgent", deadline_missed=True)[0] is Why.OWED_URGENT
    assert codes(reported="routine", deadline_missed=True)[0] is Why.NOTHING_WORRYING
    assert codes()[0] is Why.NOTHING_WORRYING


def test_each_part_has_its_words() -> None:
    assert codes(
        event="recorded", days_waiting=28, days_since_visit=None, lives_alone=True, age=75
    )[1:] == [Why.EVENT_RECORDED, Why.WAITED_LONGEST, Why.VISIT_NEVER, Why.ALONE, Why.OLDER]
    assert codes(event="reported", days_since_visit=91, phone_only=True)[1:] == [
        Why.EVENT_REPORTED,
        Why.WAITED,
        Why.VISIT_LONG_AGO,
        Why.PHONE_ONLY,
    ]


@pytest.mark.parametrize("code", Why)
def test_patients_read_plain_words_without_numbers(code: Why) -> None:
    for language, catalogue in LANGUAGES.items():
        text = WORDS[code]["patient"][language]
        assert not re.search(r"[0-9{}]|P\b|分数|名次", text)
        limit = LONGEST_SENTENCE[catalogue]
        assert all(sentence_length(s, catalogue) <= limit for s in sentences(text))
    chinese = WORDS[code]["patient"]["zh-CN"]
    assert latin_words(chinese) == []
    assert uncommon_characters(chinese) == ""
    assert not any(word in chinese for word in FORBIDDEN)


def test_english_for_patients_reads_at_grade_six() -> None:
    assert grade([words["patient"]["en"] for words in WORDS.values()]) <= 6

"""The measures of plain language measure what they say."""

import pytest

from osteopro.triage.plain_language import (
    avoided_words,
    grade,
    latin_words,
    sentence_length,
    sentences,
    uncommon_characters,
)


@pytest.mark.parametrize(
    ("text", "language", "lengths"),
    [
        ("谢谢您告诉我们。李护士会看。", "zh_Hans", [7, 5]),
        ("请打 %(number)s，不要等。", "zh_Hans", [7]),
        ("有事请打<b>028-8542-2114</b>", "zh_Hans", [6]),
        ("Thank you. Call %(number)s now.", "en", [2, 3]),
        ("It hurts at 3.5 of 10", "en", [7]),
    ],
)
def test_sentence_length(text: str, language: str, lengths: list[int]) -> None:
    assert [sentence_length(s, language) for s in sentences(text)] == lengths


def test_latin_words_leave_names_and_blanks_alone() -> None:
    assert latin_words("OsteoPRO 里的 %(name)s 和 APP") == ["APP"]


def test_uncommon_characters_know_the_hip() -> None:
    assert uncommon_characters("髋部骨折") == ""
    assert uncommon_characters("骨质疏松，踟蹰") == "踟蹰"


def test_avoided_words_leave_the_name_of_the_product_alone() -> None:
    assert avoided_words("OsteoPRO 里的 PRO 评分") == ["PRO", "评分"]


def test_grade_tells_plain_from_learned() -> None:
    assert grade(["Tell us how you feel today. We read it."]) < 3
    assert grade(["Longitudinal administration of multidimensional questionnaires"]) > 12
    assert grade(["敷 10 分钟。"]) == grade([]) == 0

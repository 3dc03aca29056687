"""Word lists (clinical content 3.4; resolution 86)."""

import pytest

from osteopro.triage.words import hits, normalised


@pytest.mark.parametrize(
    "text",
    ["想死", "想 死", "想，死", "想\n死", "想😀死", "想_死", "想\u200b死", "想--死"],
)
def test_marks_and_spaces_do_not_hide_a_word(ruleset, text):
    assert hits(ruleset.words["strong"], [text]) == ("想死",)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I can't breathe", "cantbreathe"),
        ("I can’t breathe", "cantbreathe"),
        ("ＣＨＥＳＴ　ＰＡＩＮ", "chestpain"),
        ("Kill my-self", "killmyself"),
        ("incontinence", "incontinen"),
    ],
)
def test_english_in_any_spelling(ruleset, text, word):
    assert word in hits(ruleset.words["strong"], [text])


def test_negation_is_not_read(ruleset):
    assert hits(ruleset.words["strong"], ["没有胸痛"]) == ("胸痛",)


def test_numbers_stay(ruleset):
    assert normalised("痛 3 → 5 分。") == "痛35分"


def test_self_harm_words_are_strong_words(ruleset):
    assert set(ruleset.words["self_harm"]) <= set(ruleset.words["strong"])

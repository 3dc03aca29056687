"""Every text exists in both languages, and what patients read is plain."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from catalogues import LANGUAGES, catalogue_path, extracted, owners, read_catalogue, unused
from osteopro.triage.plain_language import (
    FORBIDDEN,
    LONGEST_SENTENCE,
    avoided_words,
    grade,
    latin_words,
    sentence_length,
    sentences,
    uncommon_characters,
)
from tests.architecture.tree import PACKAGE, where

ENTRY = re.compile(r'(?:^msgctxt (".*")\n)?^msgid ((?:".*"\n)+)', re.MULTILINE)

# Packages whose texts patients read (shared shell included).
READ_BY_PATIENTS = ("ui", "web/patient", "signin")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@dataclass(frozen=True)
class Entry:
    """One translated text: where it stands, what was asked, what is shown."""

    path: Path
    message_id: str
    text: str

    def __str__(self) -> str:
        return f"{where(self.path)}: {self.message_id!r} -> {self.text!r}"


def entries(owner: Path, language: str) -> Iterator[Entry]:
    path = catalogue_path(owner, language)
    for message in read_catalogue(path):
        for message_id, text in zip(ids(message), texts(message), strict=False):
            if message_id:
                yield Entry(path, message_id, text)


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> tuple[str, ...]:
    """All forms of the translation; Chinese has one where English has two."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(text or "" for text in message.string)


def patient_entries(language: str) -> list[Entry]:
    found = [
        entry
        for name in READ_BY_PATIENTS
        if catalogue_path(PACKAGE / name, language).exists()
        for entry in entries(PACKAGE / name, language)
    ]
    assert found, "no text for patients found: this test would check nothing"
    return found


def test_no_text_is_kept_that_is_shown_nowhere() -> None:
    left = [
        f"{where(path)}: {text!r}"
        for owner in owners()
        for path in (catalogue_path(owner, language) for language in LANGUAGES)
        for text, _context in unused(read_catalogue(path), owner)
    ]
    assert left == []


def test_every_text_belongs_to_a_package_with_catalogues() -> None:
    homeless = sorted({name for owner, _, _, name in extracted() if owner == PACKAGE})
    assert homeless == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_sources_is_translated(language: str) -> None:
    """In its own package's catalogue; a fuzzy or empty translation is none."""
    missing = []
    for owner in owners():
        path = catalogue_path(owner, language)
        assert path.exists(), f"{where(path)} is missing: run 'make messages'"
        catalogue = read_catalogue(path)
        for message_owner, message, context, source in extracted():
            if message_owner == owner:
                held = catalogue.get(message[0], context)
                if held is None or held.fuzzy or not all(texts(held)):
                    missing.append(f"{where(path)}: {message[0]!r} of {source}")
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_fuzzy_or_empty(language: str) -> None:
    unfinished = [
        f"{where(catalogue_path(owner, language))}: {message.id!r}"
        for owner in owners()
        for message in read_catalogue(catalogue_path(owner, language))
        if message.id and (message.fuzzy or not all(texts(message)))
    ]
    assert unfinished == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_twice_in_a_catalogue(language: str) -> None:
    """Of two entries one wins unseen; two people who add the same words at once make such."""
    twice = []
    for owner in owners():
        path = catalogue_path(owner, language)
        found = Counter(ENTRY.findall(path.read_text(encoding="utf-8")))
        twice += [f"{where(path)}: {entry}" for entry, number in found.items() if number > 1]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_two_catalogues_is_translated_alike(language: str) -> None:
    """At run time the catalogues are one: the last one loaded would win."""
    seen: dict[tuple[str | None, str], Entry] = {}
    different = []
    for owner in owners():
        for message in read_catalogue(catalogue_path(owner, language)):
            key = (message.context, ids(message)[0])
            entry = Entry(catalogue_path(owner, language), key[1], "|".join(texts(message)))
            if key[1] and seen.setdefault(key, entry).text != entry.text:
                different.append(f"{seen[key]} / {entry}")
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_the_same_blanks(language: str) -> None:
    """A blank that the page does not fill would be an error in front of the patient."""
    wrong = [
        f"{where(catalogue_path(owner, language))}: {message.id!r} -> {message.string!r}"
        for owner in owners()
        for message in read_catalogue(catalogue_path(owner, language))
        if message.id and blanks(texts(message)) - blanks(ids(message))
    ]
    assert wrong == []


def blanks(forms: tuple[str, ...]) -> set[str]:
    return {name for text in forms for pair in PLACEHOLDER.findall(text) for name in pair if name}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_patients_never_read_the_word(word: str) -> None:
    assert [str(e) for e in patient_entries("zh_Hans") if word in avoided_words(e.text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_patients_are_short(language: str) -> None:
    limit = LONGEST_SENTENCE[language]
    long = [
        f"{where(entry.path)}: {length} > {limit}: {sentence}"
        for entry in patient_entries(language)
        for sentence in sentences(entry.text)
        if (length := sentence_length(sentence, language)) > limit
    ]
    assert long == []


def test_chinese_for_patients_has_no_latin_words() -> None:
    assert [str(e) for e in patient_entries("zh_Hans") if latin_words(e.text)] == []


def test_chinese_for_patients_uses_common_characters() -> None:
    found = {
        e.text: rare for e in patient_entries("zh_Hans") if (rare := uncommon_characters(e.text))
    }
    assert found == {}


def test_english_for_patients_reads_at_grade_six() -> None:
    assert grade([entry.text for entry in patient_entries("en")]) <= 6

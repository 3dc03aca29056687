"""The packaged consent texts: complete, plain, and true to what the programme does."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest

from osteopro.enrolment.definition import (
    LIBRARY,
    ConsentTextError,
    parse_consent,
    read_consent,
    version_key,
)
from osteopro.enrolment.terms import Purpose
from osteopro.triage.plain_language import (
    FORBIDDEN,
    LONGEST_SENTENCE,
    grade,
    latin_words,
    sentence_length,
    sentences,
    uncommon_characters,
)
from osteopro.triage.ruleset import OPROS

ELEMENTS = 11
VERSIONS = sorted((path.parent.name for path in LIBRARY.glob("*/consent.json")), key=version_key)
NEWEST = VERSIONS[-1]


def document() -> dict[str, Any]:
    return copy.deepcopy(read_consent(LIBRARY / NEWEST))


def words(language: str) -> list[str]:
    found = document()
    parts = [e[part] for e in found["elements"] for part in ("title", "text")]
    parts += [p[part] for p in found["purposes"] for part in ("name", "tick", "without")]
    return [part[language] for part in parts]


def test_all_eleven_elements_and_every_purpose() -> None:
    text = parse_consent(document())
    assert len(text.elements) == ELEMENTS
    assert list(text.ticks) == list(Purpose)


def test_every_version_of_the_library_can_be_read() -> None:
    for version in VERSIONS:
        assert parse_consent(read_consent(LIBRARY / version)).version == version


def test_the_reply_time_is_that_of_routine_records() -> None:
    rules = orjson.loads((OPROS / "rules.json").read_bytes())
    promised = rules["levels"]["routine"]["deadline"]
    assert promised["kind"] == "working-days"
    reads = next(e for e in document()["elements"] if e["code"] == "who-reads")
    assert f"{promised['amount']} 个工作日" in reads["text"]["zh-CN"]
    assert f"{promised['amount']} working days" in reads["text"]["en"]


def test_what_the_programme_is_not_is_said() -> None:
    what = document()["elements"][0]["text"]["zh-CN"]
    for said in ("不是急救", "120", "不开药", "不是白天黑夜都有人"):
        assert said in what


@pytest.mark.parametrize(("language", "catalogue"), [("zh-CN", "zh_Hans"), ("en", "en")])
def test_sentences_are_short(language: str, catalogue: str) -> None:
    long = [
        sentence
        for text in words(language)
        for sentence in sentences(text)
        if sentence_length(sentence, catalogue) > LONGEST_SENTENCE[catalogue]
    ]
    assert long == []


def test_chinese_is_plain() -> None:
    for text in words("zh-CN"):
        assert uncommon_characters(text) == ""
        assert latin_words(text) == []
        assert [word for word in FORBIDDEN if word in text] == []


def test_english_reads_at_grade_six() -> None:
    assert grade(words("en")) <= 6


def broken(change: str) -> dict[str, Any]:
    found = document()
    element, purpose = found["elements"][0], found["purposes"][0]
    match change:
        case "version":
            found["version"] = "new"
        case "language":
            del element["text"]["en"]
        case "blank":
            element["text"] = {"zh-CN": "请打 {number}", "en": "Call {number}"}
        case "blanks differ":
            element["text"]["en"] = "No blank"
        case "unknown element":
            purpose["elements"].append("other")
        case "unused element":
            element["code"] = "unused"
            for each in found["purposes"]:
                each["elements"] = ["contact"]
        case "purpose missing":
            found["purposes"].pop()
        case "purpose twice":
            found["purposes"].append(purpose)
        case "element twice":
            found["elements"].append(element)
        case "replaces":
            found["replaces"] = ["everything"]
        case "shape":
            found["elements"] = "text"
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("version", "is no version"),
        ("language", "missing in en"),
        ("blank", "filled by nobody"),
        ("blanks differ", "different blanks"),
        ("unknown element", "no element other"),
        ("unused element", "no purpose rests on it"),
        ("purpose missing", "exactly once"),
        ("purpose twice", "exactly once"),
        ("element twice", "same code"),
        ("replaces", "no purpose everything"),
        ("shape", "not a consent text"),
    ],
)
def test_a_text_that_cannot_be_published_says_why(change: str, said: str) -> None:
    with pytest.raises(ConsentTextError, match=said):
        parse_consent(broken(change))


def test_a_folder_must_be_named_like_its_version(tmp_path: Path) -> None:
    folder = tmp_path / "2.0.0"
    folder.mkdir()
    (folder / "consent.json").write_bytes(orjson.dumps(document()))
    with pytest.raises(ConsentTextError, match="not the version"):
        read_consent(folder)


def test_versions_are_ordered_by_number() -> None:
    assert version_key("1.10.0") > version_key("1.9.0")

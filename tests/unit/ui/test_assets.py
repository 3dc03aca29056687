"""Styles, scripts, icons and words: contrast, bytes, completeness."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import osteopro.ui
from osteopro.ui import bundle, icons

UI = Path(osteopro.ui.__file__).parent
STATIC = UI / "static" / "ui"
TOKENS = dict(
    re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (UI / "styles" / "tokens.css").read_text())
)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "surface"),
        ("ink", "surface-2"),
        ("ink", "selected"),
        ("ink", "warn-bg"),
        ("ink", "ok-bg"),
        ("ink", "bad-bg"),
        ("ink-2", "surface"),
        ("ink-2", "surface-2"),
        ("ink-2", "ok-bg"),
        ("ink-2", "warn-bg"),
        ("surface", "primary"),
        ("surface", "primary-dark"),
        ("surface", "bad"),
        ("primary", "surface"),
        ("link", "surface"),
        ("link", "surface-2"),
        ("bad", "surface"),
        ("bad", "surface-2"),
        ("bad", "bad-bg"),
        ("warn", "surface"),
        ("warn", "warn-bg"),
        ("ok", "surface"),
        ("ok", "surface-2"),
        ("ok", "ok-bg"),
    ],
)
def test_text_contrast_is_at_least_seven(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 7


@pytest.mark.parametrize(
    ("mark", "ground"),
    [("line", "surface"), ("line", "surface-2"), ("primary", "selected"), ("focus", "ink")],
)
def test_borders_and_marks_are_at_least_three(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3


@pytest.mark.parametrize("name", sorted(bundle.BUNDLES))
def test_served_styles_are_the_joined_sheets(name: str) -> None:
    served = (STATIC / name).read_text(encoding="utf-8")
    assert served == bundle.joined(name), "run python -m osteopro.ui.bundle"
    assert served.count("{") == served.count("}")


@pytest.mark.parametrize(
    ("file", "budget"),
    [
        ("patient.css", 10_240),
        ("staff.css", 16_384),
        ("js/patient.js", 12_288),
        ("js/staff.js", 10_240),
    ],
)
def test_file_keeps_its_budget(file: str, budget: int) -> None:
    assert len(gzip.compress((STATIC / file).read_bytes(), 6)) <= budget


def test_styles_load_nothing_from_elsewhere() -> None:
    for file in STATIC.rglob("*.css"):
        assert not re.search(r"@import|url\(|https?:", file.read_text(encoding="utf-8"))


def test_templates_keep_to_the_content_policy() -> None:
    for file in (UI / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! type=\"module\" src=)", text), (
            file
        )


def test_icons_are_few_and_hidden_from_readers() -> None:
    assert len(icons.NAMES) <= 24
    assert len(set(icons.NAMES)) == len(icons.NAMES)
    for name in icons.NAMES:
        assert 'aria-hidden="true"' in icons.icon(name)
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def messages() -> Iterator[str]:
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    for _, _, message, _, _ in extract_from_dir(
        UI, methods, {"templates/**.html": {"silent": "false"}}
    ):
        yield message if isinstance(message, str) else message[0]


def catalogue(folder: str) -> Catalog:
    with (UI / "locale" / folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("folder", ["zh_Hans", "en"])
def test_catalogue_is_complete_and_has_nothing_left_over(folder: str) -> None:
    entries = {
        entry.id if isinstance(entry.id, str) else entry.id[0]: entry
        for entry in catalogue(folder)
        if entry.id
    }
    assert set(messages()) == set(entries)
    for entry in entries.values():
        words = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(words), f"no words for {entry.id}"
        assert not entry.fuzzy
        wanted = set(re.findall(r"%\(\w+\)s|{\w+}", str(entry.id)))
        for each in words:
            assert set(re.findall(r"%\(\w+\)s|{\w+}", each)) == wanted


def test_chinese_has_no_latin_words() -> None:
    for entry in catalogue("zh_Hans"):
        if entry.id:
            plain = re.sub(r"%\(\w+\)s|{\w+}", "", str(entry.string))
            assert not re.search(r"[A-Za-z]", plain), entry.id

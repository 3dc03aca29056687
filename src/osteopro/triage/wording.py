"""Why a rule fired, in words that name the answer (clinical content 3.1)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from osteopro.instruments.definition import Text
from osteopro.instruments.scoring import displayed
from osteopro.triage.facts import Bound, Declaration, label
from osteopro.triage.reading import UNANSWERED
from osteopro.triage.view import View

_JOIN = {"zh-CN": ("；", "、"), "en": ("; ", ", ")}
_NOT_ANSWERED: Text = {"zh-CN": "没有回答", "en": "not answered"}
_NOT_SAID: Text = {"zh-CN": "没有说", "en": "not said"}


class Wording:
    """Fills texts of one case: numbers plain, codes as the options the patient saw."""

    def __init__(
        self, view: View, declared: Mapping[str, Declaration], bound: Mapping[str, Bound]
    ) -> None:
        self.view = view
        self.declared = declared
        self.bound = bound

    def text(self, template: Text) -> Text:
        """The template with facts in it."""
        return {
            language: words.format_map(_Filled(self, language)) if "{" in words else words
            for language, words in template.items()
        }

    def about(self, template: Text, entry: Mapping[str, Any]) -> Text:
        """The template about one entry of a group fact."""
        return {
            language: words.format_map(self._entry(entry, language))
            for language, words in template.items()
        }

    def fact(self, name: str, language: str) -> str:
        value = self.bound.get(name)
        if value is None:
            return _NOT_SAID[language]
        fact = self.declared.get(name, {})
        items = fact.get("items") or [fact.get("item", "")]
        if isinstance(value, list):
            shown = (self._code(items, str(entry), language) for entry in value)
            return _JOIN[language][1].join(shown)
        if isinstance(value, str):
            return self._code(items, value, language)
        return plain(value)

    def _entry(self, entry: Mapping[str, Any], language: str) -> dict[str, str]:
        item = entry["item"]
        shown = {key: plain(value) for key, value in entry.items() if key != "item"}
        shown["label"] = label(self.view, item).get(language, item)
        current = self.view.current
        code = current.code(item) if current else None
        shown["answer"] = self._code([item], code or "", language)
        return shown

    def _code(self, items: Sequence[str], code: str, language: str) -> str:
        if code == UNANSWERED:
            return _NOT_ANSWERED[language]
        form = self.view.current.form if self.view.current else None
        for name in items:
            item = form.items.get(name) if form else None
            option = item.option(code) if item else None
            if option:
                return option.display.get(language, code)
        return code


class _Filled(dict[str, str]):
    def __init__(self, wording: Wording, language: str) -> None:
        super().__init__()
        self.wording = wording
        self.language = language

    def __missing__(self, name: str) -> str:
        return self.wording.fact(name, self.language)


def plain(value: Any) -> str:
    """A number as people write it: at most one decimal, half up."""
    if isinstance(value, float):
        text = str(displayed(Fraction(str(value))))
        return text.removesuffix(".0")
    return "" if value is None else str(value)


def joined(texts: Sequence[Text]) -> Text:
    """Several reasons as one text, each said once."""
    if len(texts) == 1:
        return texts[0]
    languages = texts[0].keys()
    return {
        language: _JOIN[language][0].join(dict.fromkeys(text[language] for text in texts))
        for language in languages
    }

"""What the patient sees at once (clinical content 3.3; resolutions 11, 12, 92, 100)."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from osteopro.instruments.definition import Text
from osteopro.triage.case import Fired, MessageRef
from osteopro.triage.terms import Level


@dataclass(frozen=True)
class Alone:
    """A message of its own when these are the only rules at this level, and it is the highest."""

    level: Level
    rules: frozenset[str]
    code: str


@dataclass(frozen=True)
class Messages:
    """Texts of one ruleset. Each line of a text is a paragraph, the first is the headline.

    `forms` per message: `in_hours`, `out_of_hours` and, where somebody is on call, `on_call`.
    """

    by_level: Mapping[Level, str]
    alone: tuple[Alone, ...]
    forms: Mapping[str, Mapping[str, Text]]
    add: Mapping[str, Text]
    always: Text
    variables: frozenset[str]

    def choose(self, level: Level, fired: Sequence[Fired], add: Sequence[str]) -> MessageRef:
        """The message for a level reached by these rules, with its add-on texts."""
        at_level = frozenset(rule.id for rule in fired if rule.level is level)
        for entry in self.alone:
            if entry.level is level and at_level and at_level <= entry.rules:
                return MessageRef(entry.code)
        return MessageRef(self.by_level[level], tuple(dict.fromkeys(add)))

    def asks_on_call(self, message: MessageRef) -> bool:
        """Whether it reads otherwise when somebody is on call."""
        return "on_call" in self.forms[message.code]

    def template(self, message: MessageRef, *, in_hours: bool, on_call: bool) -> Text:
        """The text with its variables still in braces."""
        forms = self.forms[message.code]
        name = "in_hours" if in_hours else "on_call" if on_call else "out_of_hours"
        main = forms.get(name) or forms["out_of_hours"]
        return {
            language: "\n".join(dict.fromkeys([text, *self._added(message, language)]))
            for language, text in main.items()
        }

    def compose(
        self, message: MessageRef, *, in_hours: bool, on_call: bool, **variables: str | Text
    ) -> Text:
        """The text a patient reads, in both languages.

        Variables are `manager`, `hours`, `date`, `phone`, `next`, each one string or a Text.
        KeyError names a variable the text needs and nobody gave: braces never reach a patient.
        """
        template = self.template(message, in_hours=in_hours, on_call=on_call)
        return {
            language: text.format_map(_in_language(variables, language))
            for language, text in template.items()
        }

    def needs(self, message: MessageRef, *, in_hours: bool, on_call: bool) -> frozenset[str]:
        """The variables this text needs."""
        template = self.template(message, in_hours=in_hours, on_call=on_call)
        return frozenset().union(*(placeholders(text) for text in template.values()))

    def _added(self, message: MessageRef, language: str) -> list[str]:
        return [self.add[rule][language] for rule in message.add]


def placeholders(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def parse_messages(document: Mapping[str, Any]) -> Messages:
    """Read `messages.json`."""
    return Messages(
        by_level={Level(level): code for level, code in document["by_level"].items()},
        alone=tuple(
            Alone(Level(entry["level"]), frozenset(entry["rules"]), entry["code"])
            for entry in document["alone"]
        ),
        forms=document["messages"],
        add=document["add"],
        always=document["always"],
        variables=frozenset(document["variables"]),
    )


def _in_language(variables: Mapping[str, str | Text], language: str) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value[language]
        for name, value in variables.items()
    }

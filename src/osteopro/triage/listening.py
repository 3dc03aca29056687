"""What free text outside a form says by the word lists (clinical content 3.4; resolution 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from osteopro.triage.case import MessageRef
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level
from osteopro.triage.words import hits

# Strong words must be read by a person now, weak ones today.
_LISTS = (("strong", Level.URGENT), ("weak", Level.ATTENTION))
_SELF_HARM = "self_harm"


@dataclass(frozen=True)
class Heard:
    """The level of a text, why in words for the worklist, and what its writer is to be told.

    `message` is None where nothing must be said at once.
    """

    level: Level
    reasons: Sequence[dict[str, Any]] = ()
    message: MessageRef | None = None


def listen(ruleset: Ruleset, text: str) -> Heard:
    """Search a text for the words of the lists. Negation is not read."""
    for name, level in _LISTS:
        if found := hits(ruleset.words[name], [text]):
            because = {
                "zh-CN": f"留言里有：{'、'.join(found)}",
                "en": f"The message contains: {', '.join(found)}",
            }
            reason = {"id": f"{name}-words", "level": level, "because": because, "tags": []}
            return Heard(level, [reason], said_at_once(ruleset, text))
    return Heard(Level.ROUTINE)


def tells_self_harm(ruleset: Ruleset, texts: Sequence[str]) -> bool:
    """Whether a text speaks of self-harm: not shown to who helps (resolution 19)."""
    return bool(hits(ruleset.words[_SELF_HARM], texts))


def said_at_once(ruleset: Ruleset, text: str, *, helping: bool = False) -> MessageRef | None:
    """What its writer is told at once about strong words, with help for words of self-harm.

    For who is `helping` words of self-harm say nothing: what they raise is the patient's alone.
    """
    harm = hits(ruleset.words[_SELF_HARM], [text])
    found = [word for word in hits(ruleset.words["strong"], [text]) if word not in harm]
    if not found and (helping or not harm):
        return None
    added = _added(ruleset) if harm and not helping else ()
    return MessageRef(ruleset.messages.by_level[Level.URGENT], added)


def without_self_harm(ruleset: Ruleset, message: MessageRef) -> MessageRef:
    """The same message without what words of self-harm added to it."""
    apart = _added(ruleset)
    return MessageRef(message.code, tuple(each for each in message.add if each not in apart))


def _added(ruleset: Ruleset) -> tuple[str, ...]:
    """What rules add to their message on a word of self-harm."""
    about = {name for name, fact in ruleset.facts.items() if fact.get("list") == _SELF_HARM}
    added = [
        part.value
        for rule in ruleset.rules
        for part in rule.add
        if part.when is not None and about & set(part.when.names)
    ]
    return tuple(dict.fromkeys(added))

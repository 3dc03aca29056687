"""What people say and are told, from the collections in notes, replies and messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from osteopro.simulation.course import Happened, Latent, severity
from osteopro.simulation.material import material

WORTH_A_WORD = 0.05  # how much a trait must have moved to be "better" or "worse"


@dataclass(frozen=True, slots=True)
class Remark:
    """A few words on a record: about which trait or event ("" for neither), which way it went."""

    about: str
    way: str
    text: str = ""


def way(now: float, before: float) -> str:
    """`better`, `same` or `worse`; both numbers are severities."""
    if now - before > WORTH_A_WORD:
        return "worse"
    return "better" if before - now > WORTH_A_WORD else "same"


def theme(latent: Latent, before: Latent, events: Sequence[Happened]) -> Remark:
    """What this sitting is about, without words: the latest event, else the trait that
    moved most or weighs most."""
    told = [event.kind for event in events if event.kind in material("notes")["events"]]
    overall = way(severity(latent), severity(before))
    if told:
        return Remark(told[-1], overall)
    known = material("notes")["traits"]
    trait = max(known, key=lambda name: latent[name] + 2 * abs(latent[name] - before[name]))
    return Remark(trait, way(latent[trait], before[trait]))


def note(about: Remark, said: set[str], source: Random) -> Remark:
    """The theme in somebody's own words, not used by them before where there is a choice."""
    notes = material("notes")
    fitting: list[str] = notes["events"].get(about.about) or notes["traits"][about.about][about.way]
    if source.random() < 0.12:
        fitting = notes["plain"]
    fresh = [text for text in fitting if text not in said] or notes["plain"]
    text = source.choice(fresh)
    said.add(text)
    return Remark("" if text in notes["plain"] else about.about, about.way, text)


def reply(name: str, remark: Remark, source: Random) -> str:
    """How a manager goes on after the quoted words or, without words, begins with how it went."""
    replies = material("replies")
    fitting = replies["noted"].get(remark.about) if remark.text else None
    chosen: str = source.choice(fitting or replies["unsaid"][remark.way])
    return chosen.format(name=name)


def quoted(name: str, said: str) -> str:
    """What a reply begins with: the patient's words as the page for managers puts them."""
    return f"{name}，您写了“{said.rstrip('。')}”。" if said else ""


def line(kind: str, source: Random, collection: str = "replies") -> str:
    """One line of a kind: calls, questions, told, reasons, or what patients write back."""
    found: Any = material(collection)
    for part in kind.split("."):
        found = found[part]
    chosen: str = source.choice(found)
    return chosen

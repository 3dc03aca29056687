"""What may help a manager to answer: advice that fits, and the patient's usual values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from osteopro.followup import assessing
from osteopro.followup.models import CareState
from osteopro.instruments.definition import Text
from osteopro.records.queries import StoredResponse
from osteopro.triage import queries as triage_queries
from osteopro.triage.advice import FollowUp, propose_on
from osteopro.triage.case import Current, Fired
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level
from osteopro.triage.view import Measure, View


@dataclass(frozen=True)
class Offer:
    """Advice that fits this record and why. `needs_check`: exercise after a fracture."""

    code: str
    title: Text
    text: Text
    because: Text
    needs_check: bool
    unrecorded: tuple[str, ...]


@dataclass(frozen=True)
class Usual:
    """The patient's own usual value of one item, which a fired rule compared with."""

    link_id: str
    value: Fraction


@dataclass(frozen=True)
class Help:
    """Advice to offer and usual values behind the rules of one record."""

    offers: tuple[Offer, ...]
    usual: tuple[Usual, ...]


def help_with(
    row: CareState,
    stored: StoredResponse,
    before: Sequence[StoredResponse],
    fired: Sequence[Fired],
    follow_up: FollowUp,
) -> Help:
    """What to offer for `stored`, given the rules that fired on it and what they looked at.

    `before` is the same history that the rules had (`records.queries.surroundings`), and the
    case is put as of the moment the record came: the usual value named here is the rules' own.
    """
    ruleset = triage_queries.current().ruleset
    case = replace(
        assessing.case_of(row, before, as_current(stored), assessed_today=False),
        now=stored.received,
    )
    view = View(case, assessing.INSTRUMENTS, ruleset.series)
    proposals = propose_on(view, ruleset, fired, follow_up)
    offers = []
    for proposal in proposals:
        advice = ruleset.advice.of(proposal.code)
        offers.append(
            Offer(
                code=advice.code,
                title=advice.title,
                text=advice.text,
                because=proposal.because,
                needs_check=proposal.needs_check,
                unrecorded=proposal.unrecorded,
            )
        )
    return Help(tuple(offers), tuple(_usual(view, ruleset, fired)))


def as_current(stored: StoredResponse) -> Current:
    """A stored response as the rules look at it."""
    return Current(
        authored=stored.effective,
        canonical=stored.canonical,
        answers=stored.answers,
        proxy=stored.proxy,
        status=stored.status,
        mode=stored.mode,
        left=True,
    )


def fired_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Fired, ...]:
    """Fired rules from their stored form."""
    return tuple(
        Fired(rule["id"], Level(rule["level"]), rule["because"], tuple(rule["tags"]))
        for rule in stored
    )


def attention_in_row(levels: Sequence[Level]) -> int:
    """How many records right before this one were at attention or higher; newest first in."""
    count = 0
    for level in levels:
        if level == Level.ROUTINE:
            break
        count += 1
    return count


def approved_texts() -> tuple[str, ...]:
    """Texts that may be sent as they are: the advice library and the fixed medicine reply."""
    ruleset = triage_queries.current().ruleset
    texts = [advice.text for advice in ruleset.advice.advice]
    return tuple(words for text in (*texts, ruleset.stop.text) for words in text.values())


def medicine_reply() -> Text:
    """What to answer to questions about medicines (clinical content 3.5)."""
    return triage_queries.current().ruleset.stop.text


def _usual(view: View, ruleset: Ruleset, fired: Sequence[Fired]) -> list[Usual]:
    read = frozenset().union(*(_reads(ruleset, rule.id) for rule in fired))
    found: dict[str, Usual] = {}
    for name in sorted(read):
        fact = ruleset.facts.get(name, {})
        for link_id in fact.get("items", [fact.get("item", "")]) if "series" in fact else ():
            measure = Measure(link_id, is_scale=False)
            usual = view.usual(measure, fact["series"]) if link_id else None
            if usual is not None and view.change(measure, fact["series"]):
                found[link_id] = Usual(link_id, usual)
    return list(found.values())


def _reads(ruleset: Ruleset, rule_id: str) -> frozenset[str]:
    try:
        return ruleset.rule(rule_id).reads
    except KeyError:  # a rule of an earlier ruleset, or a remark
        return frozenset()

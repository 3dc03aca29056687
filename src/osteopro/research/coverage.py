"""Who is quoted, and who answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from osteopro.research.chain import Chain, Id
from osteopro.research.gates import current_texts, settles
from osteopro.research.terms import Checked


@dataclass(frozen=True, slots=True)
class Quoted:
    """Of a participant: how many accepted statements, and how many of them are in the report."""

    accepted: int
    quoted: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Member checks: how many answered about a text that stands, of how many who may be asked."""

    answered: int
    of: int


def quote_coverage(chain: Chain) -> Mapping[Id, Quoted]:
    """For every participant, also those who are never quoted. Only accepted statements count."""
    said: dict[Id, list[Id]] = {each: [] for each in chain.participants}
    for statement in chain.accepted:
        said[chain.said_by(statement)].append(statement)
    return {
        participant: Quoted(len(own), len(chain.quoted.intersection(own)))
        for participant, own in said.items()
    }


def check_coverage(chain: Chain) -> Asked:
    """How many of those who agreed to be asked again answered about a text that stands."""
    current = current_texts(chain)
    answered = {
        check.participant
        for check in chain.checks
        if settles(check, current) and check.outcome not in (None, Checked.NO_ANSWER)
    }
    return Asked(len(answered & chain.recontact), len(chain.recontact))

"""What somebody's answers mean now (clinical content 6.4). Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.terms import REQUIRED, Decision, How, Paper, Purpose, Witness


class Refused(StrEnum):
    """Why a consent cannot be written down."""

    WITNESS_MISSING = "witness-missing"
    WITNESS_IS_AUTHOR = "witness-is-author"
    NEEDS_HEALTH_DATA = "needs-health-data"
    OLD_TEXT = "old-text"
    CONTRADICTION = "contradiction"
    PAPER_UNDATED = "paper-undated"


@dataclass(frozen=True, slots=True)
class Answer:
    """One stored answer about one purpose; `version` is that of the text that was read.

    Of an answer on `paper` it is the newest of the day it was brought in: what was read is
    what the paper says.
    """

    purpose: Purpose
    decision: Decision
    version: str
    language: str
    at: datetime
    how: How
    by: int
    paper: Paper | None = None

    @property
    def other_words(self) -> bool:
        """Whether the words were those of a paper of another version, not of our texts."""
        return self.paper is not None and self.paper.version != self.version


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a purpose. `answer` is their last one, None if never asked.

    `holds`: it may be done. `ask_again`: the words changed since they agreed.
    """

    purpose: Purpose
    answer: Answer | None
    holds: bool
    ask_again: bool

    @property
    def required(self) -> bool:
        return self.purpose in REQUIRED

    @property
    def given(self) -> bool:
        """Whether the last answer was a yes, in force or replaced."""
        return self.answer is not None and self.answer.decision is Decision.GIVEN

    @property
    def withdrawn(self) -> bool:
        return self.answer is not None and self.answer.decision is Decision.WITHDRAWN


def standings(answers: Sequence[Answer], texts: Sequence[ConsentText]) -> tuple[Standing, ...]:
    """One standing for each purpose, in their order.

    `answers` and the published `texts` are oldest first. Every other use rests on health
    information: none holds without consent to that.
    """
    last = {answer.purpose: answer for answer in answers}
    own = {p: _holds(last.get(p), texts) for p in Purpose}
    base = own[Purpose.HEALTH_DATA]
    return tuple(
        Standing(
            purpose=p,
            answer=last.get(p),
            holds=own[p] and (base or p is Purpose.PROGRAMME),
            ask_again=_changed(last.get(p), texts),
        )
        for p in Purpose
    )


def in_force(
    purpose: Purpose, last: Mapping[Purpose, tuple[Decision, str]], texts: Sequence[ConsentText]
) -> bool:
    """Whether a purpose holds, by the last answer about each and the version it was given to; as
    `standings` says of one person, for lists of many."""
    base = _given(Purpose.HEALTH_DATA, last.get(Purpose.HEALTH_DATA), texts)
    own = _given(purpose, last.get(purpose), texts)
    return own and (base or purpose is Purpose.PROGRAMME)


def complete(found: Sequence[Standing]) -> bool:
    """Whether everything that taking part needs holds."""
    return all(each.holds for each in found if each.required)


def stopped(found: Sequence[Standing]) -> bool:
    """Whether something that taking part needs was taken back."""
    return any(each.required and each.withdrawn for each in found)


def to_ask(found: Sequence[Standing]) -> tuple[Purpose, ...]:
    """The purposes to be asked again because their words changed."""
    return tuple(each.purpose for each in found if each.ask_again)


def stands(found: Iterable[Standing]) -> frozenset[Purpose]:
    """What was agreed to in the words of today: who comes back keeps it."""
    return frozenset(each.purpose for each in found if each.holds and not each.ask_again)


def to_ask_on_return(found: Iterable[Standing]) -> tuple[Purpose, ...]:
    """What somebody who comes back is asked: what was taken back, whose words changed, what was
    never asked. A no to what is free to refuse is left in peace."""
    return tuple(
        each.purpose
        for each in found
        if each.ask_again
        or each.answer is None
        or each.withdrawn
        or (each.required and not each.holds)
    )


def may_wait(found: Sequence[Standing]) -> bool:
    """Whether being asked again can be put off: what taking part needs still holds."""
    return all(each.holds for each in found if each.required and each.ask_again)


def text_for(standing: Standing, texts: Sequence[ConsentText]) -> ConsentText:
    """The words that count for a purpose: those agreed to while they hold, else the newest."""
    answer = standing.answer
    if answer is not None and standing.holds and not standing.ask_again:
        return text_read(answer, texts)
    return texts[-1]


def text_read(answer: Answer, texts: Sequence[ConsentText]) -> ConsentText:
    """The words that were read for an answer."""
    return next(text for text in texts if text.version == answer.version)


def refusal(
    *,
    given: Collection[Purpose],
    declined: Collection[Purpose],
    held: Mapping[Purpose, bool],
    how: How,
    witness: Witness | None,
    author: int,
    paper: Paper | None = None,
) -> Refused | None:
    """Why these answers may not be stored, None if they may.

    `held` says what holds already. A yes on the phone needs somebody else who heard it
    (6.4, last element); a no needs nobody.
    """
    if set(given) & set(declined):
        return Refused.CONTRADICTION
    if (how is How.PAPER) is not (paper is not None and bool(paper.version.strip())):
        return Refused.PAPER_UNDATED
    if how is How.PHONE and given:
        if witness is None or (witness.account_id is None and not witness.name.strip()):
            return Refused.WITNESS_MISSING
        if witness.account_id == author:
            return Refused.WITNESS_IS_AUTHOR
    base = Purpose.HEALTH_DATA in given or (
        held.get(Purpose.HEALTH_DATA, False) and Purpose.HEALTH_DATA not in declined
    )
    if set(given) - REQUIRED and not base:
        return Refused.NEEDS_HEALTH_DATA
    return None


def also_withdrawn(purpose: Purpose, held: Mapping[Purpose, bool]) -> tuple[Purpose, ...]:
    """What ends together with `purpose`: all that rests on health information ends with it."""
    if purpose is not Purpose.HEALTH_DATA:
        return (purpose,)
    resting = (p for p in Purpose if p not in REQUIRED and held.get(p, False))
    return (purpose, *resting)


def _holds(answer: Answer | None, texts: Sequence[ConsentText]) -> bool:
    if answer is None:
        return False
    return _given(answer.purpose, (answer.decision, answer.version), texts)


def _given(
    purpose: Purpose, last: tuple[Decision, str] | None, texts: Sequence[ConsentText]
) -> bool:
    if last is None or last[0] is not Decision.GIVEN:
        return False
    return all(purpose not in text.replaces for text in _after(last[1], texts))


def _changed(answer: Answer | None, texts: Sequence[ConsentText]) -> bool:
    """Whether a yes was given to words that are no longer the words. A no is left in peace."""
    if answer is None or answer.decision is not Decision.GIVEN or not texts:
        return False
    read = next((text for text in texts if text.version == answer.version), None)
    replaced = not _holds(answer, texts)
    if answer.other_words:
        return True
    if read is None or replaced:
        return replaced
    now = texts[-1].wording(answer.purpose, answer.language)
    return read.wording(answer.purpose, answer.language) != now


def _after(version: str, texts: Sequence[ConsentText]) -> Sequence[ConsentText]:
    """The texts that were published after `version`."""
    versions = [text.version for text in texts]
    return texts[versions.index(version) + 1 :] if version in versions else ()

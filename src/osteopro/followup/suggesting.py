"""What may help a manager to answer: advice that fits, and the patient's usual values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.followup import advised, assessing, state
from osteopro.followup.advised import Given
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import AdviceWord
from osteopro.instruments.definition import Text
from osteopro.instruments.terms import Kind
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment
from osteopro.records.queries import HISTORY, StoredResponse
from osteopro.triage import queries as triage_queries
from osteopro.triage.advice import FollowUp, Proposal, Verdict, Weighed, held_back, weigh
from osteopro.triage.case import Current, Fired
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level
from osteopro.triage.view import Measure, View

# When a response was assessed, and what was found about how it was answered.
Flags = list[tuple[datetime, list[Mapping[str, Any]]]]
# In the place of a rule, where a person set the level of something that waits.
RAISED = "raised"


@dataclass(frozen=True)
class Choice:
    """One advice of the library as it may be given to this patient now.

    `because` says why it is proposed; it is {} for what a manager may pick by hand. The verdict
    says what bars it. `last_sent` is when it was sent before within the time after which it may
    be proposed again, `last_try` the newest one of this code that a record said something of.
    """

    code: str
    title: Text
    text: Text
    edition: int
    because: Text
    verdict: Verdict
    last_sent: datetime | None
    last_try: Given | None

    @property
    def needs_check(self) -> bool:
        return self.verdict.needs_check


@dataclass(frozen=True)
class Usual:
    """The patient's own usual value of one item, which a fired rule compared with."""

    link_id: str
    value: Fraction


@dataclass(frozen=True)
class Help:
    """Advice that is proposed and all others of the library, the usual values behind the rules
    of one record, and the advice sent before, newest first."""

    offers: tuple[Choice, ...]
    others: tuple[Choice, ...]
    usual: tuple[Usual, ...]
    given: tuple[Given, ...]

    def choice(self, code: str) -> Choice | None:
        """The advice with this code, None if the library has none."""
        return next((each for each in (*self.offers, *self.others) if each.code == code), None)


def main_of(responses: Sequence[StoredResponse]) -> StoredResponse:
    """The response a sitting is about: the follow-up record if there is one."""
    return next((each for each in responses if each.kind == Kind.RECORD), responses[0])


def for_sitting(row: CareState, responses: Sequence[StoredResponse]) -> Help:
    """The help with one sitting, read anew: six queries."""
    stored = main_of(responses)
    around = records_queries.surroundings(
        row.patient_id,
        before=stored.effective,
        occasion_id=stored.occasion,
        joined=state.joined(row),
    )
    fired, levels, _flags = assessed(responses, around.history)
    return help_with(row, stored, around.history, fired, levels)


def help_with(
    row: CareState,
    stored: StoredResponse,
    before: Sequence[StoredResponse],
    fired: Sequence[Fired],
    levels: Sequence[Level],
) -> Help:
    """What to offer for `stored`, given the rules that fired on it and what they looked at.

    `before` is the same history that the rules had (`records.queries.surroundings`), `levels`
    those of the records in it, newest first. The case is put as of the moment the record came:
    the usual value named here is the rules' own.
    """
    ruleset = triage_queries.current().ruleset
    given = advised.given(row.patient_id, since=clock.now() - HISTORY)
    recently = clock.now() - timedelta(days=ruleset.advice.repeat_after_days)
    sent = advised.newest(each for each in given if each.at >= recently)
    tries = advised.newest(each for each in given if each.tried)
    in_vain = (e.code for e in tries.values() if e.tried and e.tried.word is AdviceWord.NO_HELP)
    follow_up = FollowUp(
        sent=frozenset(sent),
        no_help=frozenset(in_vain),
        attention_before=attention_in_row(levels),
        open_rules=open_urgent(row.patient_id, stored.occasion, fired),
    )
    view = _view(row, stored, before, ruleset)
    found = weigh(view, ruleset, fired, follow_up)
    offers, others = _choices(found, ruleset, sent, tries)
    return Help(offers, others, tuple(_usual(view, ruleset, fired)), tuple(given))


def looked_back(
    row: CareState,
    stored: StoredResponse,
    before: Sequence[StoredResponse],
    fired: Sequence[Fired],
    levels: Sequence[Level],
    open_rules: Sequence[str],
) -> tuple[Mapping[str, Verdict], tuple[Verdict, ...]]:
    """What was said of every advice when `stored` came, and the advice there was a reason for
    that was barred. No query.

    `open_rules` are urgent ones of whatever else waited then; the rest as in `help_with`.
    """
    ruleset = triage_queries.current().ruleset
    also = FollowUp(attention_before=attention_in_row(levels), open_rules=tuple(open_rules))
    view = _view(row, stored, before, ruleset)
    return weigh(view, ruleset, fired, also).verdicts, held_back(view, ruleset, fired, also)


def assessed(
    responses: Sequence[StoredResponse], before: Sequence[StoredResponse]
) -> tuple[tuple[Fired, ...], list[Level], Flags]:
    """Rules that fired in this sitting, the levels of earlier records, newest first, and what was
    found about how this sitting was answered, with its time."""
    mine = [each.pk for each in responses]
    earlier = [each.pk for each in before if each.kind == Kind.RECORD]
    earlier = [pk for pk in earlier if pk not in mine]
    rows = Assessment.objects.filter(response_id__in=[*mine, *earlier])
    by_response = {row.response_id: row for row in rows}
    fired = [rule for pk in mine if pk in by_response for rule in fired_of(by_response[pk].rules)]
    levels = [Level(by_response[pk].level) for pk in earlier if pk in by_response]
    flags = [(by_response[pk].at, by_response[pk].flags) for pk in mine if pk in by_response]
    return tuple(fired), levels, flags


def open_urgent(patient_id: int, occasion: UUID, fired: Sequence[Fired]) -> tuple[str, ...]:
    """Urgent and emergency rules of whatever waits: they block most advice.

    Of this sitting itself they are in `fired`; a level that a person set counts like a rule.
    """
    rows = OpenItem.objects.filter(
        patient_id=patient_id, closed_at__isnull=True, level__gte=Level.URGENT.rank
    )
    here = any(rule.level.rank >= Level.URGENT.rank for rule in fired)
    found: list[str] = []
    for source, reasons in rows.values_list("source", "reasons"):
        if source == str(occasion) and here:
            continue
        found += [str(r["id"]) for r in reasons if Level(r["level"]).rank >= Level.URGENT.rank] or [
            RAISED
        ]
    return tuple(found)


def _view(
    row: CareState, stored: StoredResponse, before: Sequence[StoredResponse], ruleset: Ruleset
) -> View:
    case = replace(
        assessing.case_of(row, before, as_current(stored), assessed_today=False),
        now=stored.received,
    )
    return View(case, assessing.INSTRUMENTS, ruleset.series)


def _choices(
    found: Weighed, ruleset: Ruleset, sent: Mapping[str, Given], tries: Mapping[str, Given]
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    def choice(code: str, proposal: Proposal | None = None) -> Choice:
        advice = ruleset.advice.of(code)
        return Choice(
            code=code,
            title=advice.title,
            text=advice.text,
            edition=advice.edition,
            because=proposal.because if proposal else {},
            verdict=found.verdicts[code],
            last_sent=sent[code].at if code in sent else None,
            last_try=tries.get(code),
        )

    proposed = {each.code for each in found.proposals}
    offers = tuple(choice(each.code, each) for each in found.proposals)
    others = (advice.code for advice in ruleset.advice.advice if advice.code not in proposed)
    return offers, tuple(choice(code) for code in others)


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

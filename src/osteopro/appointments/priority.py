"""Who is offered a slot before whom: exaggeration must not pay (clinical content 5.4). Pure.

No answer of a questionnaire comes in here but the level of an unverified report, and that only
until somebody spoke with the patient. Nothing of how a report was answered comes in at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from osteopro.appointments.ruleset import PriorityRules, priority_rules
from osteopro.appointments.terms import Event, Place, Term
from osteopro.instruments.scoring import displayed
from osteopro.triage.terms import Level

HIGHEST = Fraction(100)


class NeverQueuesError(ValueError):
    """A verified emergency: 120 or the emergency room, never a place in a queue."""


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for a visit as the order sees it (resolutions 69, 88).

    Days are calendar days. `reported` is the level of the latest record, `verified` the level a
    manager found in a talk; each None when there is none within 14 days. `event` looks back 90
    days; `days_since_visit` is None for somebody whom no physician has seen. `deadline_missed`:
    the hospital did not phone or reply about the report in time.
    """

    id: str | int
    days_waiting: int
    reported: Level | None
    verified: Level | None
    event: Event
    days_since_visit: int | None
    lives_alone: bool
    age: int
    phone_only: bool
    deadline_missed: bool

    @property
    def level(self) -> Level | None:
        """The level that counts as verified. Of a report that we did not phone about in time
        it is the reported one, an emergency counting as urgent: it must still be first."""
        if self.verified is not None or not self.deadline_missed:
            return self.verified
        return Level.URGENT if self.reported is Level.EMERGENCY else self.reported


@dataclass(frozen=True, slots=True)
class Ranked:
    """A request in its place, with what it is worked out from: each term from 0 to 1, `exact` P
    from 0 to 100."""

    request: Request
    place: Place
    exact: Fraction
    terms: Mapping[Term, Fraction]

    @property
    def shown(self) -> Decimal:
        """P with one decimal, for staff; a patient never reads it (resolution 20)."""
        return displayed(self.exact) or Decimal(0)


def ordered(requests: Iterable[Request], rules: PriorityRules | None = None) -> list[Ranked]:
    """The requests, first to be offered a slot first: verified urgent before all others, then by
    exact P, then who waits longer; what still is equal stays as it came (resolutions 88, 99).

    Raises NeverQueuesError for a verified emergency.
    """
    return sorted((rank(request, rules) for request in requests), key=standing)


def standing(ranked: Ranked) -> tuple[bool, Fraction, int]:
    """What the order goes by: the smaller, the sooner. Of equals the earlier request is first."""
    return ranked.place is not Place.RESERVED, -ranked.exact, -ranked.request.days_waiting


def rank(request: Request, rules: PriorityRules | None = None) -> Ranked:
    """One request with P and its terms. Raises NeverQueuesError.

    >>> heard, never = Level.ATTENTION, None
    >>> rank(Request("a", 10, None, heard, Event.NONE, never, False, 68, False, False)).shown
    Decimal('48.9')
    """
    rules = rules or priority_rules()
    if request.verified is Level.EMERGENCY:
        raise NeverQueuesError(f"{request.id}: a verified emergency never queues")
    terms = {
        Term.VERIFIED: _verified(request, rules),
        Term.EVENT: rules.event[request.event],
        Term.WAITING: min(Fraction(1), Fraction(request.days_waiting, rules.full_after_days)),
        Term.SELF_REPORT: rules.self_report if call_first(request, rules) else Fraction(0),
        Term.NEED: _need(request, rules),
    }
    total = sum(
        (rules.weights[term] * value for term, value in terms.items() if value), Fraction(0)
    )
    longest = request.days_waiting >= rules.full_after_days
    return Ranked(request, place(request, rules), HIGHEST if longest else total, terms)


def place(request: Request, rules: PriorityRules | None = None) -> Place:
    """Which slots a request may be given. None on a self-report that nobody verified."""
    rules = rules or priority_rules()
    if request.level in rules.reserved_for:
        return Place.RESERVED
    return Place.CALL_FIRST if call_first(request, rules) else Place.QUEUED


def call_first(request: Request, rules: PriorityRules) -> bool:
    """Whether a report that earns a conversation still waits for it."""
    if request.level is not None or request.reported is None:
        return False
    return request.reported.rank >= rules.unverified_from.rank


def needs_care(request: Request, rules: PriorityRules) -> bool:
    """Whether somebody finds it harder than others to get help."""
    return request.lives_alone or request.phone_only or request.age >= rules.age_from


def long_unseen(request: Request, rules: PriorityRules) -> bool:
    """Whether no physician has seen the patient for long, or ever."""
    days = request.days_since_visit
    return days is None or days > rules.visit_older_than_days


def _verified(request: Request, rules: PriorityRules) -> Fraction:
    if request.level is not None:
        return rules.verified[request.level]
    return rules.unverified if call_first(request, rules) else Fraction(0)


def _need(request: Request, rules: PriorityRules) -> Fraction:
    unseen = rules.no_visit if long_unseen(request, rules) else Fraction(0)
    return unseen + (rules.care if needs_care(request, rules) else Fraction(0))

"""Ways to decide who is offered the next slot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from osteopro.appointments.priority import Request, rank, standing
from osteopro.appointments.ruleset import priority_rules
from osteopro.appointments.terms import Event, Place
from osteopro.simulation.exaggeration.cases import Case
from osteopro.simulation.exaggeration.world import World
from osteopro.triage.terms import Level

Order = Callable[[Sequence[Case], float, World], list[Case]]
Phones = Callable[[Case, World], bool]


def never(case: Case, world: World) -> bool:
    """Nobody is phoned."""
    return False


def when_loud(case: Case, world: World) -> bool:
    """A report of attention or higher earns a talk."""
    return world.level(case.points) is not Level.ROUTINE


def everybody(case: Case, world: World) -> bool:
    """Whoever asks for a visit is phoned once, however they report; then as above."""
    return case.reports == 1 or when_loud(case, world)


@dataclass(frozen=True)
class Policy:
    """A rule: its name for people, who comes first of those who may be offered a slot, and
    which reports are phoned about."""

    code: str
    name: str
    order: Order
    phones: Phones = never


def first_come(cases: Sequence[Case], now: float, world: World) -> list[Case]:
    """Whoever asked first."""
    return sorted(cases, key=lambda case: case.asked)


def loudest(cases: Sequence[Case], now: float, world: World) -> list[Case]:
    """Whoever reports the most, in whole points as on the form; then whoever asked first."""
    return sorted(cases, key=lambda case: (-round(case.points), case.asked))


def truth(cases: Sequence[Case], now: float, world: World) -> list[Case]:
    """Whoever needs it most; then who has needed it longest. Nobody can know this."""
    return sorted(cases, key=lambda case: (-case.level.rank, case.since, case.asked))


def product(cases: Sequence[Case], now: float, world: World) -> list[Case]:
    """The product's own order (`appointments.priority`), without those to be phoned about first."""
    asked = ((as_request(case, now, world), case) for case in cases)
    return _by_priority(asked, world.full_after_days)


def product_checked(cases: Sequence[Case], now: float, world: World) -> list[Case]:
    """The same, but a told event counts only once a talk has confirmed it: proposed together with
    a talk for everybody who asks."""
    asked = ((checked(as_request(case, now, world), case), case) for case in cases)
    return _by_priority(asked, world.full_after_days)


def _by_priority(asked: Iterable[tuple[Request, Case]], full_after_days: int | None) -> list[Case]:
    came = sorted(asked, key=lambda pair: pair[1].asked)
    stands = [(_stands(request, full_after_days), case) for request, case in came]
    offered = [(key, case) for (place, key), case in stands if place is not Place.CALL_FIRST]
    return [case for _, case in sorted(offered, key=lambda pair: pair[0])]


# The same people meet the same days again when one of them is flipped.
@lru_cache(maxsize=1 << 17)
def _stands(request: Request, full_after: int | None) -> tuple[Place, tuple[bool, Fraction, int]]:
    rules = priority_rules()
    ranked = rank(request, replace(rules, full_after_days=full_after) if full_after else rules)
    return ranked.place, standing(ranked)


def as_request(case: Case, now: float, world: World) -> Request:
    """What the product knows of a case."""
    since = now - priority_rules().level_days
    talk = case.talks[-1] if case.talks and case.talks[-1].at >= since else None
    return Request(
        id=case.person.number,
        days_waiting=int(now - case.asked),
        reported=world.level(case.points),
        verified=talk.found if talk else None,
        event=case.told,
        days_since_visit=int(now - case.last_visit),
        lives_alone=case.person.lives_alone,
        age=case.person.age,
        phone_only=case.person.phone_only,
        deadline_missed=case.missed,
    )


def checked(request: Request, case: Case) -> Request:
    """A request without the event that was told and that no talk has confirmed."""
    believed = request.event is not Event.REPORTED or case.confirmed
    return request if believed else replace(request, event=Event.NONE)


POLICIES: Mapping[str, Policy] = {
    policy.code: policy
    for policy in (
        Policy("first-come", "First come", first_come),
        Policy("loudest", "Loudest first", loudest),
        Policy("ours", "OsteoPRO", product, when_loud),
        Policy("proposed", "OsteoPRO as proposed", product_checked, everybody),
        Policy("truth", "True need (unknowable)", truth),
    )
}

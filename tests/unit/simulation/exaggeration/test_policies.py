"""The rules: ours is the product's own order, and the others are what they say."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import mean

import pytest

from osteopro.appointments.priority import ordered
from osteopro.appointments.terms import Event, Place
from osteopro.simulation.exaggeration import policies
from osteopro.simulation.exaggeration.cases import Case, Talk
from osteopro.simulation.exaggeration.clinic import live
from osteopro.simulation.exaggeration.desk import heard
from osteopro.simulation.exaggeration.measures import Figure
from osteopro.simulation.exaggeration.policies import POLICIES, as_request, checked
from osteopro.simulation.exaggeration.trials import Task, tried
from osteopro.simulation.exaggeration.world import World, world
from osteopro.triage.terms import Level
from tests.unit.simulation.exaggeration.small import case, small


def test_ours_is_the_order_of_the_product_at_every_deal() -> None:
    policy, longest = POLICIES["ours"], 0

    def order(waiting: Sequence[Case], now: float, world: World) -> list[Case]:
        nonlocal longest
        found = policy.order(waiting, now, world)
        came = sorted(waiting, key=lambda each: each.asked)
        expected = ordered(as_request(each, now, world) for each in came)
        assert [each.person.number for each in found] == [
            ranked.request.id for ranked in expected if ranked.place is not Place.CALL_FIRST
        ]
        longest = max(longest, len(found))
        return found

    days = live(small(patients=60), 1, replace(policy, order=order))
    assert longest > 5
    assert days.talks > 5


def test_ours_asks_the_product_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """With another ranking in the product the slots go to others."""
    as_it_is = live(small(), 1, POLICIES["ours"]).visits
    rank = policies.rank

    def backwards(*args: object) -> object:
        ranked = rank(*args)  # type: ignore[arg-type]
        return replace(ranked, exact=-ranked.exact)

    monkeypatch.setattr(policies, "rank", backwards)
    policies._stands.cache_clear()
    turned = live(small(), 1, POLICIES["ours"]).visits
    policies._stands.cache_clear()
    assert turned != as_it_is


def test_the_loudest_is_first_and_of_equals_who_asked_earlier() -> None:
    quiet, late, early = case(points=6.0), case(points=9.8), case(points=10.2, asked=80.0)
    found = POLICIES["loudest"].order([quiet, late, early], 100.0, small())
    assert found == [early, late, quiet]


def test_true_need_is_first_and_of_equals_the_longest() -> None:
    routine, late = case(points=10.0), case(level=Level.URGENT, since=95.0)
    early = case(level=Level.URGENT, since=91.0)
    found = POLICIES["truth"].order([routine, late, early], 100.0, small())
    assert found == [early, late, routine]


def test_a_told_event_counts_for_the_proposal_only_after_a_talk() -> None:
    for confirmed, event in ((False, Event.NONE), (True, Event.REPORTED)):
        lied = case(invents=True, confirmed=confirmed)
        request = as_request(lied, 100.0, small())
        assert request.event is Event.REPORTED
        assert checked(request, lied).event is event


def test_a_missed_talk_takes_the_report_at_its_word() -> None:
    assert as_request(case(points=10.0, missed=True), 100.0, small()).level is Level.URGENT
    assert as_request(case(points=10.0), 100.0, small()).level is None


def test_a_talk_counts_for_14_days() -> None:
    heard_once = case(talks=[Talk(80.0, Level.ATTENTION)])
    assert as_request(heard_once, 94.0, small()).verified is Level.ATTENTION
    assert as_request(heard_once, 94.1, small()).verified is None


def test_whoever_asks_is_phoned_once_in_the_proposal() -> None:
    phones = {code: POLICIES[code].phones for code in ("ours", "proposed")}
    first, second = case(points=1.0, reports=1), case(points=1.0, reports=2)
    assert [phones["ours"](each, small()) for each in (first, second)] == [False, False]
    assert [phones["proposed"](each, small()) for each in (first, second)] == [True, False]
    assert all(each(case(points=4.0, reports=2), small()) for each in phones.values())


@pytest.mark.parametrize(
    ("level", "luck", "found"),
    [
        (Level.ROUTINE, 0.0, Level.ROUTINE),
        (Level.ROUTINE, 0.79, Level.ROUTINE),
        (Level.ROUTINE, 0.81, Level.ATTENTION),
        (Level.ATTENTION, 0.09, Level.ROUTINE),
        (Level.ATTENTION, 0.5, Level.ATTENTION),
        (Level.ATTENTION, 0.91, Level.URGENT),
        (Level.URGENT, 0.19, Level.ATTENTION),
        (Level.URGENT, 0.99, Level.URGENT),
    ],
)
def test_a_talk_errs_as_often_as_it_is_said_to(level: Level, luck: float, found: Level) -> None:
    assert heard(small(call_error=0.2), case(level=level), luck) is found


def test_who_exaggerates_is_heard_louder() -> None:
    error_free, loud = small(call_error=0.0, persuades=0.1), case(exaggerates=True)
    assert heard(error_free, loud, 0.89) is Level.ROUTINE
    assert heard(error_free, loud, 0.91) is Level.ATTENTION
    assert heard(error_free, case(exaggerates=True, level=Level.URGENT), 0.99) is Level.URGENT


def test_where_talks_never_err_exaggerating_brings_nothing() -> None:
    """And it does where the loudest are first: the same people, the same needs."""
    never_wrong = {"call_error": 0.0, "persuades": 0.0, "invents": 0.0, "lapses": 0.0}
    sure = small(**never_wrong, days=250, patients=60, calls=12, report_noise=0.0)
    gain = {
        code: mean(tried(Task("", sure, code, seed, 5))[Figure.GAIN] for seed in (1, 2))
        for code in ("loudest", "ours")
    }
    assert gain["ours"] < 0.5
    assert gain["loudest"] > 3


def test_the_assumptions_are_read_as_they_stand() -> None:
    assert world().level(3.9) is Level.ROUTINE
    assert world().level(4.0) is Level.ATTENTION
    assert world().level(7.0) is Level.URGENT

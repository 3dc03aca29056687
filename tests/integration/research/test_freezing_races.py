"""Nothing is lost where somebody marks or decides while a transcript is frozen anew."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from osteopro.research import actions, agreeing, working
from osteopro.research.models import RoundCoder, Statement
from osteopro.research.terms import StatementState
from tests import coding as builder
from tests import settling, studies
from tests.coding import Coded
from tests.settling import FORM, TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db(transaction=True)
LIVING = [StatementState.PROPOSED, StatementState.ACCEPTED]
# How long one waits within its act for the other, which cannot come through.
SECONDS = 0.7


def side_by_side(*acts: Callable[[], Any]) -> None:
    """Each act in a thread and on a connection of its own."""

    def alone(act: Callable[[], Any]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for each in [pool.submit(alone, act) for act in acts]:
            each.result(timeout=30)


def at_once(coded: Coded, act: Callable[[], Any], checked: Event, frozen: Event) -> None:
    """Freeze anew as soon as `act` has looked at the version it goes on from."""
    clean = studies.without_names(coded.studied, coded.version_id, "（补上）\n" + coded.text)

    def freeze() -> None:
        assert checked.wait(10)
        actions.freeze(**coded.doing(coded.studied.qin), version_id=clean, key=uuid4())
        frozen.set()

    side_by_side(freeze, act)


def waiting(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> tuple[Event, Event]:
    """Let the act wait behind this look at the version. Returns what it sets and waits for."""
    checked, frozen = Event(), Event()
    look = getattr(module, name)

    def slow(*args: Any) -> Any:
        found = look(*args)
        checked.set()
        frozen.wait(SECONDS)
        return found

    monkeypatch.setattr(module, name, slow)
    return checked, frozen


def test_what_is_marked_meanwhile_goes_along(
    study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = builder.blind(study)
    checked, frozen = waiting(monkeypatch, working, "newest_in")
    at_once(coded, lambda: coded.mark(study.luo, FORM), checked, frozen)
    living = Statement.objects.filter(state__in=LIVING)
    assert [(row.quote, row.version_id) for row in living] == [(FORM, coded.newest)]


def test_what_is_agreed_meanwhile_goes_along(
    study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = settling.handed_in(study)
    consensus = coded.bring_together()
    place = of(places(coded, consensus), TEDIOUS)
    checked, frozen = waiting(monkeypatch, agreeing, "_today")

    def settle() -> None:
        actions.settle(
            **coded.doing(study.luo),
            discrepancies=guids(place),
            decision=decided(study),
            agreed=actions.Agreed(coded.span(TEDIOUS), ("嫌麻烦",)),
            key=uuid4(),
        )

    at_once(coded, settle, checked, frozen)
    living = Statement.objects.filter(state__in=LIVING, round=consensus)
    assert {row.version_id for row in living} == {coded.newest}
    assert TEDIOUS in {row.quote for row in living}


def test_who_is_taken_out_and_who_marks_do_not_wait_for_each_other(
    study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = builder.blind(study, coders=[study.qin, study.luo, study.zhou])
    checked, done = waiting(monkeypatch, working, "newest_in")

    def excuse() -> None:
        assert checked.wait(10)
        actions.excuse_coder(
            **coded.doing(study.zhou),
            round_id=coded.round_id,
            coder=study.luo.account_id,
            reason="出国",
        )
        done.set()

    side_by_side(excuse, lambda: coded.mark(study.luo, FORM))
    assert RoundCoder.objects.filter(round=coded.round_id).count() == 2
    assert Statement.objects.get().quote == FORM

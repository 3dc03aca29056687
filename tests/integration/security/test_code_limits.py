"""Limits of text-message codes hold when many ask at the same moment."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.sealing import unseal_text
from osteopro.signin import actions
from osteopro.signin.codes import CodeSent, Refusal
from osteopro.signin.jobs import remove_old_gates
from osteopro.signin.models import SendGate, SmsCode
from tests.builders import Someone

VISITOR = Actor(None, "visitor")
NOBODY = "+8613900000000"


def send(phone: str, address: str = "10.0.0.1") -> CodeSent:
    return actions.send_code(by=VISITOR, phone=phone, address=address)


def at_once(count: int, work: Callable[[int], CodeSent]) -> list[CodeSent]:
    """What `count` threads got that began together."""
    gate, results = threading.Barrier(count), list[CodeSent]()

    def run(number: int) -> None:
        gate.wait()
        try:
            results.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_one_number_gets_one_code_however_many_ask_at_once() -> None:
    sent = at_once(12, lambda number: send(NOBODY, f"10.0.1.{number}"))
    assert [each.sent for each in sent].count(True) == 1
    assert SmsCode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_origin_gets_twenty_codes_however_many_it_asks_for_at_once() -> None:
    for number in range(12):
        send(f"+8613900001{number:03d}")
    sent = at_once(14, lambda number: send(f"+8613900002{number:03d}"))
    assert [each.sent for each in sent].count(True) == 8
    assert SmsCode.objects.count() == 20


@contextmanager
def minutes_later(start: datetime, minutes: int) -> Iterator[None]:
    with clock.frozen(start + timedelta(minutes=minutes)):
        yield


def newest_code() -> str:
    message = OutboundMessage.objects.filter(kind="sign-in-code").latest("pk")
    return unseal_text(str(message.params["sealed"]))


@pytest.mark.django_db
def test_a_newer_code_ends_the_one_before_even_after_it_was_used(
    wang_xiuying: Someone, monday: datetime
) -> None:
    phone = wang_xiuying.person.phone
    send(phone)
    first = newest_code()
    with minutes_later(monday, 2):
        send(phone)
        second = newest_code()
        assert re.fullmatch(r"\d{6}", second)
        old = actions.try_code(by=VISITOR, phone=phone, code=first)
        assert old.patient_id is None or first == second
        right = actions.try_code(by=VISITOR, phone=phone, code=second)
        assert right.patient_id == wang_xiuying.patient_id
        again = actions.try_code(by=VISITOR, phone=phone, code=first)
    assert again.refusal == Refusal.WRONG
    assert not SmsCode.objects.filter(expires_at__gt=monday + timedelta(minutes=2)).exists()


@pytest.mark.django_db
def test_gates_nobody_stood_at_for_a_day_are_removed(monday: datetime) -> None:
    send(NOBODY)
    assert SendGate.objects.count() == 2
    with clock.frozen(monday + timedelta(hours=23)):
        send(NOBODY, "10.0.0.2")
        assert remove_old_gates() == 0
    with clock.frozen(monday + timedelta(hours=25)):
        assert remove_old_gates() == 1
        assert SendGate.objects.count() == 2

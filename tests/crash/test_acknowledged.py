"""What the done page promised is there after the server is killed, once."""

import random
import threading
import time
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

from tests.crash import journey
from tests.crash.client import Browser, Page
from tests.crash.place import Place
from tests.crash.server import serving

KILLS = 10
AT_ONCE = 4
# From the press on the button to the answer takes about 30 ms; kills fall before and after.
LATEST_KILL = 0.06


def test_a_record_is_there_after_kill_right_after_the_done_page(
    place: Place, patients: list[dict[str, Any]]
) -> None:
    with serving(place) as server:
        browser = journey.enter(place, patients[0])
        check = journey.fill(browser, journey.URGENT)
        done = journey.send(browser, check)
        server.kill()
    uuid = journey.record_of(check)
    assert done.path == f"/me/record/{uuid}/done/"
    with serving(place):
        again = browser.get(done.path)
        assert again.status == 200
        resent = journey.send(browser, check)
        assert resent.path == done.path
    facts = place.inside("facts")
    assert list(facts["records"]) == [uuid]
    assert journey.is_whole(facts["records"][uuid])
    assert facts["open_drafts"] == 0
    assert facts["trail_breaks"] == []


def test_a_record_is_all_there_or_not_at_all_when_killed_while_it_is_sent(
    place: Place, patients: list[dict[str, Any]]
) -> None:
    dice = random.Random(46)
    senders = patients[: KILLS * AT_ONCE]
    uuids = place.inside("fill", *(str(each["patient_id"]) for each in senders))
    promised: set[str] = set()
    for start in range(0, len(senders), AT_ONCE):
        group = senders[start : start + AT_ONCE]
        promised |= _send_and_kill(place, group, uuids, dice.uniform(0, LATEST_KILL))
    facts = place.inside("facts")
    records = facts["records"]
    assert promised <= set(records) <= set(uuids.values())
    assert all(journey.is_whole(record) for record in records.values())
    assert facts["open_drafts"] == len(uuids) - len(records)
    open_items = {int(pk): state["open_items"] for pk, state in facts["states"].items()}
    stored = {record["patient_id"] for record in records.values()}
    assert {pk for pk, number in open_items.items() if number} == stored
    assert facts["trail_breaks"] == []
    _nothing_is_stuck(place, senders, uuids)


def _send_and_kill(
    place: Place, group: list[dict[str, Any]], uuids: Mapping[str, str], seconds: float
) -> set[str]:
    """Several people press the button, then the power goes; the records that were promised."""
    promised: set[str] = set()

    def press(browser: Browser, check: Page) -> None:
        try:
            page = journey.send(browser, check)
        except (OSError, HTTPException):
            return
        if page.status == 200 and page.path.endswith("/done/"):
            promised.add(journey.record_of(page))

    with serving(place) as server:
        ready = []
        for patient in group:
            browser = journey.enter(place, patient)
            check = browser.get(f"/me/record/{uuids[str(patient['patient_id'])]}/check/")
            ready.append(threading.Thread(target=press, args=(browser, check)))
        for thread in ready:
            thread.start()
        time.sleep(seconds)
        server.kill()
        for thread in ready:
            thread.join()
    return promised


def _nothing_is_stuck(
    place: Place, senders: list[dict[str, Any]], uuids: Mapping[str, str]
) -> None:
    """Whoever was not promised anything presses again and is."""
    stored = set(place.inside("facts")["records"])
    with serving(place):
        for patient in senders:
            uuid = uuids[str(patient["patient_id"])]
            if uuid not in stored:
                browser = journey.enter(place, patient)
                page = journey.send(browser, browser.get(f"/me/record/{uuid}/check/"))
                assert page.path == f"/me/record/{uuid}/done/"
    facts = place.inside("facts")
    assert set(facts["records"]) == set(uuids.values())
    assert all(journey.is_whole(record) for record in facts["records"].values())

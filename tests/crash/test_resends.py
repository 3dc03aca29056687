"""Two hundred submissions from eight clients that press again and again: two hundred records."""

import random
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.crash import journey
from tests.crash.client import Page
from tests.crash.place import Place, new_place
from tests.crash.server import free_port, serving

CLIENTS = 8
SUBMISSIONS = 200
TIMES_AT_MOST = 3


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Place, list[dict[str, Any]]]]:
    """A clinic with two hundred patients."""
    with new_place(tmp_path / "crowd", free_port()) as place:
        yield place, place.inside("seed", str(SUBMISSIONS))


def test_resends_from_eight_clients_make_one_record_each(
    crowd: tuple[Place, list[dict[str, Any]]],
) -> None:
    place, patients = crowd
    uuids = place.inside("fill", *(str(each["patient_id"]) for each in patients))
    with serving(place), ThreadPoolExecutor(CLIENTS) as clients:
        presses = sum(clients.map(lambda patient: _send_often(place, patient, uuids), patients))
    assert presses > SUBMISSIONS
    facts = place.inside("facts")
    records = facts["records"]
    assert set(records) == set(uuids.values())
    assert len(records) == facts["items"] == SUBMISSIONS
    assert all(journey.is_whole(record) for record in records.values())
    assert {state["open_items"] for state in facts["states"].values()} == {1}
    assert facts["open_drafts"] == 0
    assert facts["trail_breaks"] == []


def _send_often(place: Place, patient: Mapping[str, Any], uuids: Mapping[str, str]) -> int:
    """Send one form one to three times, at once or one after the other; how many times."""
    dice = random.Random(patient["patient_id"])
    uuid = uuids[str(patient["patient_id"])]
    browser = journey.enter(place, patient)
    check = browser.get(f"/me/record/{uuid}/check/")
    pages: list[Page] = []
    presses = [
        threading.Thread(target=lambda: pages.append(journey.send(browser, check)))
        for _ in range(dice.randint(1, TIMES_AT_MOST))
    ]
    at_once = dice.random() < 0.5
    for press in presses:
        press.start()
        if not at_once:
            press.join()
    for press in presses:
        press.join()
    assert {(page.status, page.path) for page in pages} == {(200, f"/me/record/{uuid}/done/")}
    assert len(pages) == len(presses)
    return len(presses)

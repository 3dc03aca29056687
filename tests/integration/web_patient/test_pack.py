"""The rest of a form for a phone without a network: what is in it and who gets it."""

import gzip

import pytest
from django.test import Client

from osteopro.records.models import Draft, DraftAnswer, Response
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, fill, record_of, send, start

# A first visit may weigh 30 KB; the pack comes after it and stays below that too (ux 7).
MOST = 20 * 1024


@pytest.fixture
def record(wang: Client) -> str:
    return record_of(start(wang))


def test_every_question_with_its_page_and_conditions(wang: Client, record: str) -> None:
    response = wang.get(f"/me/record/{record}/pack/")
    pack = response.json()
    assert response.headers["Cache-Control"] == "no-store"
    ids = [item["id"] for item in pack["items"]]
    assert ids[0] == "rf-check"
    assert ids[-1] == "fu-note"
    assert not {"by-whom", "ctx-helper"} & set(ids)
    thinner = next(item for item in pack["items"] if item["id"] == "fall-thinner")
    assert thinner["when"] == [{"behavior": "all", "of": [["fall-head", "=", "fine"]]}]
    assert thinner["html"].count("<h1") == 1
    assert "data-focus" in thinner["wrong"]
    assert pack["answers"]["ctx-helper"] == ["no"]
    assert ["bladder"] == [g[1] for r in pack["urgent"]["rules"] for g in r["given"]][:1]
    assert set(pack["urgent"]["pages"]) == {"", "T-E05", "T-E06", "T-E07", "T-E08"}
    assert "通知" not in pack["urgent"]["pages"][""]


def test_the_page_of_the_pack_is_the_page_of_the_server(wang: Client, record: str) -> None:
    pack = wang.get(f"/me/record/{record}/pack/").json()
    first = pack["items"][0]
    served = wang.get(first["url"]).content.decode()

    def body(html: str) -> list[str]:
        lines = html[html.index("<main") : html.index("</main>")].split("\n")
        own = ("csrfmiddlewaretoken", "place", "progress")
        return [line.strip() for line in lines if not any(word in line for word in own)]

    assert body(first["html"]) == body(served)


def test_it_is_small_and_costs_few_queries(
    wang: Client, record: str, django_assert_max_num_queries: object
) -> None:
    wang.get(f"/me/record/{record}/pack/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        response = wang.get(f"/me/record/{record}/pack/")
    assert len(gzip.compress(response.content, 6)) <= MOST


def test_nobody_else_gets_it(wang: Client, record: str, signed_in: SignIn, clinic: Clinic) -> None:
    other = signed_in(builders.patient(clinic, name="李大山", phone="+8613800001111"))
    assert other.get(f"/me/record/{record}/pack/").status_code == 404


def test_a_late_answer_that_is_known_is_no_conflict(wang: Client) -> None:
    record = send(wang)
    late = {"item": "sym-sleep", "sym-sleep": "little", "draft": "1", "pressed": "1"}
    assert wang.post(f"/me/record/{record}/draft/", late).status_code == 204
    late["sym-sleep"] = "very"
    refused = wang.post(f"/me/record/{record}/draft/", late)
    assert refused.status_code == 409
    assert "data-kept" in refused.content.decode()
    assert Response.objects.count() == 1


def test_an_older_answer_never_replaces_a_newer_one(wang: Client, record: str) -> None:
    url = f"/me/record/{record}/draft/"
    now = {"item": "rf-check", "rf-check": "none", "pressed": "1"}
    assert wang.post(url, now).status_code == 204
    clock = {"answered": "2020-01-01T10:00:00Z", "clock": "2020-01-01T11:00:00Z"}
    before = {"item": "rf-check", "rf-check": "fever", "pressed": "1", **clock}
    assert wang.post(url, before).status_code == 204
    assert DraftAnswer.objects.get(link_id="rf-check").value == ["none"]


@pytest.mark.parametrize("clock", ["", "nonsense", "2020-01-01T10:00:00", "2020-01-01T09:00:00Z"])
def test_times_that_make_no_sense_are_not_believed(wang: Client, record: str, clock: str) -> None:
    body = {"rf-check": "none", "pressed": "1", "answered": "2020-01-01T10:00:00Z", "clock": clock}
    wang.post(f"/me/record/{record}/draft/", body)
    kept = DraftAnswer.objects.get(link_id="rf-check")
    assert kept.answered_at == Draft.objects.get().touched_at


def test_a_waiting_record_is_as_old_as_it_is(wang: Client, wang_xiuying: Someone) -> None:
    record = fill(wang)
    clock = {"answered": "2020-01-01T10:00:00Z", "clock": "2020-01-01T13:00:00Z"}
    wang.post(f"/me/record/{record}/check/", clock)
    stored = Response.objects.get()
    assert (stored.received - stored.authored).total_seconds() == 3 * 3600


def test_circumstances_that_only_a_script_knows(wang: Client, record: str) -> None:
    url = f"/me/record/{record}/rf-check/"
    wang.post(url, {"rf-check": "none", "viewport": "360x740", "heard": "1"})
    kept = DraftAnswer.objects.get(link_id="rf-check").circumstances
    assert (kept["viewport"], kept["read_aloud"]) == ("360x740", True)
    wang.post(url, {"rf-check": "none", "viewport": "<b>", "heard": "x"})
    kept = DraftAnswer.objects.get(link_id="rf-check").circumstances
    assert not {"viewport", "read_aloud", "device_at"} & set(kept)
    assert kept["text_size"] == "standard"

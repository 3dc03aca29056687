"""Reading a case: what counts, what is refused (resolutions 68, 77, 100)."""

import json

import pytest

from osteopro.instruments.commands import BadInput
from osteopro.triage.casefile import read_case
from osteopro.triage.cli import cli_triage


def case_json(bench, **changes):
    case = {"now": bench.now.isoformat(), "response": bench.response({})}
    case |= changes
    return json.dumps({key: value for key, value in case.items() if value != "gone"}).encode()


def problems(raw):
    with pytest.raises(BadInput) as caught:
        cli_triage(raw)
    return caught.value.problems


def test_shape_of_the_answer(bench):
    result = cli_triage(case_json(bench))
    assert result["level"] == "routine"
    assert result["rules"] == []
    assert result["tags"] == []
    assert result["message"]["code"] == "M-ROU"
    assert result["message"]["add"] == []
    assert result["message"]["text"].keys() == {"zh-CN", "en"}
    assert result["ruleset"] == "opros|1.2.0"


def test_fired_rule_has_id_level_and_reason(bench):
    rule = cli_triage(case_json(bench, response=bench.response({"qol-gh1": "g0"})))["rules"][0]
    assert (rule["id"], rule["level"]) == ("T-A12", "attention")
    assert rule["because"]["zh-CN"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b'{"now": 1, "now": 2}'])
def test_what_is_no_object_is_refused(raw):
    assert len(problems(raw)) == 1


def test_response_null_is_allowed_but_not_missing(bench):
    assert cli_triage(case_json(bench, response=None))["level"] == "routine"
    assert problems(case_json(bench, response="gone")) == ["response is missing; it may be null"]


@pytest.mark.parametrize("now", ["gone", "2026-11-20T10:00:00", "today", 5, None])
def test_now_needs_a_moment_with_a_zone(bench, now):
    assert problems(case_json(bench, now=now))[0].startswith("now: ")


def test_unversioned_and_unknown_questionnaires_are_refused(bench):
    response = bench.response({})
    plain = {**response, "questionnaire": response["questionnaire"].split("|")[0]}
    assert "version" in problems(case_json(bench, response=plain))[0]
    other = {**response, "questionnaire": "https://example.org/q|1"}
    assert "Unknown questionnaire" in problems(case_json(bench, history=[other]))[0]


@pytest.mark.parametrize(
    "profile",
    [
        {"recentfx": True},
        {"vf": "yes"},
        {"med_class": "aspirin"},
        {"next_dose_due": "20.11.2026"},
        {"missed_in_row": -1},
        {"phq2_total": 7},
        {"phq2_total": True},
        {"measured": [{"height_cm": 160}]},
        {"measured": [{"date": "2026-01-01", "height_cm": "tall"}]},
        {"measured": {"date": "2026-01-01"}},
        {"verified": [{"at": "2026-01-01T00:00:00"}]},
        {"verified": [{"at": "2026-01-01T00:00:00Z", "pain_rest": 11}]},
        {"verified": [{"at": "2026-01-01T00:00:00Z", "level": "bad"}]},
        [],
    ],
)
def test_profile_mistakes_are_refused(bench, profile):
    found = problems(case_json(bench, profile=profile))
    assert len(found) == 1
    assert found[0].startswith("profile")


def test_a_full_profile_is_read(bench, ruleset):
    profile = {
        "enrolled": "2026-01-01", "birth": "1955-03-01", "on_bone_med": True,
        "med_class": "denosumab", "next_dose_due": "2026-12-01", "vf": False, "heart": None,
        "measured": [{"date": "2026-01-01", "height_cm": 160.5, "weight_kg": None}],
        "verified": [{"at": "2026-11-01T10:00:00+08:00", "pain_rest": 3, "level": "routine"}],
        "phq2_total": None, "screen_reader": True, "lives_alone": True,
    }  # fmt: skip
    case, _ = read_case(case_json(bench, profile=profile), ruleset, bench.instruments)
    assert case.profile.get("heart") is None
    assert str(case.profile.measured[0].height_cm) == "160.5"
    assert case.profile.verified[0].pain_rest == 3


def test_all_problems_are_listed_at_once(bench):
    bad = bench.response({})
    bad["item"].append({"linkId": "no-such-item", "answer": [{"valueBoolean": True}]})
    raw = case_json(
        bench, now="noon", profile={"vf": 1, "x": 2}, history={}, assessed=[{"rule": "T-X99"}]
    )
    assert len(problems(raw)) == 5
    found = problems(case_json(bench, response=bad, history=[bad, {}], profile={"vf": 1}))
    assert [text.split(":")[0] for text in found][:3] == ["profile.vf", "response", "history[0]"]


def test_wrong_option_names_the_place(bench):
    bad = bench.response({})
    bad["item"][0]["answer"][0]["valueCoding"]["code"] = "headache"
    found = problems(case_json(bench, diary=[bad]))
    assert len(found) == 1
    assert found[0].startswith("diary[0]: ")


def test_status_of_the_response(bench):
    found = problems(
        case_json(bench, response={**bench.response({}), "status": "entered-in-error"})
    )
    assert found[0].startswith("response.status")


def test_authored_is_needed(bench):
    response = bench.response({})
    del response["authored"]
    assert any("authored" in text for text in problems(case_json(bench, response=response)))


def test_unknown_rule_in_assessed_is_refused(bench):
    at = bench.now.isoformat()
    found = problems(case_json(bench, assessed=[{"rule": "T-A99", "at": at}]))
    assert found == ["assessed[0].rule: no rule T-A99"]


def test_history_that_does_not_count(bench, fired):
    """Unfinished, later than the response, or an older version of the same response."""
    worse = {"sym-pain-rest": "5"}
    unfinished = bench.response({}, days_ago=7, status="in-progress")
    stopped = bench.response({}, days_ago=6, status="stopped")
    later = bench.response({}, days_ago=-0.002)
    own_draft = bench.response({}, days_ago=0.1, uuid="opros-fu-0")
    response = {**bench.response(worse), "status": "amended"}
    result = bench.run(response, history=[unfinished, stopped, later, own_draft])
    assert fired(result) == []
    counted = bench.run(response, history=[bench.response({}, days_ago=7)])
    assert fired(counted) == ["T-A02"]


def test_only_the_latest_version_of_a_record_counts(bench, fired):
    first = bench.response({"sym-pain-rest": "0"}, days_ago=8, uuid="same")
    amended = bench.response({"sym-pain-rest": "5"}, days_ago=7, uuid="same", status="amended")
    now = bench.response({"sym-pain-rest": "5"})
    assert fired(bench.run(now, history=[first])) == ["T-U09", "T-A02"]
    for history in ([first, amended], [amended, first]):
        assert fired(bench.run(now, history=history)) == []


def test_hidden_facts_come_from_the_profile_or_the_answers(bench, fired):
    """What only a patient on medicine is asked was asked: no sender need repeat the reason."""
    response = bench.response({"med-taken": "stopped"}, code="opros-full")
    assert fired(bench.run(response)) == ["T-A08"]
    assert fired(bench.run(response, profile={"on_bone_med": True})) == ["T-A08"]


def test_wall_time_of_the_clinic_decides_the_day(bench, fired):
    """Resolution 71: 28 days by date, whatever the hours."""
    profile = {"med_class": "denosumab", "next_dose_due": bench.day(28)}
    bench.now = bench.now.replace(hour=23, minute=59)
    assert fired(bench.record({}, profile=profile)) == ["T-A08"]

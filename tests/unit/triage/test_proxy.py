"""Records a family member answered (resolutions 80, 91, 97)."""


def test_change_rules_do_not_run_on_a_proxy_record(bench, fired):
    worse = {"by-whom": "proxy", "sym-pain-rest": "5", "sym-sleep": "quite"}
    assert fired(bench.record(worse)) == []


def test_level_rules_run_on_a_proxy_record(bench, fired):
    severe = {"by-whom": "proxy", "sym-pain-move": "9", "sym-sleep": "very"}
    assert fired(bench.record(severe)) == ["T-A01", "T-A03"]


def test_severe_pain_from_a_proxy_fires_from_the_level_alone(bench, fired):
    severe = {"by-whom": "proxy", "sym-pain-rest": "8"}
    history = bench.history({"sym-pain-rest": "8"})
    assert fired(bench.record(severe, history=history)) == ["T-U08", "T-A01"]


def test_a_proxy_record_never_serves_as_base(bench, fired):
    history = [
        bench.response({}, code="opros-full", days_ago=28),
        bench.response({"by-whom": "proxy", "sym-pain-rest": "8"}, days_ago=7),
    ]
    assert "T-A02" in fired(bench.record({"sym-pain-rest": "5"}, history=history))


def test_baseline_is_the_oldest_own_full_record(bench, fired):
    """All own records are older than 56 days: the baseline stands in."""
    history = [
        bench.response({"by-whom": "proxy", "sym-pain-rest": "8"}, code="opros-full", days_ago=200),
        bench.response({"sym-pain-rest": "2"}, code="opros-full", days_ago=190),
        bench.response({"sym-pain-rest": "5"}, days_ago=57),
    ]
    result = bench.record({"sym-pain-rest": "4"}, history=history)
    assert fired(result) == ["T-A02"]
    assert "2 → 4" in result["rules"][0]["because"]["en"]


def test_without_any_base_change_rules_do_not_run(bench, fired):
    history = [bench.response({"sym-pain-rest": "0"}, days_ago=57)]
    assert fired(bench.record({"sym-pain-rest": "5"}, history=history)) == []


def test_base_is_the_median_of_the_latest_three(bench, fired):
    """Clinical content 2.4: earlier 3, 4, 6 and now 7 give base 4, change 3."""
    pains = {30: "0", 21: "3", 14: "4", 7: "6"}
    history = [bench.response({"sym-pain-rest": p}, days_ago=d) for d, p in pains.items()]
    rules = bench.record({"sym-pain-rest": "7"}, history=history)["rules"]
    assert rules[0]["id"] == "T-U09"
    assert rules[0]["because"]["zh-CN"] == "不动时痛 4 → 7，比平时高 3 分"


def test_base_looks_back_exactly_56_days(bench, fired):
    inside = [bench.response({"sym-pain-rest": "2"}, days_ago=56)]
    assert fired(bench.record({"sym-pain-rest": "4"}, history=inside)) == ["T-A02"]

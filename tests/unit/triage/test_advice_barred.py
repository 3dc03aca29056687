"""Nothing that is blocked for somebody can be proposed or sent (clinical content 4).

The blocks are read here from the library's own file, and what the answers forbid is said again in
plain Python, so that the engine is not held against itself.
"""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.instruments.answers import Answers
from osteopro.instruments.library import load_instruments
from osteopro.triage.advice import FollowUp, weigh
from osteopro.triage.case import Case, Current, Profile
from osteopro.triage.engine import assess
from osteopro.triage.ruleset import OPROS, load_ruleset
from osteopro.triage.terms import Barrier, Level
from osteopro.triage.view import View
from tests.unit.triage.conftest import NOW

DOCUMENT = json.loads((OPROS / "advice.json").read_text(encoding="utf-8"))
ENTRIES = {entry["code"]: entry for entry in DOCUMENT["advice"]}
RULESET, INSTRUMENTS = load_ruleset(), load_instruments()
FORM = next(each for each in INSTRUMENTS.values() if each.code == "opros-full")
ASKED = [item for item in FORM.questionnaire.items if item.options and item.link_id != "rf-check"]
FLAGS = sorted(
    {flag for entry in ENTRIES.values() for flag in entry.get("blocks", {}).get("flags", ())}
    | set(DOCUMENT["exercise_check"])
)
EVENTS = ("back", "fall", "break", "nerve", "bladder", "chest", "fever", "bleed")


@st.composite
def answered(draw):
    """A long form with some of its questions answered, the follow-ups of its events among them."""
    events = draw(st.lists(st.sampled_from(EVENTS), max_size=2, unique=True))
    values = {"rf-check": events or ["none"]}
    for item in ASKED:
        code = draw(st.sampled_from([None, *(option.code for option in item.options)]))
        if code is not None:
            values[item.link_id] = [code] if item.repeats else code
    return Answers(FORM.questionnaire, values, complete=True)


profiles = st.dictionaries(st.sampled_from(FLAGS), st.booleans(), max_size=4)
follow_ups = st.builds(
    FollowUp,
    sent=st.frozensets(st.sampled_from(sorted(ENTRIES)), max_size=3),
    no_help=st.frozensets(st.sampled_from(sorted(ENTRIES)), max_size=3),
    open_rules=st.sampled_from([(), ("T-U10",), ("T-U01",), ("raised",)]),
)


def weighed(answers, profile, follow_up):
    current = Current(
        authored=NOW, canonical=FORM.canonical, answers=answers, proxy=False, status="completed"
    )
    case = Case(NOW, current, profile=Profile(profile))
    rules = assess(case, RULESET, INSTRUMENTS).rules
    view = View(case, INSTRUMENTS, RULESET.series)
    return rules, weigh(view, RULESET, rules, follow_up)


def forbidden(answers, profile):
    """Codes that must not be given, by the table of the clinical content."""
    found = {
        code
        for code, entry in ENTRIES.items()
        if any(profile.get(flag) for flag in entry.get("blocks", {}).get("flags", ()))
    }
    events = set(answers.codes("rf-check"))
    if "back" in events:
        found.add("R06")
    if answers.codes("fall-hurt") and answers.codes("fall-hurt")[0] in ("pain", "nostand"):
        found |= {"R07", "R09"}
    if events & {"back", "fall", "break"}:
        found.add("R13")
    if answers.codes("rf-selfharm") and answers.codes("rf-selfharm")[0] != "no":
        found.add("R23")
    return found


@settings(max_examples=150, deadline=None)
@given(answered(), profiles, follow_ups)
def test_nothing_blocked_is_proposed_or_may_be_picked(answers, profile, follow_up):
    rules, found = weighed(answers, profile, follow_up)
    urgent = {rule.id for rule in rules if rule.level.rank >= Level.URGENT.rank}
    urgent |= set(follow_up.open_rules)
    free = {code for code, verdict in found.verdicts.items() if verdict.barrier is None}
    proposed = {each.code for each in found.proposals}
    assert proposed <= free
    assert found.verdicts.keys() == ENTRIES.keys()
    if urgent:
        assert free == proposed == ({"R22"} if urgent == {"T-U10"} else {"R00"})
        return
    assert free == ENTRIES.keys() - forbidden(answers, profile)
    assert not proposed & follow_up.sent
    assert len(found.proposals) <= 3


@settings(max_examples=80, deadline=None)
@given(answered(), profiles)
def test_exercise_after_a_fracture_always_asks_for_the_check(answers, profile):
    _rules, found = weighed(answers, profile, FollowUp())
    fractured = any(profile.get(flag) for flag in ("vf", "recent_fx"))
    for code, verdict in found.verdicts.items():
        exercise = code in {"R05", "R06", "R07", "R08", "R09"}
        assert verdict.needs_check == (fractured and exercise)
        assert not verdict.flags or verdict.barrier is Barrier.FLAG


def test_what_did_not_help_is_proposed_after_what_may():
    values = {"rf-check": ["none"], "sym-pain-move": "5", "sym-sleep": "quite"}
    answers = Answers(FORM.questionnaire, values, complete=True)
    before = [each.code for each in weighed(answers, {}, FollowUp())[1].proposals]
    after = [
        each.code
        for each in weighed(answers, {}, FollowUp(no_help=frozenset({before[0]})))[1].proposals
    ]
    assert before[0] not in after or after[-1] == before[0]
    assert before != after

"""A small whole study, and any broken one."""

from typing import Any

from hypothesis import strategies as st

from osteopro.research.chain import Chain, Check, Description, Statement, Structure
from osteopro.research.terms import Checked, StatementState

ACCEPTED = StatementState.ACCEPTED
CODERS = frozenset({"chen", "li"})
# Two interviews with P1, one with P2; T2 is a sub-theme of T1.
WHOLE: dict[str, Any] = {
    "coders": CODERS,
    "interviews": {"i1": "P1", "i2": "P2", "i3": "P1"},
    "readings": frozenset((each, coder) for each in ("i1", "i2", "i3") for coder in CODERS),
    "statements": {
        "s1": Statement("i1", ACCEPTED),
        "s2": Statement("i2", ACCEPTED),
        "s3": Statement("i3", ACCEPTED),
        "s4": Statement("i3", StatementState.REJECTED),
    },
    "meanings": frozenset({"m1", "m2"}),
    "carries": frozenset({("s1", "m1"), ("s2", "m1"), ("s3", "m2"), ("s4", "m2")}),
    "clusters": frozenset({"c1", "c2"}),
    "in_cluster": frozenset({("m1", "c1"), ("m2", "c2")}),
    "themes": {"T1": None, "T2": "T1"},
    "in_theme": frozenset({("c1", "T1"), ("c2", "T2")}),
    "descriptions": (
        Description("d1", True, frozenset({"T1"})),
        Description("d2", True, frozenset({"T1", "T2"})),
    ),
    "structures": (Structure("f1", True, "d2"),),
    "checks": (
        Check("k1", "f1", "P1", Checked.CONFIRMED),
        Check("k2", "d1", "P2", Checked.AMENDED, "d2"),
    ),
    "recontact": frozenset({"P1", "P2"}),
    "quoted": frozenset({"s1"}),
}


def study(**changes: Any) -> Chain:
    return Chain(**{**WHOLE, **changes})


def _some(pairs: Any) -> Any:
    return st.frozensets(st.sampled_from(sorted(pairs)))


@st.composite
def studies(draw: st.DrawFn) -> Chain:
    """The whole study with links, states and versions taken away or changed."""
    pairs = {
        "carries": [(s, m) for s in WHOLE["statements"] for m in ("m1", "m2")],
        "in_cluster": [(m, c) for m in ("m1", "m2") for c in ("c1", "c2")],
        "in_theme": [(c, t) for c in ("c1", "c2") for t in ("T1", "T2")],
        "readings": WHOLE["readings"],
    }
    changes: dict[str, Any] = {
        name: draw(st.just(WHOLE[name]) | _some(every)) for name, every in pairs.items()
    }
    changes["statements"] = {
        key: Statement(each.interview, draw(st.just(ACCEPTED) | st.sampled_from(StatementState)))
        for key, each in WHOLE["statements"].items()
    }
    if draw(st.booleans()):
        changes["checks"], changes["structures"] = (
            (),
            WHOLE["structures"][: draw(st.integers(0, 1))],
        )
    if draw(st.booleans()):
        changes["recontact"] = frozenset({"P2"})
    return study(**changes)

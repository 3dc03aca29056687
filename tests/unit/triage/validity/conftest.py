"""Cases for validity checks: a bench that knows how long answers took."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from osteopro.triage.validity.cli import cli_validity

QOL = (
    "qol-pf1 qol-pf2 qol-pf3 qol-pf4 qol-da1 qol-da2 qol-da3 qol-so1 qol-so2 qol-so3 "
    "qol-em1 qol-em2 qol-em3 qol-gh1 qol-gh2"
).split()
SYM5 = ("none", "little", "some", "quite", "very")
CORE5 = ("sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood")
MORE4 = ("sym-appetite", "sym-weight", "sym-posture", "sym-fear")
SKIPPED = {"absent": "skipped"}


class Checks:
    """Runs cases through the command's core."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench

    def run(
        self,
        response: Any,
        *,
        history: list[Any] | None = None,
        diary: list[Any] | None = None,
        profile: Mapping[str, Any] | None = None,
        seconds: Mapping[str, float] | None = None,
        asked: list[Any] | None = None,
    ) -> dict[str, Any]:
        case = {
            "now": self.bench.now.isoformat(),
            "response": response,
            "history": self.bench.history() if history is None else history,
            "diary": diary or [],
            "profile": profile or {},
            "seconds": seconds or {},
            "asked": asked or [],
        }
        return cli_validity(json.dumps(case).encode())

    def flags(self, response: Any, **case: Any) -> list[str]:
        return [flag["id"] for flag in self.run(response, **case)["flags"]]

    def qol(self, raws: list[int | None], **more: Any) -> dict[str, Any]:
        """A quality-of-life form by raw answers, None for a skipped item."""
        values: dict[str, Any] = {}
        prefixes = {"pf": "d", "da": "d", "so": "f", "em": "f"}
        for item, raw in zip(QOL, raws, strict=True):
            prefix = "g" if item == "qol-gh1" else prefixes.get(item[4:6], "f")
            values[item] = SKIPPED if raw is None else f"{prefix}{raw}"
        return self.bench.response(values, code="opros-qol", usual=False, **more)

    def fu(self, values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return self.bench.response(values, **more)

    def full(self, values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return self.bench.response(values, code="opros-full", **more)


def sym(rest: int, move: int, *raws: int | None) -> dict[str, Any]:
    """Symptom answers by raw number, in the order of the form; None for a skipped item."""
    given = zip((*CORE5, *MORE4), raws, strict=False)
    said = {item: SKIPPED if raw is None else SYM5[raw] for item, raw in given}
    # Shown with low mood, and not what these checks are about.
    if said.get("sym-mood") in ("quite", "very"):
        said["rf-selfharm"] = "no"
    return {"sym-pain-rest": str(rest), "sym-pain-move": str(move), **said}


@pytest.fixture
def checks(bench: Any) -> Checks:
    return Checks(bench)


@pytest.fixture(scope="session")
def make_checks(make_bench: Any) -> Any:
    """For property tests, where one example must not touch the next."""
    return lambda: Checks(make_bench())


@pytest.fixture(name="sym", scope="session")
def _sym() -> Any:
    return sym


@pytest.fixture(name="pace", scope="session")
def _pace() -> Any:
    """Seconds for as many items of the short form as there are numbers."""
    items = ("sym-pain-rest", "sym-pain-move", *CORE5, "qol-gh1", "fu-wish")
    return lambda *seconds: dict(zip(items, seconds, strict=False))

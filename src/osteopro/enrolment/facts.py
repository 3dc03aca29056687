"""What enrolment finds out about the disease, beside eligibility (clinical content 6.1). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from osteopro.enrolment.partial_date import latest_day
from osteopro.patients.terms import ProfileFlag

# A fracture of the last 12 weeks keeps some exercises from being proposed (section 4).
RECENT = timedelta(weeks=12)


class DiagnosisBasis(StrEnum):
    """What the diagnosis rests on."""

    DXA = "dxa"
    FRAGILITY_FRACTURE = "fragility-fracture"
    PHYSICIAN = "physician"


class FractureCount(StrEnum):
    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


class FractureSite(StrEnum):
    SPINE = "spine"
    HIP = "hip"
    WRIST = "wrist"
    UPPER_ARM = "upper-arm"
    PELVIS = "pelvis"
    RIB = "rib"
    ANKLE = "ankle"
    OTHER = "other"


class FractureCause(StrEnum):
    FRAGILITY = "fragility"
    ACCIDENT = "accident"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fracture:
    """One fracture; `on` is a day, a month or a year as ISO text, as well as it is known."""

    site: FractureSite
    on: str
    cause: FractureCause


@dataclass(frozen=True, slots=True)
class Facts:
    """The disease as staff wrote it down; `t_score` is the lowest, `diagnosed_on` a partial date.

    `other` says in words which other significant condition there is.
    """

    basis: DiagnosisBasis | None = None
    diagnosed_on: str = ""
    t_score: Decimal | None = None
    fracture_count: FractureCount = FractureCount.NONE
    fractures: tuple[Fracture, ...] = ()
    other: str = ""

    def flags(self, on: date) -> frozenset[ProfileFlag]:
        """What the fractures mean for advice on that day."""
        found = set()
        if any(each.site == FractureSite.SPINE for each in self.fractures):
            found.add(ProfileFlag.SPINE_FRACTURE)
        if any(latest_day(each.on) >= on - RECENT for each in self.fractures):
            found.add(ProfileFlag.RECENT_FRACTURE)
        return frozenset(found)


def facts_json(facts: Facts) -> dict[str, Any]:
    """The facts as they are stored."""
    return {
        "basis": facts.basis,
        "diagnosed_on": facts.diagnosed_on,
        "t_score": None if facts.t_score is None else str(facts.t_score),
        "fracture_count": facts.fracture_count,
        "fractures": [
            {"site": each.site, "on": each.on, "cause": each.cause} for each in facts.fractures
        ],
        "other": facts.other,
    }


def facts_from_json(stored: Mapping[str, Any]) -> Facts:
    """The facts again."""
    t_score = stored["t_score"]
    return Facts(
        basis=DiagnosisBasis(stored["basis"]) if stored["basis"] else None,
        diagnosed_on=stored["diagnosed_on"],
        t_score=None if t_score is None else Decimal(t_score),
        fracture_count=FractureCount(stored["fracture_count"]),
        fractures=tuple(
            Fracture(FractureSite(each["site"]), each["on"], FractureCause(each["cause"]))
            for each in stored["fractures"]
        ),
        other=stored["other"],
    )

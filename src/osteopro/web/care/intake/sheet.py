"""The steps of the enrolment form and what was typed in them, exactly as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from osteopro.enrolment.reading import field_of
from osteopro.enrolment.terms import Purpose
from osteopro.instruments.library import Instrument
from osteopro.ui.components import DateParts

# Nobody types more into one field; what is longer is cut before it is kept.
LONGEST = 2000
FRACTURES = 3
RETURNING = "returning"


class Step(StrEnum):
    """The steps in their order. What decides about joining is asked before all else."""

    WHO = "who"
    DISEASE = "disease"
    HEALTH = "health"
    MOOD = "mood"
    RESULT = "result"
    MEDICINES = "medicines"
    REACH = "reach"
    PEOPLE = "people"
    TEAM = "team"
    CONSENT = "consent"
    SUMMARY = "summary"

    @property
    def number(self) -> int:
        return list(Step).index(self) + 1

    @property
    def next(self) -> "Step":
        """The step after this one; the last leads to itself."""
        steps = list(Step)
        return steps[min(self.number, len(steps) - 1)]


# Steps whose answers decide whether somebody may join.
DECIDING = (Step.WHO, Step.DISEASE, Step.HEALTH, Step.MOOD)
ASKING = tuple(step for step in Step if step not in (Step.RESULT, Step.SUMMARY))


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one step: `single` values, lists of `many`, and `dates` of three parts."""

    single: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


def fracture_fields() -> tuple[str, ...]:
    """Site and cause of each fracture."""
    numbers = range(1, FRACTURES + 1)
    return tuple(f"fx{n}-{part}" for n in numbers for part in ("site", "cause"))


FIELDS: Mapping[Step, Fields] = {
    Step.WHO: Fields(
        ("site", "name", "address_as", "sex", "phone", "id_number", "education", "another"),
        dates=("birth",),
    ),
    Step.DISEASE: Fields(
        ("enr-op-dx", "basis", "t_score", "fractures", "height", "weight", *fracture_fields()),
        many=("enr-symptom",),
        dates=("diagnosed", *(f"fx{n}" for n in range(1, FRACTURES + 1))),
    ),
    Step.HEALTH: Fields(("enr-depr", "enr-cancer", "enr-other", "other_text", "enr-cog")),
    Step.MEDICINES: Fields(("med_class",), many=("flags",), dates=("dose",)),
    Step.REACH: Fields(
        ("channel", "reminders", "email", "dialect", "hearing", "sight"),
        many=("call_times", "call_days"),
    ),
    Step.PEOPLE: Fields(
        tuple(f"{who}_{what}" for who in ("emergency", "helper") for what in
              ("name", "phone", "relation"))
    ),
    Step.TEAM: Fields(("manager", "backup", "physician")),
    Step.CONSENT: Fields(("how", "witness", *map(field_of, Purpose))),
}  # fmt: skip


def fields_of(step: Step, screen: Instrument) -> Fields:
    """The fields of a step. Those of the mood screen are the form's own."""
    if step is Step.MOOD:
        return Fields(tuple(item.link_id for item in screen.questionnaire.items))
    return FIELDS.get(step, Fields())


@dataclass(frozen=True)
class Typed:
    """Every field by name, as text or a list of texts; an absent one was never typed."""

    fields: Mapping[str, Any] = field(default_factory=dict)

    def one(self, name: str) -> str:
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name, ())
        return tuple(value) if isinstance(value, list | tuple) else ()

    def date(self, name: str) -> DateParts:
        return DateParts(*(self.one(f"{name}-{part}") for part in DateParts._fields))

    @property
    def returning(self) -> int | None:
        """The patient who comes back; set when the form is begun, in no step of it."""
        value = self.fields.get(RETURNING)
        return value if isinstance(value, int) else None

    def seen(self, fields: Fields) -> bool:
        """Whether this step was ever sent."""
        dates = (f"{name}-year" for name in fields.dates)
        return any(name in self.fields for name in (*fields.single, *fields.many, *dates))

    def with_posted(self, fields: Fields, post: QueryDict) -> "Typed":
        """The same with one step as it was just sent; other steps stay as they are."""
        parts = [f"{name}-{part}" for name in fields.dates for part in DateParts._fields]
        single = {name: _clean(post.get(name, "")) for name in (*fields.single, *parts)}
        many = {name: [_clean(each) for each in post.getlist(name)] for name in fields.many}
        return Typed({**self.fields, **single, **many})


def _clean(typed: str) -> str:
    # PostgreSQL cannot keep a zero byte, and nobody types one.
    return typed.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]

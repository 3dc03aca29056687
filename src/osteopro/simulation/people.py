"""Who comes to the synthetic clinic. Every number is one that no network can give out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from osteopro.patients.terms import (
    CallTime,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    MedicineClass,
    Person,
    ReminderWay,
    Sex,
)
from osteopro.simulation.chance import clip, pick, quota, some, stream
from osteopro.simulation.material import material

WELL_SCHOOLED = (Education.COLLEGE,)
LOW_SCHOOLING = (Education.PRIMARY, Education.JUNIOR_HIGH)


@dataclass(frozen=True, slots=True)
class Resident:
    """One synthetic patient: what enrolment asks, and what only the simulation knows.

    `complaints` are symptoms they came with (mobility, pain, weight, …); `scene` names the
    part they play today ("" for none), `helper` who fills in with them ("" for nobody),
    `home` fixes some traits of their course.
    """

    number: int
    person: Person
    sex: Sex
    education: Education
    channel: Channel
    profile: ClinicalProfile
    complaints: frozenset[str]
    fracture: bool
    helper: str = ""
    scene: str = ""
    contact: ContactPlan = field(default_factory=ContactPlan)
    home: Mapping[str, float] = field(default_factory=dict)

    def age(self, on: date) -> int:
        """Completed years on that day."""
        return self.person.age(on)


def residents(seed: int, count: int, today: date) -> list[Resident]:
    """`count` (≥ 1) patients; the cast of the demo first. Same seed and day, same people."""
    cast = [_from_cast(seed, number, part, today) for number, part in enumerate(_cast()[:count])]
    return cast + _crowd(seed, cast, count, today)


def phone(number: int, kind: int = 0) -> str:
    """A number nobody has: mainland mobiles never begin with 100. `kind` tells lists apart.

    >>> phone(7)
    '+8610000000007'
    """
    return f"+861000{kind}{number:06d}"


def address(name: str, sex: Sex, education: Education) -> str:
    """How a Chengdu nurse would speak to them: 王阿姨, 陈叔叔, 周老师."""
    if education in WELL_SCHOOLED:
        return f"{name[0]}老师"
    return name[0] + ("阿姨" if sex == Sex.FEMALE else "叔叔")


def _cast() -> list[dict[str, Any]]:
    cast: list[dict[str, Any]] = material("cast")["cast"]
    return cast


def _from_cast(seed: int, number: int, part: dict[str, Any], today: date) -> Resident:
    source = stream(seed, "cast", number)
    sex, education = Sex(part["sex"]), Education(part["education"])
    return Resident(
        number=number,
        person=_person(source, number, part["name"], sex, education, part["age"], today),
        sex=sex,
        education=education,
        channel=Channel(part["channel"]),
        profile=_profile(source, part["medicine"], frozenset(part["flags"]), today),
        complaints=frozenset(part["complaints"]),
        fracture=part["fracture"],
        helper=_helper(source, Channel(part["channel"])),
        scene=part["scene"],
        contact=_contact(source, Channel(part["channel"]), part.get("calls", "")),
        home=part["home"],
    )


def _crowd(seed: int, cast: list[Resident], count: int, today: date) -> list[Resident]:
    source = stream(seed, "crowd")
    left = count - len(cast)
    shares = material("people")
    sexes = _rest(source, count, shares["sex"], [each.sex for each in cast])
    schooling = _rest(source, count, shares["education"], [each.education for each in cast])
    medicines = quota(source, left, shares["medicine"])
    fractures = _rest(
        source,
        count,
        {True: shares["fracture"], False: 1 - shares["fracture"]},
        [each.fracture for each in cast],
    )
    complaints = _complaints(source, cast, count)
    ages = _ages(source, left)
    channels = _channels(source, ages, schooling, [each.channel for each in cast])
    names = _names(source, sexes, {each.person.name for each in cast})
    people = []
    for index in range(left):
        number = len(cast) + index
        sex, education = Sex(sexes[index]), Education(schooling[index])
        person = _person(source, number, names[index], sex, education, ages[index], today)
        flags = _flags(source, sex, fracture=fractures[index])
        people.append(
            Resident(
                number=number,
                person=person,
                sex=sex,
                education=education,
                channel=channels[index],
                profile=_profile(source, medicines[index], flags, today),
                complaints=complaints[index],
                fracture=fractures[index],
                helper=_helper(source, channels[index]),
                contact=_contact(stream(seed, "contact", number), channels[index]),
            )
        )
    return people


def _rest(source: Random, count: int, shares: dict[Any, float], taken: list[Any]) -> list[Any]:
    """What the crowd must be so that crowd and cast together follow `shares`."""
    values = quota(source, count, shares)
    for value in taken:
        if value in values:
            values.remove(value)
    return values[: count - len(taken)]


def _complaints(source: Random, cast: list[Resident], count: int) -> list[frozenset[str]]:
    columns = {
        name: _rest(
            source,
            count,
            {True: share, False: 1 - share},
            [name in each.complaints for each in cast],
        )
        for name, share in material("people")["complaints"].items()
    }
    return [
        frozenset(name for name, column in columns.items() if column[index])
        for index in range(count - len(cast))
    ]


def _ages(source: Random, count: int) -> list[int]:
    rule = material("people")["age"]
    drawn = (source.gauss(rule["mean"], rule["spread"]) for _ in range(count))
    return [round(clip(age, rule["youngest"], rule["oldest"])) for age in drawn]


def _channels(
    source: Random, ages: list[int], schooling: list[str], taken: list[Channel]
) -> list[Channel]:
    """Those least used to a telephone with a screen report by voice or with help."""
    shares: dict[str, float] = material("people")["channel"]
    wanted = _rest(source, len(ages) + len(taken), dict(shares), [str(each) for each in taken])
    wanted.sort(key=list(shares).index)
    ease = [
        age + (5 if Education(level) in LOW_SCHOOLING else 0) + source.gauss(0, 5)
        for age, level in zip(ages, schooling, strict=True)
    ]
    order = sorted(range(len(ages)), key=lambda index: ease[index])
    by_person = dict(zip(order, wanted, strict=True))
    return [Channel(by_person[index]) for index in range(len(ages))]


def _names(source: Random, sexes: list[str], used: set[str]) -> list[str]:
    lists = material("people")
    names: list[str] = []
    for sex in sexes:
        name = source.choice(lists["surnames"]) + source.choice(lists[sex])
        while name in used:
            name = source.choice(lists["surnames"]) + source.choice(lists[sex])
        used.add(name)
        names.append(name)
    return names


def _person(
    source: Random,
    number: int,
    name: str,
    sex: Sex,
    education: Education,
    age: int,
    today: date,
) -> Person:
    # Neither the birthday nor the day before a birthday falls on today: an age stays itself.
    birth = today.replace(year=today.year - age, day=min(today.day, 28)) - timedelta(
        days=source.randint(20, 340)
    )
    child = source.choice(material("people")["surnames"]) + source.choice("敏静伟磊娟勇艳军")
    return Person(
        name=name,
        birth=birth,
        phone=phone(number),
        address_as=address(name, sex, education),
        emergency_name=child,
        emergency_phone=phone(number, kind=1),
    )


def _flags(source: Random, sex: Sex, *, fracture: bool) -> frozenset[str]:
    lists = material("people")
    flags = [flag for flag, share in lists["flags"].items() if source.random() < share]
    if sex == Sex.MALE:
        flags += [flag for flag, share in lists["flags_of_men"].items() if source.random() < share]
    if fracture:
        flags += some(source, ["vf"], lists["spine_among_fractures"])
    return frozenset(flags)


def _profile(source: Random, medicine: str, flags: frozenset[str], today: date) -> ClinicalProfile:
    """The next injection lies ahead: whoever is overdue today is so by a scene, not by chance."""
    ahead = timedelta(days=source.randint(12, 170))
    due = today + ahead if medicine in material("people")["injections"] else None
    return ClinicalProfile(MedicineClass(medicine), due, flags)


def _helper(source: Random, channel: Channel) -> str:
    if channel != Channel.ONLINE_WITH_HELPER:
        return ""
    helpers: dict[str, float] = material("people")["helpers"]
    return pick(source, helpers)


def _contact(source: Random, channel: Channel, times: str = "") -> ContactPlan:
    """When they like to be phoned; `times` as in calls.json, "" to leave it to chance."""
    if channel != Channel.PHONE:
        return ContactPlan()
    chosen = times or pick(source, material("calls")["times"])
    return ContactPlan(
        reminders=ReminderWay.NONE,
        call_times=tuple(CallTime(each) for each in chosen.split()),
        dialect="四川话",
    )

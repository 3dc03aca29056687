"""Daughters and sons who fill in with a link of their own."""

from collections.abc import Sequence
from datetime import timedelta

from osteopro import clock
from osteopro.access.terms import Role, Scope
from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.patients import helpers
from osteopro.patients.terms import Channel, HelperPerson, Relation
from osteopro.simulation.chance import uuid
from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident, phone

HELPERS_NUMBERS = 3
RELATIONS = {"女儿": Relation.DAUGHTER, "儿子": Relation.SON, "老伴": Relation.SPOUSE}


def has_helper(resident: Resident, people: Sequence[Resident]) -> bool:
    """Whether somebody helps this resident with a link: the first few who report with help."""
    helped = [each for each in people if each.channel == Channel.ONLINE_WITH_HELPER]
    return resident in helped[: material("staff")["helpers"]["patients"]]


def let_help(life: Life) -> None:
    """The patient asks, and whoever was asked agrees."""
    about, resident = material("staff")["helpers"], life.resident
    person = HelperPerson(
        name=resident.person.emergency_name,
        phone=phone(resident.number, kind=HELPERS_NUMBERS),
        relation=RELATIONS[resident.helper],
    )
    helper_id = actions.ask_to_help(
        by=life.actor,
        patient_id=life.patient_id,
        person=person,
        scopes=tuple(Scope),
        until=clock.now() + timedelta(days=about["days"]),
        key=uuid(life.source),
    )
    found = helpers.helper(helper_id)
    if found is None:
        raise LookupError("somebody who was just asked is there")
    life.helper = Actor(found.account_id, Role.HELPER.value)
    actions.agree_to_help(by=life.helper, helper_id=helper_id)

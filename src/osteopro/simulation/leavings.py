"""How people go: on their own page or by a word to the manager, with what they thought of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, How, Purpose, State
from osteopro.followup import actions
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.records.terms import ByWhom
from osteopro.simulation.answering import answer
from osteopro.simulation.life import LANGUAGE, Life, asked, moment


def author(act: Mapping[str, Any], life: Life) -> Actor:
    """Who does an act: the patient, or with `"by": "manager"` whoever cares for them."""
    return life.manager.actor if act.get("by") == "manager" else life.actor


def leave(life: Life, act: Mapping[str, Any]) -> None:
    """They do not want to go on."""
    wanted = Wanted(State.LEFT, DecidedBy.PATIENT, tuple(act["reasons"]))
    actions.leave(by=author(act, life), patient_id=life.patient_id, wanted=wanted)


def died(life: Life, act: Mapping[str, Any]) -> None:
    """The family tells the manager."""
    on = clock.today(life.zone) - timedelta(days=act["days_before"])
    wanted = Wanted(State.DIED, DecidedBy.FAMILY, died_on=on)
    actions.leave(by=life.manager.actor, patient_id=life.patient_id, wanted=wanted)


def withdraw(life: Life, act: Mapping[str, Any]) -> None:
    """They take one consent back on their own page."""
    actions.withdraw_consent(
        by=life.actor,
        patient_id=life.patient_id,
        purpose=Purpose(act["purpose"]),
        how=How.OWN_PAGE,
        language=LANGUAGE,
    )


def exit_form(life: Life, act: Mapping[str, Any]) -> None:
    """What they thought of the programme, on their page or told on the phone."""
    by, on_phone = author(act, life), act.get("by") == "manager"
    told_by = ByWhom.STAFF_PHONE if on_phone else ByWhom.SELF
    form = instruments_queries.latest(Kind.EXIT).instrument
    told = moment(life, clock.today(life.zone), told_by, "", (), {}, leaving=True)
    draft = actions.start_form(
        by=by,
        patient_id=life.patient_id,
        instrument=form,
        mode=Mode.PHONE if on_phone else Mode.ONLINE,
        language=LANGUAGE,
        by_whom=told_by,
    )
    values = asked(form, answer(form, told, life.source))
    mine: Mapping[str, Any] = {"by": by, "patient_id": life.patient_id, "draft_uuid": draft}
    actions.save_answers(**mine, values=values)
    actions.send_form(**mine)

"""In-person sessions of the synthetic clinic: one was held, one is booked, somebody is invited."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from osteopro.appointments import actions
from osteopro.appointments.actions import Down
from osteopro.appointments.meeting import Body, Looks, Plan, Told
from osteopro.appointments.queries import calendar
from osteopro.appointments.terms import SlotKind, Trigger
from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Team

_KEYS = UUID("0c1f5f0e-6f5d-4a52-9d3b-6f1f0b6f2a11")
# Who was at the session, who is booked, who is invited: the place of each among those who report
# online and play no part in a scene; then, in a small clinic, those whose scene leaves room.
HELD, BOOKED, INVITED = range(3)


def hold(team: Team, lives: Iterable[Life], today: date) -> None:
    """A session takes place now; whoever it is brought their medicines along."""
    life = _one(lives, HELD)
    if life is None:
        return
    about = material("session")
    seen = about["looks"]
    numbers = {name: Decimal(number) for name, number in about["numbers"].items()}
    actions.write_down(
        by=team.managers[0].actor,
        patient_id=life.patient_id,
        session_id=_invite(team, life, Trigger.TWELVE_WEEKS),
        key=uuid5(_KEYS, f"{today}"),
        down=Down(
            body=Body(Decimal(about["height_cm"]), Decimal(about["weight_kg"]), confirmed=True),
            looks=Looks(seen, numbers),
            told=Told(about["medicines"], about["worries"]),
            plan=Plan(about["agreed"], today + timedelta(days=about["next_in_days"])),
            ends=True,
        ),
    )


def invite(team: Team, lives: Iterable[Life], today: date) -> None:
    """Somebody comes to the next free slot of sessions; somebody else waits for a time."""
    lives = list(lives)
    booked, invited = _one(lives, BOOKED), _one(lives, INVITED)
    slots = calendar.free([team.clinic.site_id], SlotKind.SESSION)
    if booked is not None and slots:
        actions.offer_session(
            by=team.managers[0].actor,
            patient_id=booked.patient_id,
            session_id=_invite(team, booked, Trigger.TWELVE_WEEKS),
            slot_id=slots[0].slot_id,
            key=uuid5(_KEYS, f"{today}:slot"),
            agreed=True,
        )
    if invited is not None:
        _invite(team, invited, Trigger.MEDICINE)


def _invite(team: Team, life: Life, trigger: Trigger) -> int:
    return actions.invite(by=team.managers[0].actor, patient_id=life.patient_id, trigger=trigger)


def _one(lives: Iterable[Life], place: int) -> Life | None:
    scenes = ["", *material("session")["scenes"]]
    fit = [each for each in lives if each.resident.scene in scenes and each.takes_part]
    fit = [each for each in fit if not each.by_phone and not each.lost]
    fit.sort(key=lambda each: (scenes.index(each.resident.scene), each.resident.number))
    return fit[place] if place < len(fit) else None

"""Telling staff that somebody's joining waits for a physician, is late, or was decided.

No name and no reason: mail and text messages are read on locked screens.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings

from osteopro.access import queries as access_queries
from osteopro.access.terms import Role
from osteopro.enrolment import screenings
from osteopro.enrolment.screenings import Asked
from osteopro.enrolment.terms import ScreeningState
from osteopro.followup import alerts
from osteopro.messaging import kinds
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording

KIND = "enrolment-question"


class Stage(StrEnum):
    ASKED = "asked"
    LATE = "late"
    DECIDED = "decided"


_WORDS = {
    Stage.ASKED: ("有一位能不能入组，请您决定", "Somebody's joining waits for your decision"),
    Stage.LATE: ("入组的决定过了时限，还没人做", "A decision about joining is late"),
    Stage.DECIDED: ("您问的入组，医生决定了", "A physician decided about joining"),
}


def asked(question: Asked) -> list[Outgoing]:
    """To every physician of the clinic now; to its leads at the deadline, if it still waits."""
    physicians = access_queries.holders(Role.PHYSICIAN, question.site_id)
    leads = access_queries.holders(Role.PROGRAMME_LEAD, question.site_id)
    return [
        *(each for pk in physicians for each in _to(pk, question, Stage.ASKED)),
        *(each for pk in leads for each in _to(pk, question, Stage.LATE)),
    ]


def decided(question: Asked) -> list[Outgoing]:
    """To whoever asked."""
    return _to(question.asked_by, question, Stage.DECIDED)


def _to(account_id: int, question: Asked, stage: Stage) -> list[Outgoing]:
    when = question.asked_at.isoformat()
    return [
        Outgoing(
            # Asked again, with other reasons, it is another question.
            key=f"joining:{question.key}:{int(question.asked_at.timestamp())}:{stage}"
            f":{account_id}:{way}",
            kind=KIND,
            channel=way,
            account_id=account_id,
            params={"way": way, "stage": stage, "form": str(question.key), "asked": when},
            due_at=question.due_at if stage is Stage.LATE else None,
        )
        for way in alerts.WAYS
    ]


def _worded(pending: Pending) -> Wording | None:
    staff, to = alerts.staff_address(pending)
    if not to:
        return None
    zh, en = _WORDS[Stage(pending.params["stage"])]
    link = f"{settings.BASE_URL}/care/enrolments/"
    if staff.language.startswith("en"):
        return Wording(to, f"{en}. Please open: {link}", en)
    return Wording(to, f"{zh}。请打开：{link}", zh)


def _wanted(pending: Pending) -> bool:
    if pending.params["stage"] == Stage.DECIDED:
        return alerts.has_address(pending)
    form = UUID(pending.params["form"])
    question = screenings.about([form]).get(form)
    waits = (
        question is not None
        and question.state is ScreeningState.WAITING
        and question.asked_at.isoformat() == pending.params["asked"]
    )
    return waits and alerts.has_address(pending)


kinds.register(KIND, Kind(_worded, _wanted))

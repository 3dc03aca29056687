"""What a patient is told at once who sent a text message: always where help is in an emergency.

One answer of a kind a day, so that two machines never talk to each other.
"""

from dataclasses import dataclass

from osteopro import clock
from osteopro.followup import contact, on_duty
from osteopro.followup.contact import Contact
from osteopro.followup.inbound import Meant
from osteopro.followup.models import CareState
from osteopro.followup.state import clinic as clinic_of_row
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.messaging.terms import Channel
from osteopro.sites import queries as sites_queries
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.triage.terms import Level

KIND = "text-answer"
_SAID = {
    Meant.CALL: (
        "{clinic}：好的，上班时间我们打给您。{always}",
        "{clinic}: thank you, we will call you in working hours. {always}",
    ),
    Meant.STOP: (
        "{clinic}：好的，不再发消息给您。以后想收，请回拨 {phone}。{always}",
        "{clinic}: we will send you no more messages. To get them again call {phone}. {always}",
    ),
    Meant.WORDS: (
        "{clinic}：收到了，{manager}上班时间会看。{always}",
        "{clinic}: received. {manager} will read it in working hours. {always}",
    ),
}
_HELP = ("{clinic}：{help}", "{clinic}: {help}")


@dataclass(frozen=True)
class Answer:
    """What was understood; `message` is what must be said at once, where something must."""

    patient_id: int
    meant: Meant
    message: MessageRef | None = None


def outgoing(answer: Answer) -> Outgoing:
    """The answer, to leave now: they have just written, at whatever hour."""
    row = CareState.objects.get(patient_id=answer.patient_id)
    day = clock.today(clinic_of_row(row).zone).isoformat()
    urgent = answer.message
    about = "urgent" if urgent else str(answer.meant)
    return Outgoing(
        key=f"{KIND}:{answer.patient_id}:{about}:{day}",
        kind=KIND,
        channel=Channel.SMS,
        patient_id=answer.patient_id,
        params={
            "meant": answer.meant,
            "help": {"code": urgent.code, "add": list(urgent.add)} if urgent else None,
        },
    )


def _compose(pending: Pending) -> Wording | None:
    found = contact.contact(pending.patient_id or 0)
    language = "en" if found.english else "zh-CN"
    ruleset = triage_queries.current().ruleset
    if given := pending.params["help"]:
        return found.worded(pending.channel, *_HELP, help=_help(found, given, language))
    zh, en = _SAID[Meant(pending.params["meant"])]
    return found.worded(pending.channel, zh, en, always=ruleset.messages.always[language])


def _help(found: Contact, given: dict[str, object], language: str) -> str:
    """The message of the rules, in or out of hours, as one text."""
    clinic = sites_queries.clinic(found.site_id)
    ruleset = triage_queries.current().ruleset
    add = given["add"]
    message = MessageRef(str(given["code"]), tuple(add) if isinstance(add, list) else ())
    words = ruleset.messages.compose(
        message,
        in_hours=clinic.is_open(clock.now()),
        on_call=on_duty.covered(clinic, clock.now()),
        manager=found.manager,
        hours=str(ruleset.levels[Level.URGENT].amount),
        phone=found.clinic_phone,
    )
    return words[language].replace("\n", "" if language == "zh-CN" else " ")


def _still_wanted(pending: Pending) -> bool:
    return contact.lives(pending.patient_id or 0)


ANSWER = Kind(_compose, _still_wanted)

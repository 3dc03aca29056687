"""Messages that follow-up care sends, and when they no longer matter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup import (
    contact,
    helper_notice,
    on_duty,
    reminders,
    standing,
    state,
    team_notice,
    text_answers,
)
from osteopro.followup.models import CareState, OpenItem
from osteopro.messaging import kinds
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.messaging.terms import Channel
from osteopro.patients import sealing
from osteopro.patients.terms import Channel as Reporting
from osteopro.triage.terms import Level

# A message carries the link that works already, unless it would soon be too old to be of use.
LINK_LASTS = timedelta(days=7)
# Every alert goes by all of them.
WAYS = (Channel.EMAIL, Channel.SMS)
# To who is on call, whoever follows the patient.
ON_CALL = "on-call"
ALERTED = (Level.URGENT, Level.EMERGENCY)
_LEVEL_WORDS = {
    Level.EMERGENCY: ("■ 马上就医", "■ Emergency"),
    Level.URGENT: ("▲ 要尽快看医生", "▲ Urgent"),
    Level.ATTENTION: ("● 需关注", "● Attention"),
    Level.ROUTINE: ("○ 平稳", "○ Routine"),
}

_STAGE_WORDS = {
    "new": ("", ""),
    "backup": ("已过时限。", "Deadline missed. "),
    "lead": ("一直没人处理。", "Still not handled. "),
    "question": ("有问题请您看。", "A question for you. "),
    "back": ("医生还没答复。", "No answer from the doctor yet. "),
}


def for_record(row: CareState, occasion: UUID, level: Level) -> list[Outgoing]:
    """Alerts to who answers and who is next, for an urgent or emergency record: once per level."""
    return _new(row, str(occasion), level)


def for_message(row: CareState, message_id: int, level: Level) -> list[Outgoing]:
    """Alerts to who answers and who is next when a patient writes what must be read now."""
    return _new(row, f"message:{message_id}", level)


def _new(row: CareState, source: str, level: Level) -> list[Outgoing]:
    if level not in ALERTED:
        return []
    on_call = on_duty.called_out(state.clinic(row), level, clock.now())
    found = [
        alert
        for account_id in _at_once(row)
        if account_id != on_call
        for alert in _to(account_id, row.patient_id, source, level, "new")
    ]
    if on_call is not None:
        found += for_on_call(on_call, row.patient_id, source, level)
    return found


def for_on_call(account_id: int, patient_id: int, source: str, level: Level) -> list[Outgoing]:
    """Alerts to who is on call while the clinic is shut: once for each of them and each level."""
    return _to(account_id, patient_id, source, level, ON_CALL)


def for_missed_deadline(
    item: OpenItem, account_id: int, level: Level, stage: str
) -> list[Outgoing]:
    """A deadline passed: to the backup (`backup`), then to the programme lead (`lead`).

    The deadline is part of the key: what is opened again and missed again is told again.
    """
    source = f"{item.kind}:{item.source}:{int(item.due_at.timestamp())}"
    return _to(account_id, item.patient_id, source, level, stage)


def reply_notice(
    patient_id: int, message_id: int, visible_at: datetime, channel: Channel, *, urgent: bool
) -> Outgoing:
    """Tell the patient that a reply is there; one to an urgent record also in quiet hours."""
    return Outgoing(
        key=f"reply:{message_id}",
        kind="reply-notice",
        channel=channel,
        patient_id=patient_id,
        params={"message": message_id, "urgent": urgent},
        due_at=visible_at,
    )


def escalation(
    escalation_id: int, patient_id: int, physician: int, level: Level, leaves: datetime
) -> list[Outgoing]:
    """Tell a physician that a question waits, from `leaves` on: not if it was taken back."""
    return [
        replace(alert, params={**alert.params, "escalation": escalation_id}, due_at=leaves)
        for alert in _to(physician, patient_id, f"escalation:{escalation_id}", level, "question")
    ]


def ways(alert: Mapping[str, Any], key: str) -> list[str]:
    """Keys of one alert on all ways, from its params and its key on one of them."""
    name = key.removesuffix(f":{alert['way']}")
    return [f"{name}:{channel}" for channel in WAYS]


def _at_once(row: CareState) -> list[int]:
    """Manager and backup, or who stands in for them."""
    return [account_id for account_id in (row.answers, row.second) if account_id is not None]


def _to(account_id: int, patient_id: int, source: str, level: Level, stage: str) -> list[Outgoing]:
    # Every alert goes by both ways; one that has no address is dropped when it is worded.
    return [
        Outgoing(
            key=f"alert:{stage}:{patient_id}:{source}:{level}:{account_id}:{channel}",
            kind="staff-alert",
            channel=channel,
            account_id=account_id,
            params={"patient": patient_id, "level": level, "stage": stage, "way": channel},
        )
        for channel in WAYS
    ]


def _staff_alert(pending: Pending) -> Wording | None:
    """No name, no answer: mail and text messages are read on locked screens."""
    staff, to = staff_address(pending)
    level = Level(pending.params["level"])
    if not to:
        return None
    zh, en = _LEVEL_WORDS[level]
    number = pending.params["patient"]
    asked = pending.params["stage"] == "question"
    if pending.params["stage"] == ON_CALL:
        return _called_out(staff, to, number)
    link = f"{settings.BASE_URL}/visit/escalations/" if asked else f"{settings.BASE_URL}/care/"
    stage_zh, stage_en = _STAGE_WORDS[pending.params["stage"]]
    if staff.language.startswith("en"):
        subject = f"{stage_en}{en}: patient {number}"
        open_en = "your questions" if asked else "the worklist"
        return Wording(to, f"{subject}. Please open {open_en}: {link}", subject)
    subject = f"{stage_zh}{zh}：患者 {number} 号"
    open_zh = "问题列表" if asked else "工作列表"
    return Wording(to, f"{subject}。请打开{open_zh}：{link}", subject)


def _called_out(staff: StaffName, to: str, number: int) -> Wording:
    """At night the first words say why the phone rings. The list opens with all of the clinic."""
    link = f"{settings.BASE_URL}/care/?who=clinics"
    if staff.language.startswith("en"):
        subject = f"On call: patient {number} is to be phoned at once"
        return Wording(to, f"{subject}. Please open the worklist: {link}", subject)
    subject = f"值班：患者 {number} 号，请马上打电话"
    return Wording(to, f"{subject}。请打开工作列表：{link}", subject)


def _alert_wanted(pending: Pending) -> bool:
    """Staff without an address on this way are skipped, not reported as a failure; a question
    that was taken back is not asked."""
    asked = pending.params.get("escalation")
    if asked is not None and not standing.escalations().filter(pk=asked).exists():
        return False
    return has_address(pending)


def staff_address(pending: Pending) -> tuple[StaffName, str]:
    """The member of staff a message is for, and where its way reaches them; "" nowhere."""
    staff = accounts_queries.staff_name(pending.account_id or 0)
    return staff, staff.email if pending.params["way"] == Channel.EMAIL else staff.phone


def has_address(pending: Pending) -> bool:
    """Whether this way reaches that member of staff at all."""
    return bool(staff_address(pending)[1])


def _reply_notice(pending: Pending) -> Wording | None:
    return _with_link(
        pending,
        "{clinic}：{manager}回复您了。点开看：{link} 不方便上网？回拨 {phone}",
        "{clinic}: {manager} has replied to you. Open: {link} Prefer to talk? Call {phone}",
    )


def _reply_still_stands(pending: Pending) -> bool:
    patient_id = pending.patient_id or 0
    turn = messaging_queries.turn(patient_id, int(pending.params["message"]))
    unread = turn is not None and not turn.read
    return unread and contact.takes_part(patient_id) and _online(patient_id)


def _reply_hour(pending: Pending) -> datetime:
    return clock.now() if pending.params["urgent"] else contact.not_in_quiet_hours(pending)


def _link_hour(pending: Pending) -> datetime:
    return contact.not_in_quiet_hours(pending) if pending.params.get("by_day") else clock.now()


def _personal_link(pending: Pending) -> Wording | None:
    return _with_link(
        pending,
        "{clinic}：这是您的随访网址，点开就能记录近况：{link} 不方便上网？回拨 {phone}",
        "{clinic}: this is your own link to tell us how you are: {link} "
        "Prefer to talk? Call {phone}",
    )


def _with_link(pending: Pending, zh: str, en: str) -> Wording | None:
    patient_id = pending.patient_id or 0
    found = contact.contact(patient_id)
    link = contact.link(patient_id, lasting=LINK_LASTS)
    return found.worded(pending.channel, zh, en, link=link)


def _sign_in_code(pending: Pending) -> Wording | None:
    code = sealing.unseal_text(str(pending.params["sealed"]))
    helper = helper_notice.helper_of(pending)
    to = contact.helper_contact(helper) if helper else contact.contact(pending.patient_id or 0)
    return to.worded(
        pending.channel,
        "{clinic}：验证码 {code}，10 分钟内有效。不要告诉别人。",
        "{clinic}: your code is {code}. It works for 10 minutes. Tell it to nobody.",
        code=code,
    )


def _online(patient_id: int) -> bool:
    """Who reports by phone is told by phone: a link would be of no use."""
    row = CareState.objects.filter(patient_id=patient_id).exclude(channel=Reporting.PHONE)
    return row.exists()


def _patient_takes_part(pending: Pending) -> bool:
    return contact.takes_part(pending.patient_id or 0)


def _patient_lives(pending: Pending) -> bool:
    return contact.lives(pending.patient_id or 0)


# Quiet hours hold for what can wait: not for a code or link asked for, not for what is urgent.
kinds.register("staff-alert", Kind(_staff_alert, _alert_wanted))
kinds.register("reply-notice", Kind(_reply_notice, _reply_still_stands, _reply_hour))
kinds.register("personal-link", Kind(_personal_link, _patient_takes_part, _link_hour))
kinds.register("sign-in-code", Kind(_sign_in_code, _patient_lives))
kinds.register(helper_notice.KIND, helper_notice.NOTICE)
kinds.register(reminders.KIND, reminders.REMINDER)
kinds.register(text_answers.KIND, text_answers.ANSWER)
kinds.register(team_notice.KIND, team_notice.NOTICE)

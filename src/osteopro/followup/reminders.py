"""How reminders are worded, and until when each may leave (clinical content 7.3, 7.5)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup import contact, reminding, request_rules, rules, state
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.messaging.terms import Channel

KIND = "reminder"

# The hospital's name first, no word about health, the person's own link, a number to call back.
_FIRST = (
    "{clinic}：{hello}该说说近况了，3 分钟就好：{link} 不方便上网？回拨 {phone}",
    "{clinic}: {hello}time to tell us how you are; 3 minutes: {link} Prefer to talk? Call {phone}",
)
_SECOND = (
    "{clinic}：{hello}方便时说说近况，3 分钟就好：{link} 不方便上网？回拨 {phone}",
    (
        "{clinic}: {hello}when it suits you, tell us how you are; 3 minutes: {link} "
        "Prefer to talk? Call {phone}"
    ),
)
_THIRD = (
    "{clinic}：{hello}说说近况，3 分钟就好：{link} 不想填？回 1，我们打给您。回拨 {phone}",
    (
        "{clinic}: {hello}tell us how you are; 3 minutes: {link} "
        "Prefer to talk? Reply 1 and we will call you, or call {phone}"
    ),
)
# After two that did not come (7.5).
_OFFER = (
    "{clinic}：{hello}换成打电话？回 1，我们打给您。想自己填，点开：{link} 回拨 {phone}",
    (
        "{clinic}: {hello}switch to phone? Reply 1 and we will call you. "
        "To go on online: {link} Or call {phone}"
    ),
)
# Nobody can answer a mail with "1".
_BY_MAIL = {
    _THIRD: (
        "{clinic}：{hello}说说近况，3 分钟就好：{link} 不想填？打 {phone}，我们电话里记。",
        (
            "{clinic}: {hello}tell us how you are; 3 minutes: {link} "
            "Prefer to talk? Call {phone} and we will write it down for you."
        ),
    ),
    _OFFER: (
        "{clinic}：{hello}换成打电话？打 {phone} 告诉我们。想自己填，点开：{link}",
        "{clinic}: {hello}switch to phone? Call {phone} and tell us. To go on online: {link}",
    ),
}


@dataclass(frozen=True)
class _About:
    """Which message of which cycle, as it stands in the outbox."""

    on: date
    number: int
    offer: bool


def outgoing(
    row: CareState, due: rules.Due, number: int, channel: Channel, at: datetime
) -> Outgoing:
    """The `number`-th reminder about the record due now, to leave at `at`."""
    return Outgoing(
        key=reminding.message_key(row.patient_id, due.on, number),
        kind=KIND,
        channel=channel,
        patient_id=row.patient_id,
        params={
            "on": due.on.isoformat(),
            "number": number,
            "offer": reminding.offers_phone(due),
        },
        due_at=at,
    )


def texts(number: int, *, offer: bool, channel: Channel) -> tuple[str, str]:
    """The words of a reminder in Chinese and English, with their blanks."""
    wanted = _OFFER if offer else (_FIRST, _SECOND, _THIRD)[number - 1]
    return _BY_MAIL.get(wanted, wanted) if channel == Channel.EMAIL else wanted


def asked_for_call(patient_id: int, since: date, zone: ZoneInfo) -> bool:
    """Whether this patient said since that day that they would rather be phoned."""
    calls = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.CALL,
        opened_at__gte=datetime.combine(since, time(), zone),
    )
    return any(was_asked_for(item) for item in calls)


def was_asked_for(item: OpenItem) -> bool:
    """Whether the patient wanted this call, or it is made because of what they asked for."""
    return item.source.startswith(request_rules.SOURCE) or any(
        reason["id"] == reminding.CallReason.ASKED for reason in item.reasons
    )


def may_remind(row: CareState) -> bool:
    """Whether this patient is to be reminded at all."""
    return row.active and enrolment_queries.state(row.patient_id) == State.ACTIVE


def _compose(pending: Pending) -> Wording | None:
    about = _about(pending)
    found = contact.contact(pending.patient_id or 0)
    zh, en = texts(about.number, offer=about.offer, channel=pending.channel)
    link = contact.link(pending.patient_id or 0)
    return found.worded(pending.channel, zh, en, link=link, hello=found.hello)


def _still_wanted(pending: Pending) -> bool:
    """Only on its day, only while that record is due, only to who is reminded this way."""
    about = _about(pending)
    row = CareState.objects.get(patient_id=pending.patient_id or 0)
    zone = state.clinic(row).zone
    return (
        reminding.may_leave(about.on, about.number, clock.now(), zone)
        and row.next_due_on <= clock.today(zone)
        and state.due_in(row, zone).on == about.on
        and may_remind(row)
        and contact.way(row) == pending.channel
        and not asked_for_call(row.patient_id, about.on, zone)
    )


def _about(pending: Pending) -> _About:
    return _About(
        on=date.fromisoformat(pending.params["on"]),
        number=int(pending.params["number"]),
        offer=bool(pending.params["offer"]),
    )


REMINDER = Kind(_compose, _still_wanted)

"""Where messages leave the building.

A gateway is any class with `send(to, text, key) -> str`: it hands the text to the operator,
passing `key` along so that the operator can drop a repeat, returns the operator's reference,
and raises DeliveryError when the text was not taken. OSTEOPRO_SMS_GATEWAY names the class for
text messages, OSTEOPRO_WECOM_GATEWAY the one for template messages (docs/how-to/text-messages.md).
"""

import json
import smtplib
import sys
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from osteopro import clock
from osteopro.messaging.kinds import Wording
from osteopro.messaging.terms import Channel


class DeliveryError(RuntimeError):
    """Not taken. `permanent` means that trying again cannot help.

    `problem` is kept and shown to staff: never a number, an address or a word of the text.
    """

    def __init__(self, problem: str, *, permanent: bool = False) -> None:
        super().__init__(problem)
        self.permanent = permanent


class Gateway(Protocol):
    """What an operator's client must offer. `to` is an E.164 number."""

    def send(self, to: str, text: str, key: str) -> str: ...


class ConsoleGateway:
    """Shows text messages in the terminal and on the demo's page instead of sending them."""

    def send(self, to: str, text: str, key: str) -> str:
        if not settings.DEMO:
            raise DeliveryError("No text-message gateway is set (OSTEOPRO_SMS_GATEWAY).")
        line = json.dumps(
            {"at": clock.now().isoformat(), "to": to, "text": text}, ensure_ascii=False
        )
        with demo_messages_path().open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        sys.stdout.write(f"\n[SMS {to}] {text}\n")
        sys.stdout.flush()
        return key


def demo_messages_path() -> Path:
    """The file in which the demo keeps the text messages it would have sent."""
    return Path(settings.DATA) / "demo-messages.jsonl"


def available() -> frozenset[Channel]:
    """The channels this hospital has set up; text messages fail loudly rather than not exist."""
    found = {Channel.SMS}
    if _mail_is_set():
        found.add(Channel.EMAIL)
    if settings.WECOM_GATEWAY:
        found.add(Channel.WECOM)
    return frozenset(found)


def send(channel: Channel, wording: Wording, key: str) -> str:
    """Hand a message over; returns the provider's reference. Raises DeliveryError."""
    if channel == Channel.EMAIL:
        return _send_mail(wording, key)
    if channel == Channel.WECOM:
        return wecom().send(wording.to, wording.text, key)
    return gateway().send(wording.to, wording.text, key)


@lru_cache(maxsize=1)
def gateway() -> Gateway:
    """The configured text-message gateway."""
    found: Gateway = import_string(settings.SMS_GATEWAY)()
    return found


@lru_cache(maxsize=1)
def wecom() -> Gateway:
    """The configured gateway for template messages. Raises DeliveryError without one."""
    if not settings.WECOM_GATEWAY:
        raise DeliveryError("No gateway for template messages is set (OSTEOPRO_WECOM_GATEWAY).")
    found: Gateway = import_string(settings.WECOM_GATEWAY)()
    return found


def _mail_is_set() -> bool:
    return bool(settings.EMAIL_HOST) or settings.EMAIL_BACKEND.endswith("locmem.EmailBackend")


def _send_mail(wording: Wording, key: str) -> str:
    if not _mail_is_set():
        raise DeliveryError("No mail server is set (OSTEOPRO_SMTP_HOST).")
    message_id = f"<{key}@{settings.DEFAULT_FROM_EMAIL.rsplit('@', 1)[-1]}>"
    mail = EmailMessage(
        wording.subject,
        wording.text,
        settings.DEFAULT_FROM_EMAIL,
        [wording.to],
        headers={"Message-ID": message_id},
        connection=get_connection(),
    )
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors
        code = _code(error)
        problem = f"{type(error).__name__}{f' {code}' if code else ''}: not taken"
        raise DeliveryError(problem, permanent=_is_final(error, code)) from error
    return message_id


def _is_final(error: OSError, code: int) -> bool:
    """Whether the address or the message was refused for good; everything else (who we are,
    how we sign in) is ours to mend, and the message is as good as before."""
    refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return refused and 500 <= code < 600


def _code(error: OSError) -> int:
    """The mail server's number for why; 0 when it gave none. Its words may hold the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _words in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0

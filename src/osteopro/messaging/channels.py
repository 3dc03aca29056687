"""Where messages leave the building.

A text-message gateway is any class with `send(to, text, key) -> str`: it hands the text
to the operator, passing `key` along so that the operator can drop a repeat, returns the
operator's reference, and raises DeliveryError when the text was not taken.
Set OSTEOPRO_SMS_GATEWAY to its dotted path.
"""

import json
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
    """Not taken. `permanent` means that trying again cannot help."""

    def __init__(self, problem: str, *, permanent: bool = False) -> None:
        super().__init__(problem)
        self.permanent = permanent


class SmsGateway(Protocol):
    """What a text-message operator's client must offer."""

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


def send(channel: Channel, wording: Wording, key: str) -> str:
    """Hand a message over; returns the provider's reference. Raises DeliveryError."""
    if channel == Channel.SMS:
        return gateway().send(wording.to, wording.text, key)
    return _send_mail(wording, key)


@lru_cache(maxsize=1)
def gateway() -> SmsGateway:
    """The configured text-message gateway."""
    found: SmsGateway = import_string(settings.SMS_GATEWAY)()
    return found


def _send_mail(wording: Wording, key: str) -> str:
    if not settings.EMAIL_HOST and not settings.EMAIL_BACKEND.endswith("locmem.EmailBackend"):
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
        raise DeliveryError(f"{type(error).__name__}: mail server did not take it") from error
    return message_id

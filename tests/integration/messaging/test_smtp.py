"""Mail to patients and staff against a real mail server that refuses, defers or hangs up."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from osteopro.messaging import channels
from osteopro.messaging.channels import DeliveryError
from osteopro.messaging.kinds import Wording
from osteopro.messaging.terms import Channel
from tests.integration.messaging.operator import nobody_there

TO = "wang@example.org"


class MailServer:
    """Answers as it is told, at the sender, the recipient or the end of the data."""

    def __init__(self) -> None:
        self.sender = self.recipient = self.data = "250 OK"
        self.hangs_up = False
        self.taken: list[Any] = []

    async def handle_MAIL(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.hangs_up:
            server.transport.abort()
        elif self.data.startswith("250"):
            self.taken.append(envelope)
        return self.data


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=nobody_there())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def send() -> str:
    return channels.send(Channel.EMAIL, Wording(TO, "您好，说说近况", "锦江骨科门诊"), "key-1")


def refused() -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send()
    assert TO not in str(caught.value)
    return caught.value


def test_a_mail_arrives_under_its_key(server: MailServer) -> None:
    reference = send()
    (envelope,) = server.taken
    assert envelope.rcpt_tos == [TO]
    assert f"Message-ID: {reference}".encode() in envelope.content
    assert reference.startswith("<key-1@")


@pytest.mark.parametrize(
    ("moment", "answer", "permanent"),
    [
        ("recipient", "550 No such user wang@example.org", True),
        ("recipient", "450 Mailbox busy", False),
        ("data", "554 Not wanted", True),
        ("data", "451 Try again later", False),
        ("sender", "553 Not your address", False),
    ],
)
def test_refused_for_good_or_for_now(
    server: MailServer, moment: str, answer: str, permanent: bool
) -> None:
    setattr(server, moment, answer)
    failure = refused()
    assert failure.permanent is permanent
    assert answer[:3] in str(failure)


def test_a_line_that_breaks_is_tried_again(server: MailServer) -> None:
    server.hangs_up = True
    assert refused().permanent is False
    server.hangs_up = False
    assert send()


def test_no_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", nobody_there()
    assert refused().permanent is False
    settings.EMAIL_HOST = ""
    assert Channel.EMAIL not in channels.available()
    assert "OSTEOPRO_SMTP_HOST" in str(refused())

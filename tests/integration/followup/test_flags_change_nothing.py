"""The same reports with every check silenced: nothing a patient meets is different (5.1, 5.2).

And no page of the patient, no copy of their data, says that anything was found.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from osteopro import clock
from osteopro.accounts.models import Account
from osteopro.followup import actions, checking
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.instruments.terms import Mode
from osteopro.records import actions as records_actions
from osteopro.records.models import Assessment, Score
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Someone
from tests.integration.followup.test_conversations import TOP, ZERO

NUMBERS = [str(n) for n in range(11)]
WORDS = ["none", "little", "some", "quite", "very"]
PAGES = ("patient_home", "patient_trend", "patient_messages", "patient_data", "patient_team")
TELLING = re.compile(r"\bV[1-8]\b|需要再问一问|再聊聊|opros-validity|follow-up question")
PICTURES = re.compile(r"<svg.*?</svg>", re.DOTALL)


def reports(seed: int) -> Iterator[dict[str, Any]]:
    """A quiet week, one at the ceiling with a wish, then three of any kind."""
    chance = Random(seed)
    yield dict(builders.STEADY)
    yield {**builders.STEADY, **TOP}
    for _week in range(3):
        any_answer = {
            item: chance.choice(NUMBERS if "pain" in item else WORDS)
            for item in builders.STEADY
            if item.startswith("sym-")
        }
        if any_answer["sym-mood"] in ("quite", "very"):
            any_answer["rf-selfharm"] = "no"
        yield {**builders.STEADY, **chance.choice((TOP, ZERO, any_answer, any_answer))}


def lived(someone: Someone, seed: int, begins: datetime) -> list[Any]:
    """What became of each report, and every page of the patient after it."""
    found: list[Any] = []
    client = Client()
    account = Account.objects.get(pk=someone.account_id)
    for week, answers in enumerate(reports(seed)):
        with clock.frozen(begins + timedelta(days=7 * week)):
            client.force_login(account, backend="osteopro.accounts.backends.LinkBackend")
            uuid = UUID(int=seed * 100 + week + 1)
            records_actions.start_draft(
                by=someone.actor,
                patient_id=someone.patient_id,
                canonical=builders.form().canonical,
                mode=Mode.ONLINE,
                language="zh-CN",
                context={"ctx-on-bone-med": False, "ctx-advice": False, "ctx-helper": False},
                by_whom=ByWhom.SELF,
                uuid=uuid,
                occasion=UUID(int=uuid.int + 50),
            )
            builders.save(someone, uuid, answers)
            receipt = actions.send_form(
                by=someone.actor, patient_id=someone.patient_id, draft_uuid=uuid
            )
            row = CareState.objects.get(pk=someone.patient_id)
            judged = Assessment.objects.get(response__uuid=uuid)
            found += [
                (receipt.level, receipt.reply_by, row.lane, row.level, row.due_at, row.reasons),
                (judged.rules, judged.tags, judged.message, judged.advice),
                list(
                    Score.objects.filter(response__uuid=uuid).order_by("scale").values_list("value")
                ),
                [_page(client, name) for name in PAGES],
                _page(client, "patient_done", uuid),
            ]
    return found


def _page(client: Client, name: str, *args: Any) -> str:
    text = client.get(reverse(name, args=args)).content.decode()
    assert not TELLING.search(PICTURES.sub("", text)), name
    return "\n".join(line for line in text.splitlines() if "csrf" not in line)


@contextmanager
def undone() -> Iterator[None]:
    """Everything in here is taken back afterwards."""
    try:
        with transaction.atomic():
            yield
            raise InterruptedError
    except InterruptedError:
        pass


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_nothing_a_patient_meets_depends_on_what_was_found(
    wang_xiuying: Someone,
    monday: datetime,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
    plain_static: Callable[[], None],
) -> None:
    with undone():
        with_checks = lived(wang_xiuying, seed, monday)
        assert Assessment.objects.exclude(flags=[]).exists(), "nothing was flagged: choose a seed"
        assert OpenItem.objects.filter(kind=ItemKind.VERIFY).exists()
    monkeypatch.setattr(checking, "check", lambda *_: ())
    without = lived(wang_xiuying, seed, monday)
    assert not Assessment.objects.exclude(flags=[]).exists()
    assert with_checks == without


@pytest.fixture
def plain_static(settings: Any, tmp_path: Any) -> None:
    """Hashed names of static files exist only after collectstatic."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}

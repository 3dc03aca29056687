"""Who else is here, and what a board hears of others: names and changes together, nothing of it
while somebody codes blind."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions, presence
from osteopro.research.models import Round
from osteopro.research.queries import changes
from tests import coding as builder
from tests import settling, studies
from tests.coding import Coded
from tests.integration.web_care.conftest import SignIn
from tests.integration.web_study.test_coding_pages import board
from tests.integration.web_study.test_together_pages import together
from tests.settling import FORM, TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_there() -> None:
    cache.clear()


@pytest.fixture
def luo(study: Studied, sign_in: SignIn) -> Client:
    return sign_in(study.luo)


def asked(client: Client, here: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"{here}changes/").content)
    return found


def test_in_a_blind_round_only_that_somebody_works(
    qin: Client, luo: Client, study: Studied
) -> None:
    coded = builder.blind(study)
    here = board(coded)
    alone = asked(qin, here)
    assert alone["words"] == ""
    assert asked(luo, here)["words"] == "还有别人在工作。"
    first = asked(qin, here)
    guid = coded.mark(study.luo, FORM, "怀疑没有人看")
    actions.write_memo(**coded.doing(study.luo), statement=guid, memo="说得很轻")
    assert asked(qin, here) == first == {"words": "还有别人在工作。", "mark": alone["mark"]}
    presence.come(study.study_id, study.luo.account_id, "elsewhere")
    assert asked(qin, here) == first
    coded.submit(study.luo)
    assert asked(qin, here) == first


def test_together_names_are_said_for_a_minute_and_only_here(
    qin: Client, luo: Client, study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = settling.handed_in(study)
    here, _no = together(qin, coded)
    other = studies.frozen(study, "P8：疼，夜里疼。", 8)
    assert other
    asked(luo, here)
    assert asked(qin, here)["words"] == "罗老师也在这里。"
    presence.come(study.study_id, study.luo.account_id, "elsewhere")
    assert asked(qin, here)["words"] == ""
    asked(luo, here)
    later = clock.now() + timedelta(seconds=presence.STAYS)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert asked(qin, here)["words"] == ""


def test_whatever_others_change_changes_the_mark_and_nothing_else_does(
    qin: Client, luo: Client, study: Studied
) -> None:
    coded = settling.handed_in(study)
    here, no = together(qin, coded)
    consensus = Round.objects.get(no=no)
    seen = [asked(qin, here)["mark"]]
    place = of(places(coded, consensus), TEDIOUS)
    doing = coded.doing(study.luo)
    words = actions.Agreed(coded.span(TEDIOUS), ("嫌麻烦",))
    easy = actions.Agreed(coded.span("几分钟就好"), ("熟了就快",), coded.version_id)
    about = {"discrepancies": guids(place)}
    qins = coded.doing(study.qin)
    for act in (
        lambda: actions.discuss(**doing, discrepancy=guids(place)[0], text="再听", key=uuid4()),
        lambda: actions.settle(
            **doing, **about, decision=decided(study), agreed=words, key=uuid4()
        ),
        lambda: actions.confirm_decision(**qins, **about, key=uuid4()),
        lambda: actions.contest_decision(**qins, **about, text="不是", key=uuid4()),
        lambda: actions.add_agreed(
            **doing, round_id=consensus.pk, agreed=easy, decision=decided(study), key=uuid4()
        ),
    ):
        act()
        seen.append(asked(qin, here)["mark"])
        assert asked(qin, here)["mark"] == seen[-1]
    assert len(set(seen)) == len(seen)


def test_asking_costs_little_and_nothing_is_written_within_a_minute(
    qin: Client, study: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = settling.handed_in(study)
    here, _no = together(qin, coded)
    first = qin.get(f"{here}changes/")
    with CaptureQueriesContext(connection) as counted:
        same = qin.get(f"{here}changes/", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert not [q for q in counted if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(counted) <= 24
    later = clock.now() + timedelta(seconds=presence.WRITTEN_EVERY)
    monkeypatch.setattr(clock, "now", lambda: later)
    with CaptureQueriesContext(connection) as counted:
        qin.get(f"{here}changes/")
    written = [q for q in counted if "osteopro_cache" in q["sql"] and "SELECT" not in q["sql"]]
    assert len(written) == 1


def test_outsiders_hear_nothing(study: Studied, sign_in: SignIn, qin: Client) -> None:
    coded: Coded = settling.handed_in(study)
    here, _no = together(qin, coded)
    assert sign_in(study.outsider).get(f"{here}changes/").status_code == 404
    assert (
        changes.others(study.study_id, study.qin.account_id, coded.view, coded.view.texts[0])
        == changes.Others()
    )

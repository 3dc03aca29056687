"""While somebody codes blind, nothing they are shown changes with what another coder does
(invariant 5): every page, and every file that leaves, before and after random work of the other."""

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.research import actions, versions
from osteopro.research.doing import Refused
from osteopro.research.models import ExportRun, Meaning, Statement, StatementMeaning
from osteopro.research.queries import exports
from osteopro.research.terms import Profile
from osteopro.research.text.normal import Span
from tests import full_study, study_results
from tests.builders import Staff
from tests.full_study import Ids
from tests.integration.web_care.conftest import SignIn
from tests.integration.web_study.addresses import ROWS
from tests.studies import Studied

pytestmark = pytest.mark.django_db
# What differs each time a page is made.
OFTEN_NEW = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r'|(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=nonce=")[^"]+'
)
LABELS = ("怕", "烦", "安心", "怀疑没有人看")


class Coder:
    """Somebody who codes at random in the round of a full study."""

    def __init__(self, study: Studied, who: Staff, ids: Ids, seed: int) -> None:
        self.random = Random(seed)
        self.doing: dict[str, Any] = {"by": who.actor, "study_id": study.study_id}
        self.ids = ids
        self.me = who.account_id
        self.length = len(versions.text_of(ids["version_id"]))

    def work(self, acts: int) -> int:
        """So many acts; how many of them did something."""
        ways: list[Callable[[], object]] = [
            self._mark,
            self._mark,
            self._mean,
            self._mean,
            self._memo,
            self._move,
            self._reject,
            self._restore,
            self._unlink,
            self._reword,
            self._feel,
        ]
        done = 0
        for _ in range(acts):
            try:
                self.random.choice(ways)()
                done += 1
            except (Refused, IndexError):
                continue
        return done

    def _span(self) -> Span:
        start = self.random.randrange(self.length - 1)
        return Span(start, self.random.randint(start + 1, self.length))

    def _own(self) -> UUID:
        rows = Statement.objects.filter(coder=self.me, round=self.ids["round_id"])
        return self.random.choice(list(rows.order_by("pk"))).guid

    def _mark(self) -> None:
        place = {"round_id": self.ids["round_id"], "version_id": self.ids["version_id"]}
        actions.mark_statement(**self.doing, **place, span=self._span(), key=uuid4(), memo="想")

    def _mean(self) -> None:
        label = self.random.choice(LABELS)
        said = {"statement": self._own(), "label": label, "rationale": "听语气"}
        actions.say_meaning(**self.doing, **said, key=uuid4())

    def _memo(self) -> None:
        memo = str(self.random.random())
        actions.write_memo(**self.doing, statement=self._own(), memo=memo)

    def _move(self) -> None:
        actions.move_statement(**self.doing, statement=self._own(), span=self._span())

    def _reject(self) -> None:
        actions.reject_statement(**self.doing, statement=self._own())

    def _restore(self) -> None:
        actions.restore_statement(**self.doing, statement=self._own())

    def _unlink(self) -> None:
        rows = StatementMeaning.objects.filter(coder=self.me).order_by("pk")
        actions.unlink_meaning(**self.doing, link=self.random.choice(list(rows)).guid)

    def _reword(self) -> None:
        rows = Meaning.objects.filter(coder=self.me, round=self.ids["round_id"]).order_by("pk")
        meaning = self.random.choice(list(rows)).guid
        actions.reword_meaning(**self.doing, meaning=meaning, label=str(self.random.random()))

    def _feel(self) -> None:
        felt = {"minutes": self.random.randrange(60), "impression": "很失望"}
        version = self.ids["version_id"]
        actions.note_reading(**self.doing, version_id=version, key=uuid4(), **felt)


def seen(client: Client, study: Studied, who: Staff, ids: Ids) -> dict[str, str]:
    """Every page of the study as this person is shown it, and every file they may take."""
    found = {}
    for name, row in ROWS.items():
        if "study_id" in row.ids and row.method == "POST":
            page = client.get(row.address(name, ids))
            if not page.streaming:
                found[name] = OFTEN_NEW.sub("-", page.content.decode())
    found["words"] = client.get(
        f"/study/{study.study_id}/colaizzi/meanings/", {"q": ""}
    ).content.decode()
    for profile in Profile:
        preview = exports.preview(who.viewer, study.study_id, profile)
        found[profile] = OFTEN_NEW.sub("-", repr(preview))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_nothing_changes_with_what_another_coder_does(
    study: Studied, sign_in: SignIn, seed: int
) -> None:
    ids = full_study.filled(study)
    for who in (study.qin, study.luo):
        actions.note_reading(
            by=who.actor, study_id=study.study_id, version_id=ids["version_id"], key=uuid4()
        )
    client = sign_in(study.qin)
    Coder(study, study.qin, ids, seed).work(8)
    before = seen(client, study, study.qin, ids)
    assert Coder(study, study.luo, ids, seed + 100).work(25) > 10
    after = seen(client, study, study.qin, ids)
    assert {name for name, page in before.items() if after[name] != page} == set()
    # So that the comparison can fail: what one does oneself is seen.
    assert Coder(study, study.qin, ids, seed + 200).work(25) > 10
    own = seen(client, study, study.qin, ids)
    changed = {name for name, page in after.items() if own[name] != page}
    assert {"study_coding", "study_round", "study_reading", "study_colaizzi"} <= changed


def test_the_trail_of_a_report_ends_before_what_others_did(study: Studied, sign_in: SignIn) -> None:
    now = clock.now()
    with clock.frozen(now - timedelta(days=1)):
        study_results.structured(study)
    ids = full_study.coded(study, 1)
    client, hashes = sign_in(study.qin), set()
    with clock.frozen(now + timedelta(hours=1)):
        for _ in range(2):
            wanted = {"as": "page", "language": "en", "fewest": "3"}
            here = f"/study/{study.study_id}/report/release/"
            asked = re.findall(r'name="(reason-\w+)"', client.get(here, wanted).content.decode())
            weighed = dict.fromkeys(asked, "看过了")
            file = client.post(here, {**wanted, **weighed, "key": str(uuid4())})
            assert file.status_code == 200
            hashes.add(ExportRun.objects.latest("pk").sha256)
            assert Coder(study, study.luo, ids, 7).work(9) > 3
    assert len(hashes) == 1

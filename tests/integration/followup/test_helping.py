"""A form that changes hands: what was said in private is neither shown to a helper nor lost."""

from uuid import UUID

import pytest

from osteopro.access.terms import Role
from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.followup.flow import flow
from osteopro.followup.models import OpenItem
from osteopro.instruments.terms import Mode
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Someone

pytestmark = pytest.mark.django_db

PRIVATE = "rf-selfharm"
LOW = {"rf-check": ["none"], "sym-mood": "quite"}


def the_form(someone: Someone, record: UUID) -> DraftView:
    draft = records_queries.draft(someone.patient_id, record)
    assert draft is not None
    return draft


def asked(someone: Someone, record: UUID) -> bool:
    draft = the_form(someone, record)
    return flow(draft.instrument, draft.values).place(PRIVATE) is not None


def reasons() -> dict[str, str]:
    """Rules before the manager, with their words."""
    item = OpenItem.objects.get(closed_at__isnull=True)
    return {r["id"]: r["because"].get("zh-CN", "") for r in item.reasons}


def test_a_proxy_is_not_asked_and_the_manager_is_told_to_ask(wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying, by_whom=ByWhom.PROXY)
    builders.save(wang_xiuying, record, LOW)
    assert not asked(wang_xiuying, record)
    send(wang_xiuying, record)
    assert "请私下再问本人" in reasons()["T-A05"]


def test_a_helpers_session_is_not_asked_whoever_is_said_to_answer(wang_xiuying: Someone) -> None:
    by = Actor(wang_xiuying.account_id, Role.HELPER)
    record = actions.start_form(
        by=by,
        patient_id=wang_xiuying.patient_id,
        instrument=builders.form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF_READ,
    )
    rest = {name: answer for name, answer in builders.STEADY.items() if name != "by-whom"}
    actions.save_answers(
        by=by, patient_id=wang_xiuying.patient_id, draft_uuid=record, values=rest | LOW
    )
    assert not asked(wang_xiuying, record)
    actions.send_form(by=by, patient_id=wang_xiuying.patient_id, draft_uuid=record)
    assert "请私下再问本人" in reasons()["T-A05"]


def test_a_helper_who_goes_on_with_the_patients_form_is_not_asked(wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, LOW)
    assert asked(wang_xiuying, record)
    by = Actor(wang_xiuying.account_id, Role.HELPER)
    actions.save_answers(
        by=by, patient_id=wang_xiuying.patient_id, draft_uuid=record, values={"sym-sleep": "none"}
    )
    assert not asked(wang_xiuying, record)


@pytest.mark.parametrize("answer", ["some", "pnts"])
def test_what_was_said_alone_reaches_the_manager_and_leaves_the_form(
    wang_xiuying: Someone, answer: str
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**LOW, PRIVATE: answer})
    assert not OpenItem.objects.exists()
    builders.save(wang_xiuying, record, {"by-whom": "proxy"})
    assert not asked(wang_xiuying, record)
    assert PRIVATE not in the_form(wang_xiuying, record).values
    kept = Response.objects.get()
    assert kept.values[PRIVATE] == answer
    assert (kept.status, kept.by_whom) == (ResponseStatus.STOPPED, ByWhom.SELF)
    assert OpenItem.objects.get().level == Level.URGENT.rank
    assert "T-U06" in reasons()


def test_changing_back_asks_again_instead_of_showing_the_answer(wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**LOW, PRIVATE: "some"})
    builders.save(wang_xiuying, record, {"by-whom": "proxy"})
    builders.save(wang_xiuying, record, {"by-whom": "self"})
    assert asked(wang_xiuying, record)
    assert PRIVATE not in the_form(wang_xiuying, record).values


def test_the_finished_form_of_the_proxy_keeps_the_level_and_says_both(
    wang_xiuying: Someone,
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**LOW, PRIVATE: "some"})
    builders.save(wang_xiuying, record, {"by-whom": "proxy"})
    send(wang_xiuying, record)
    standing = Response.objects.get(superseded_by__isnull=True)
    assert (standing.status, standing.by_whom) == (ResponseStatus.COMPLETED, ByWhom.PROXY)
    assert PRIVATE not in standing.values
    assert OpenItem.objects.get().level == Level.URGENT.rank
    assert {"T-U06", "T-A05"} <= set(reasons())


def test_nothing_is_sent_on_when_nothing_would_be_lost(wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**LOW, PRIVATE: "no", "sym-pain-rest": "9"})
    builders.save(wang_xiuying, record, {"by-whom": "proxy"})
    assert not Response.objects.exists()
    assert PRIVATE not in the_form(wang_xiuying, record).values


def test_an_emergency_that_was_sent_already_is_not_sent_twice(wang_xiuying: Someone) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**LOW, PRIVATE: "act"})
    builders.save(wang_xiuying, record, {"by-whom": "proxy"})
    assert Response.objects.count() == 1


def send(someone: Someone, record: UUID) -> None:
    rest = {k: v for k, v in builders.STEADY.items() if k not in ("by-whom", *LOW)}
    builders.save(someone, record, rest)
    actions.send_form(by=someone.actor, patient_id=someone.patient_id, draft_uuid=record)

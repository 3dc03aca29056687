"""Who answers changes in the middle of a call (clinical content 9.1 rule 7; ux decision 9)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, speaking
from osteopro.followup.actions import Asked, NoCall
from osteopro.followup.assessing import author_of
from osteopro.followup.models import LiveCall, OpenItem
from osteopro.followup.terms import CallOutcome, Privacy
from osteopro.instruments.terms import Kind, Mode
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom, DraftState
from tests import builders
from tests.integration.conftest import MONDAY

PATIENT, FAMILY = ByWhom.STAFF_PHONE, ByWhom.PROXY


class Phone:
    """Nurse Li on the phone."""

    def __init__(
        self, clinic: builders.Clinic, someone: builders.Someone, who: ByWhom = PATIENT
    ) -> None:
        self.clinic, self.someone = clinic, someone
        self.begin(who)

    def begin(self, who: ByWhom) -> None:
        actions.begin_call(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            key=uuid4(),
            language="zh-CN",
            asked=Asked(builders.form(), who),
        )

    def speaks(self, who: ByWhom) -> None:
        actions.change_speaker(
            by=self.clinic.li.actor, patient_id=self.someone.patient_id, speaker=who
        )

    def says(self, **values: object) -> None:
        actions.answer_on_phone(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            draft_uuid=self.draft.uuid,
            values={name.replace("_", "-"): value for name, value in values.items()},  # type: ignore[misc]
            circumstances={"channel": "phone"},
        )

    @property
    def draft(self) -> DraftView:
        live = LiveCall.objects.get()
        assert live.draft is not None
        found = records_queries.draft(self.someone.patient_id, live.draft)
        assert found is not None
        return found

    @property
    def author(self) -> str:
        return author_of(self.draft)

    def send(self) -> Response:
        actions.send_form(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            draft_uuid=self.draft.uuid,
        )
        return Response.objects.latest("pk")

    def end(self, outcome: CallOutcome = CallOutcome.REACHED) -> None:
        actions.end_call(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            key=LiveCall.objects.get().key,
            outcome=outcome,
        )


@pytest.fixture
def phone(clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: object) -> Phone:
    builders.send(wang_xiuying, at=MONDAY - timedelta(days=8))
    return Phone(clinic, wang_xiuying)


REST = {k.replace("-", "_"): v for k, v in builders.STEADY.items() if k != "by-whom"}


def test_one_answer_of_the_familys_makes_the_record_theirs(phone: Phone) -> None:
    phone.says(rf_check=["none"], sym_pain_rest="3")
    assert phone.author == PATIENT
    phone.speaks(FAMILY)
    phone.says(sym_pain_move="9")
    phone.speaks(PATIENT)
    phone.says(sym_mobility="some")
    assert speaking.familys(phone.draft) == ("sym-pain-move",)
    stored = phone.send()
    assert stored.by_whom == FAMILY
    assert stored.values["by-whom"] == "proxy"
    given = {k: told.get("given_by") for k, told in stored.circumstances.items()}
    assert given["sym-pain-rest"] == given["sym-mobility"] == PATIENT
    assert given["sym-pain-move"] == FAMILY
    rules = [r["id"] for r in OpenItem.objects.get(source=str(stored.occasion)).reasons]
    assert "T-A01" in rules, "level rules run on the family's record"
    assert "T-A02" not in rules, "it is not compared with the patient's usual (resolution 80)"


def test_asked_again_the_record_is_the_patients_own(phone: Phone) -> None:
    phone.speaks(FAMILY)
    phone.says(**REST)
    phone.speaks(PATIENT)
    for link_id in speaking.familys(phone.draft):
        phone.says(**{link_id.replace("-", "_"): builders.STEADY[link_id]})
    assert phone.send().by_whom == PATIENT


def test_who_only_picked_up_the_phone_leaves_no_trace_in_the_record(phone: Phone) -> None:
    phone.says(rf_check=["none"])
    phone.speaks(FAMILY)
    assert phone.author == FAMILY
    phone.speaks(PATIENT)
    assert phone.author == PATIENT
    kinds = Event.objects.filter(kind="call.speaker-changed").order_by("pk")
    assert [event.detail["by_whom"] for event in kinds] == [FAMILY, PATIENT]
    phone.speaks(PATIENT)
    assert kinds.all().count() == 2, "the same again is nothing"


def test_what_was_said_in_private_leaves_the_form_and_reaches_the_manager(phone: Phone) -> None:
    phone.says(rf_check=["none"], sym_mood="very", rf_selfharm="some")
    actions.note_privacy(
        by=phone.clinic.li.actor, patient_id=phone.someone.patient_id, privacy=Privacy.ALONE
    )
    phone.speaks(FAMILY)
    assert "rf-selfharm" not in phone.draft.values
    assert LiveCall.objects.get().privacy == Privacy.NOT_ASKED
    item = OpenItem.objects.get(source=str(phone.draft.occasion))
    assert "T-U06" in [reason["id"] for reason in item.reasons]


def test_cut_off_and_gone_on_by_somebody_else(phone: Phone) -> None:
    phone.says(rf_check=["none"], sym_pain_rest="3")
    phone.end(CallOutcome.CUT_OFF)
    assert Response.objects.latest("pk").by_whom == PATIENT
    begun = records_queries.open_draft(phone.someone.patient_id, Mode.PHONE)
    phone.begin(FAMILY)
    assert begun is not None
    assert phone.draft.uuid == begun.uuid
    assert phone.author == FAMILY
    phone.says(sym_pain_move="4")
    phone.end(CallOutcome.CUT_OFF)
    assert Response.objects.latest("pk").by_whom == FAMILY
    phone.begin(PATIENT)
    assert phone.author == FAMILY, "an answer of the family's still stands"
    phone.says(sym_pain_move="4")
    assert phone.author == PATIENT


def test_a_form_that_rides_on_the_familys_record_stays_theirs(
    clinic: builders.Clinic, monday: object
) -> None:
    with clock.frozen(MONDAY - timedelta(days=40)):
        someone = builders.patient(clinic)
    phone = Phone(clinic, someone, FAMILY)
    phone.says(**REST)
    phone.send()
    phone.speaks(PATIENT)
    assert actions.ask_next_form(by=clinic.li.actor, patient_id=someone.patient_id)
    assert phone.draft.instrument.kind is Kind.QUALITY_OF_LIFE
    phone.says(qol_pf1="d0")
    assert phone.author == FAMILY, "a sitting is one person's (resolution 97)"


def test_what_is_for_the_patient_alone_waits_when_the_family_is_on_the_line(
    clinic: builders.Clinic, monday: object
) -> None:
    """The mood questions are not asked of the family; they may wait some days."""
    with clock.frozen(MONDAY - timedelta(days=100)):
        someone = builders.patient(clinic)
    phone = Phone(clinic, someone)
    phone.says(**REST)
    phone.send()
    kinds = []
    while actions.ask_next_form(by=clinic.li.actor, patient_id=someone.patient_id):
        kinds.append(phone.draft.instrument.kind)
        if kinds[-1] is Kind.QUALITY_OF_LIFE:
            phone.speaks(FAMILY)
            phone.says(qol_pf1="d0")
        phone.send()
    assert Kind.QUALITY_OF_LIFE in kinds
    assert Kind.SCREEN not in kinds


@pytest.mark.parametrize("outcome", [CallOutcome.POSTPONED, CallOutcome.CUT_OFF])
def test_nothing_asked_is_nothing_to_go_on_with(phone: Phone, outcome: CallOutcome) -> None:
    draft = phone.draft.uuid
    phone.end(outcome)
    stored = records_queries.draft(phone.someone.patient_id, draft)
    assert stored is not None
    assert stored.state == DraftState.LEFT
    assert records_queries.open_draft(phone.someone.patient_id, Mode.PHONE) is None
    assert not Response.objects.filter(mode="phone").exists()


def test_without_a_call_nobody_changes(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    with pytest.raises(NoCall):
        actions.change_speaker(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, speaker=FAMILY
        )


ITEMS = ("sym-pain-rest", "sym-pain-move", "sym-mobility")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(ITEMS), st.booleans()), min_size=1, max_size=6))
def test_the_record_is_the_familys_exactly_while_an_answer_of_theirs_stands(
    clinic: builders.Clinic, monday: object, steps: list[tuple[str, bool]]
) -> None:
    someone = builders.patient(clinic, phone=f"+86139{uuid4().int % 10**8:08}")
    phone = Phone(clinic, someone)
    last: dict[str, bool] = {}
    for link_id, family in steps:
        phone.speaks(FAMILY if family else PATIENT)
        phone.says(**{link_id.replace("-", "_"): builders.STEADY[link_id]})
        last[link_id] = family
        assert (phone.author == FAMILY) == (family or any(last.values()))
    phone.speaks(PATIENT)
    assert phone.send().by_whom == (FAMILY if any(last.values()) else PATIENT)
    phone.end()

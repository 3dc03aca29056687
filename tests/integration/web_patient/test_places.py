"""A time for a visit on the patient's own pages: yes, other times, cancel, take back, calendar."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.appointments import actions
from osteopro.appointments.actions import Down, Outcome
from osteopro.appointments.meeting import Body, Looks, Plan, Told
from osteopro.appointments.models import Offer, Session
from osteopro.appointments.rules import UNDO_OUTCOME
from osteopro.appointments.terms import OfferState, SlotKind, Trigger, VisitOutcome
from osteopro.followup.models import OpenItem, Request
from osteopro.followup.terms import ItemKind
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer
from tests.integration.web_patient.conftest import SignIn, helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
LIST = "/me/appointments/"
LINE = "看了您的记录，加了骨密度检查。"
REPLY = "可以走路，不要提重物。"
DARK = "您说不想活了，我们会帮您。"


@pytest.fixture
def place(clinic: Clinic, wang_xiuying: Someone) -> int:
    """A slot on Wednesday that Nurse Li offers."""
    (slot, *_) = enter(clinic, 3, physician=clinic.zhang.account_id)
    return offer(clinic, wang_xiuying, slot, ask(wang_xiuying))


@pytest.fixture
def wang(wang_xiuying: Someone, signed_in: SignIn) -> Client:
    return signed_in(wang_xiuying)


def text(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_home_asks_for_an_answer_before_anything_else(wang: Client, place: int) -> None:
    page = text(wang, "/me/")
    assert page.index("有时间了，请您回复") < page.index('class="card due')
    assert "张医生" in page
    assert "11月25日 星期三" in page


def test_home_shows_the_place_of_a_session_nobody_asked_for(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    by, patient = clinic.li.actor, wang_xiuying.patient_id
    session = actions.invite(by=by, patient_id=patient, trigger=Trigger.TWELVE_WEEKS)
    (slot, *_) = enter(clinic, 3, kind=SlotKind.SESSION)
    actions.offer_session(by=by, patient_id=patient, session_id=session, slot_id=slot, key=uuid4())
    assert "来门诊和我们当面聊" in text(wang, "/me/")


def test_yes_books_it_and_no_rank_or_score_is_shown(wang: Client, place: int) -> None:
    response = wang.post(f"{LIST}{place}/yes/", follow=True)
    page = response.content.decode()
    assert "约好了" in page
    assert "appointment.ics" in page
    assert not any(word in page for word in ("排在第", "名次", "得分"))
    assert Offer.objects.get().state == OfferState.ACCEPTED
    assert wang.post(f"{LIST}{place}/yes/").status_code == 302


def test_other_times_reach_the_clinic_and_may_be_taken_back(wang: Client, place: int) -> None:
    page = text(wang, f"{LIST}{place}/")
    assert "2026-11-24" in page
    given = {"then": "other", "days": ["2026-11-26", "2030-01-01"], "part": "morning"}
    response = wang.post(f"{LIST}{place}/", given, follow=True)
    assert "撤回，我能来" in response.content.decode()
    found = Offer.objects.get()
    times = found.events.get(act="decline").times
    assert times == [{"on": "2026-11-26", "part": "morning"}]
    response = wang.post(f"{LIST}{place}/undo/", follow=True)
    # It is offered again: without a yes it is not arranged.
    assert "约好了。前一天我们再提醒您" not in response.content.decode()
    assert Offer.objects.get().state == OfferState.OFFERED


def test_what_is_missing_or_too_long_is_said_and_nothing_is_lost(wang: Client, place: int) -> None:
    response = wang.post(f"{LIST}{place}/", {"days": ["2026-11-26"], "words": "长" * 201})
    page = response.content.decode()
    assert response.status_code == 422
    assert "长" * 201 in page
    assert 'value="2026-11-26" id="f-days-3" checked' in page
    assert Offer.objects.get().state == OfferState.OFFERED


def test_who_no_longer_needs_it_gives_place_and_request_back(wang: Client, place: int) -> None:
    wang.post(f"{LIST}{place}/yes/")
    response = wang.post(f"{LIST}{place}/", {"then": "none"}, follow=True)
    assert "要的时候随时再提" in response.content.decode()
    assert Offer.objects.get().state == OfferState.CANCELLED_PATIENT
    assert Request.objects.get().state == "withdrawn"
    # Nothing is left that could be taken back.
    response = wang.post(f"{LIST}{place}/undo/", follow=True)
    assert Offer.objects.get().state == OfferState.CANCELLED_PATIENT


def test_what_is_said_with_a_visit_nobody_needs_any_more_is_kept_and_heard(
    wang: Client, place: int
) -> None:
    wang.post(f"{LIST}{place}/", {"then": "none", "words": "突然腿没力，站不起来"})
    assert Offer.objects.get().events.get(act="decline").words == "突然腿没力，站不起来"
    assert OpenItem.objects.filter(kind=ItemKind.MESSAGE, level__gt=0).count() == 1


def test_strong_words_beside_an_answer_reach_the_manager_at_once(wang: Client, place: int) -> None:
    wang.post(f"{LIST}{place}/", {"then": "other", "words": "突然腿没力，站不起来"})
    assert OpenItem.objects.filter(kind=ItemKind.MESSAGE, level__gt=0).count() == 1


def test_the_calendar_file_names_nothing_of_health_and_is_taken_out_by_the_same_uid(
    wang: Client, place: int
) -> None:
    assert wang.get(f"{LIST}{place}/appointment.ics").status_code == 404
    wang.post(f"{LIST}{place}/yes/")
    response = wang.get(f"{LIST}{place}/appointment.ics")
    booked = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART;TZID=Asia/Shanghai:20261125T090000" in booked
    assert "DTSTAMP:20261123T020000Z" in booked
    assert "STATUS:CONFIRMED" in booked
    assert not any(word in booked for word in ("骨", "医生", "门诊", "王"))
    wang.post(f"{LIST}{place}/", {"then": "other"})
    gone = wang.get(f"{LIST}{place}/appointment.ics").content.decode()
    assert "METHOD:CANCEL" in gone
    assert "STATUS:CANCELLED" in gone
    assert uid(booked) == uid(gone)
    assert sequence(booked) < sequence(gone)


def uid(file: str) -> str:
    return next(line for line in file.splitlines() if line.startswith("UID:"))


def sequence(file: str) -> int:
    line = next(line for line in file.splitlines() if line.startswith("SEQUENCE:"))
    return int(line.removeprefix("SEQUENCE:"))


def test_a_time_that_is_over_is_answered_in_words(wang: Client, place: int) -> None:
    with clock.frozen(Offer.objects.get().slot.starts_at + timedelta(minutes=1)):
        response = wang.post(f"{LIST}{place}/yes/", follow=True)
    assert "这个时间过了" in response.content.decode()


def test_the_place_of_somebody_else_is_not_there(
    clinic: Clinic, place: int, signed_in: SignIn
) -> None:
    other = signed_in(builders.patient(clinic, name="陈国民", phone="+8613800006621"))
    assert other.get(f"{LIST}{place}/").status_code == 404
    assert other.post(f"{LIST}{place}/yes/").status_code == 404
    assert other.get(f"{LIST}{place}/appointment.ics").status_code == 404


def test_a_daughter_who_may_book_answers_and_one_who_reads_does_not(
    wang_xiuying: Someone, place: int
) -> None:
    reader = helpers_phone(builders.helper(wang_xiuying, Scope.READ, phone="+8613900002222"))
    assert reader.post(f"{LIST}{place}/yes/").status_code == 404
    daughter = helpers_phone(builders.helper(wang_xiuying, Scope.APPOINTMENTS))
    daughter.post(f"{LIST}{place}/yes/")
    assert Offer.objects.get().state == OfferState.ACCEPTED


def test_visits_stand_below_with_the_doctors_line(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, place: int
) -> None:
    wang.post(f"{LIST}{place}/yes/")
    seen = see(clinic, wang_xiuying, place)
    with clock.frozen(seen):
        # Until then the physician may take it back.
        assert LINE not in text(wang)
    with clock.frozen(seen + UNDO_OUTCOME):
        page = text(wang)
    assert LINE in page
    assert "11月25日 星期三 张医生" in page


def test_a_daughter_who_may_only_book_reads_no_words_of_the_doctor(
    clinic: Clinic, wang_xiuying: Someone, place: int
) -> None:
    booker = helpers_phone(builders.helper(wang_xiuying, Scope.APPOINTMENTS))
    booker.post(f"{LIST}{place}/yes/")
    seen = see(clinic, wang_xiuying, place, reply=REPLY)
    with clock.frozen(seen + UNDO_OUTCOME):
        page = text(booker)
    assert "11月25日 星期三 张医生" in page
    assert LINE not in page
    assert REPLY not in page


def test_who_helps_sees_no_answer_about_self_harm(
    clinic: Clinic, wang_xiuying: Someone, wang: Client, place: int
) -> None:
    wang.post(f"{LIST}{place}/yes/")
    both = builders.helper(wang_xiuying, Scope.READ, Scope.APPOINTMENTS)
    seen = see(clinic, wang_xiuying, place, reply=DARK)
    with clock.frozen(seen + UNDO_OUTCOME):
        own, helpers = text(wang), text(helpers_phone(both))
    assert DARK in own
    assert LINE in helpers
    assert DARK not in helpers


def see(clinic: Clinic, someone: Someone, place: int, reply: str = "") -> datetime:
    """Dr Zhang sees them at the time of their place and writes it down."""
    starts = Offer.objects.get().slot.starts_at
    with clock.frozen(starts):
        actions.record_outcome(
            by=clinic.zhang.actor,
            patient_id=someone.patient_id,
            offer_id=place,
            outcome=Outcome((VisitOutcome.TESTS,), used=True, line=LINE, reply=reply),
            key=Offer.objects.get().uid,
        )
    return starts


# -- in-person sessions ----------------------------------------------------------------


def invited(clinic: Clinic, someone: Someone) -> int:
    """An invitation to an in-person session."""
    return actions.invite(
        by=clinic.li.actor, patient_id=someone.patient_id, trigger=Trigger.MEDICINE
    )


def offered(clinic: Clinic, someone: Someone, session: int) -> int:
    """A time for it."""
    (slot, *_) = enter(clinic, 3, kind=SlotKind.SESSION)
    return actions.offer_session(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        session_id=session,
        slot_id=slot,
        key=uuid4(),
    )


def test_who_is_invited_reads_that_a_time_is_looked_for_and_not_why(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    session = invited(clinic, wang_xiuying)
    page = text(wang)
    assert "想请您来，当面看看" in page
    assert "药的问题" not in page
    offered(clinic, wang_xiuying, session)
    page = text(wang)
    assert "想请您来，当面看看" not in page
    assert "来门诊和我们当面聊" in page


def test_who_does_not_want_to_come_ends_the_invitation_and_is_heard(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    session = invited(clinic, wang_xiuying)
    place = offered(clinic, wang_xiuying, session)
    page = text(wang, f"{LIST}{place}/")
    assert "这次我不想来了" in page
    assert "我们再给您找时间" in page
    assert wang.post(f"{LIST}{place}/", {"words": "太远"}).status_code == 422
    sent = wang.post(f"{LIST}{place}/", {"then": "none", "words": "活着没意思，不来了"})
    assert sent.status_code == 302
    row = Session.objects.get()
    assert (row.state, row.why) == ("declined", "活着没意思，不来了")
    assert Offer.objects.get().state == OfferState.DECLINED
    # Words of the lists are a message as well, wherever they are written.
    assert OpenItem.objects.filter(kind=ItemKind.MESSAGE).exists()


def test_another_day_for_a_session_leaves_the_invitation(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    place = offered(clinic, wang_xiuying, invited(clinic, wang_xiuying))
    wang.post(f"{LIST}{place}/", {"then": "other", "days": ["2026-11-26"], "part": "morning"})
    assert Offer.objects.get().state == OfferState.DECLINED
    assert Session.objects.get().closed_at is None


def test_what_was_done_at_a_session_is_read_in_plain_words_and_by_who_may_read(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, signed_in: SignIn
) -> None:
    actions.write_down(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        session_id=invited(clinic, wang_xiuying),
        key=uuid4(),
        down=Down(
            body=Body(Decimal("156.4"), Decimal("51.5")),
            looks=Looks({"balance": "sways"}),
            told=Told("阿仑膦酸钠片", "怕再摔"),
            plan=Plan("每天扶着椅子坐站10次。", date(2026, 12, 7)),
            ends=True,
        ),
    )
    page = text(wang)
    for words in (
        "身高 156.4 厘米",
        "平衡：有一点晃",
        "每天扶着椅子坐站10次。",
        "12月7日",
        "李护士",
    ):
        assert words in page
    # What staff wrote for each other stands with them.
    assert "阿仑膦酸钠片" not in page
    booker = builders.helper(wang_xiuying, Scope.APPOINTMENTS)
    theirs = text(helpers_phone(booker))
    assert "我们聊过了" in theirs
    for words in ("156.4", "坐站10次", "有一点晃"):
        assert words not in theirs

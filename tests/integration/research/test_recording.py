"""Sound arrives in parts, whatever breaks in between, and is taken away for good."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import TestCase
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.media import vault
from osteopro.media.vault import NoRoom
from osteopro.research import actions, sounds
from osteopro.research.actions import Arriving, Sent
from osteopro.research.actions import recording as module
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import Interview, Recording, RecordingPart, StudyConsent
from osteopro.research.queries import interviews
from osteopro.research.terms import ConsentScope, RecordingState
from tests.interviews import held, mp3, participant, planned, recording
from tests.studies import DESCRIPTION, Studied

pytestmark = pytest.mark.django_db
SMALL = 1000


@pytest.fixture(autouse=True)
def small_parts(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(sounds, "PART", SMALL)


class Sender:
    """A browser with a file."""

    def __init__(self, study: Studied, interview_id: int, data: bytes) -> None:
        self.study, self.interview_id, self.data = study, interview_id, data
        self.pieces = [data[at : at + SMALL] for at in range(0, len(data), SMALL)]
        self.hashes = [sounds.hash_of(each) for each in self.pieces]

    def begin(self) -> Arriving:
        sent = Sent(len(self.data), sounds.whole_of(self.hashes), self.data[: sounds.HEAD])
        return actions.begin_recording(
            by=self.study.qin.actor,
            study_id=self.study.study_id,
            interview_id=self.interview_id,
            sent=sent,
            key=uuid4(),
        )

    def part(self, guid: UUID, no: int, data: bytes | None = None, sha256: str = "") -> Arriving:
        return actions.keep_part(
            by=self.study.qin.actor,
            study_id=self.study.study_id,
            recording=guid,
            no=no,
            data=self.pieces[no] if data is None else data,
            sha256=sha256 or self.hashes[no],
        )


@pytest.fixture
def sender(study: Studied) -> Sender:
    return Sender(study, held(study), mp3(3500))


def files(tmp_path: Path) -> int:
    return len(list(tmp_path.glob("media/??/*")))


def test_after_a_break_it_goes_on_with_what_is_missing(sender: Sender, tmp_path: Path) -> None:
    begun = sender.begin()
    sender.part(begun.guid, 0)
    sender.part(begun.guid, 2)
    again = sender.begin()
    assert (again.guid, again.there, again.parts) == (begun.guid, (0, 2), 4)
    sender.part(begun.guid, 3)
    done = sender.part(begun.guid, 1)
    assert done.whole
    assert files(tmp_path) == 4
    found = interviews.sound(sender.study.study_id, begun.guid)
    assert found is not None
    assert b"".join(vault.read(each.file) or b"" for each in found.parts) == sender.data
    assert found.file_type == "audio/mpeg"
    assert sender.begin() == done


def test_two_windows_send_one_recording(sender: Sender, tmp_path: Path) -> None:
    one, two = sender.begin(), sender.begin()
    for no in range(4):
        sender.part(one.guid, no)
        sender.part(two.guid, no)
    assert Recording.objects.count() == 1
    assert RecordingPart.objects.count() == files(tmp_path) == 4
    assert Event.objects.filter(kind="recording.part").count() == 4
    assert Event.objects.filter(kind="recording.whole").count() == 1


def test_a_part_that_was_changed_on_the_way_is_refused(sender: Sender, tmp_path: Path) -> None:
    begun = sender.begin()
    with pytest.raises(Refused, match="wrong-hash"):
        sender.part(begun.guid, 1, bytes(SMALL))
    for no, data in ((9, b"x"), (1, b"short"), (3, bytes(SMALL))):
        with pytest.raises(Refused, match="wrong-part"):
            sender.part(begun.guid, no, data, sounds.hash_of(data))
    sender.part(begun.guid, 1)
    with pytest.raises(Refused, match="wrong-whole"):
        sender.part(begun.guid, 1, bytes(SMALL), sounds.hash_of(bytes(SMALL)))
    assert files(tmp_path) == 1


def test_parts_of_another_file_never_make_it_whole(sender: Sender, tmp_path: Path) -> None:
    begun = sender.begin()
    for no in range(3):
        sender.part(begun.guid, no)
    other = bytes(500)
    with pytest.raises(Refused, match="wrong-whole"):
        sender.part(begun.guid, 3, other, sounds.hash_of(other))
    assert Recording.objects.get().state == RecordingState.ARRIVING
    assert files(tmp_path) == 3
    assert sender.part(begun.guid, 3).whole


def test_a_full_disk_keeps_what_came(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = sender.begin()
    sender.part(begun.guid, 0)

    def full(_name: UUID, _data: bytes) -> None:
        raise NoRoom(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "keep", full)
        with pytest.raises(NoRoom):
            sender.part(begun.guid, 1)
    assert sender.begin().there == (0,)
    assert files(tmp_path) == 1
    for no in (1, 2, 3):
        sender.part(begun.guid, no)
    assert Recording.objects.get().state == RecordingState.WHOLE


def test_nothing_begins_that_the_disk_cannot_hold(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "free", lambda: 3499)
    with pytest.raises(NoRoom):
        sender.begin()
    assert not Recording.objects.exists()


def test_consent_withdrawn_in_between_stops_it(sender: Sender) -> None:
    begun = sender.begin()
    sender.part(begun.guid, 0)
    StudyConsent.objects.update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="consent-withdrawn"):
        sender.part(begun.guid, 1)
    with pytest.raises(Refused, match="consent-withdrawn"):
        sender.begin()


def test_sound_needs_consent_to_sound_twice_and_an_interview(study: Studied) -> None:
    silent = held(study, participant(study, scopes=[ConsentScope.QUOTES]))
    with pytest.raises(Refused, match="no-audio"):
        Sender(study, silent, mp3()).begin()
    said_no = held(study)
    Interview.objects.filter(pk=said_no).update(room={"record": False})
    with pytest.raises(Refused, match="said-no"):
        Sender(study, said_no, mp3()).begin()
    with pytest.raises(Refused, match="interview-not-begun"):
        Sender(study, planned(study), mp3()).begin()


def test_only_sound_and_no_more_than_two_gigabytes(study: Studied) -> None:
    one = held(study)
    with pytest.raises(Refused, match="no-sound"):
        Sender(study, one, b"%PDF-1.7" + bytes(500)).begin()
    lying = Sender(study, one, b"<script>" + bytes(500))
    lying.data = mp3(508)
    begun = lying.begin()
    with pytest.raises(Refused, match="no-sound"):
        lying.part(begun.guid, 0)
    for size in (0, sounds.MOST + 1):
        with pytest.raises(Refused, match="too-large"):
            actions.begin_recording(
                by=study.qin.actor,
                study_id=study.study_id,
                interview_id=one,
                sent=Sent(size, "0" * 64, b"ID3"),
                key=uuid4(),
            )


def test_a_row_that_cannot_be_written_leaves_no_file(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = sender.begin()

    def broken(*_: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(module, "_make_whole", broken)
    with pytest.raises(RuntimeError):
        sender.part(begun.guid, 0)
    assert files(tmp_path) == 0
    assert not RecordingPart.objects.exists()


def test_wiped_the_sound_is_gone_and_the_row_stays(study: Studied, tmp_path: Path) -> None:
    guid = recording(study, held(study), mp3(2500))
    assert files(tmp_path) == 3
    lead = {"study_id": study.study_id, "recording": guid, "why": "保存期已过"}
    with pytest.raises(NotAllowed):
        actions.wipe_recording(by=study.qin.actor, **lead)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.wipe_recording(by=study.zhou.actor, **lead)
    assert files(tmp_path) == 0
    row = Recording.objects.get()
    assert (row.state, row.wiped_by) == (RecordingState.WIPED, study.zhou.account_id)
    assert Event.objects.get(kind="recording.wiped").reason == "保存期已过"
    assert interviews.sound(study.study_id, guid) is None
    with pytest.raises(Refused, match="recording-gone"):
        actions.open_recording(by=study.qin.actor, study_id=study.study_id, recording=guid)
    (shown,) = interviews.interviews(study.study_id)[0].sounds
    assert shown.state is RecordingState.WIPED


def test_what_only_began_is_thrown_away_by_an_interviewer(sender: Sender, tmp_path: Path) -> None:
    begun = sender.begin()
    sender.part(begun.guid, 0)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.wipe_recording(
            by=sender.study.luo.actor,
            study_id=sender.study.study_id,
            recording=begun.guid,
            why="选错文件",
        )
    assert files(tmp_path) == 0
    with pytest.raises(Refused, match="recording-gone"):
        sender.part(begun.guid, 1)
    assert sender.begin().guid != begun.guid


def test_every_opening_is_in_the_trail(study: Studied) -> None:
    guid = recording(study, held(study))
    for who in (study.qin, study.luo):
        actions.open_recording(by=who.actor, study_id=study.study_id, recording=guid)
    with pytest.raises(NotAllowed):
        actions.open_recording(by=study.outsider.actor, study_id=study.study_id, recording=guid)
    opened = Event.objects.filter(kind="recording.opened", object_id=str(guid))
    assert set(opened.values_list("actor", flat=True)) == {
        study.qin.account_id,
        study.luo.account_id,
    }


def test_another_study_knows_nothing_of_it(study: Studied) -> None:
    guid = recording(study, held(study))
    other = actions.open_study(by=study.qin.actor, description=DESCRIPTION, key=uuid4())
    assert interviews.sound(other, guid) is None
    with pytest.raises(Recording.DoesNotExist):
        actions.open_recording(by=study.qin.actor, study_id=other, recording=guid)


def test_parts_are_sealed_anew_with_every_other_file(study: Studied, settings: Settings) -> None:
    data = mp3(2500)
    guid = recording(study, held(study), data)
    old = list(settings.IDENTITY_KEYS)
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("rotate_keys")
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    found = interviews.sound(study.study_id, guid)
    assert found is not None
    assert b"".join(vault.read(each.file) or b"" for each in found.parts) == data


def test_a_recording_of_a_running_interview_is_taken(study: Studied) -> None:
    one = held(study)
    Interview.objects.filter(pk=one).update(ended_at=None, started_at=clock.now() - timedelta(1))
    assert recording(study, one)

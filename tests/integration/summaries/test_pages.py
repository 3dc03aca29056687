"""The page for a visit as staff, the patient and who has a link open it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.summaries import asking, printing, sharing
from osteopro.summaries.models import Share, VisitQuestions
from osteopro.summaries.printing import NoPdf, Printer
from osteopro.summaries.sheet import sheet
from tests import builders, summary_cases
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn
from tests.integration.web_care.conftest import plain_static_files as plain_static_files
from tests.integration.web_care.conftest import sign_in as sign_in
from tests.integration.web_patient.conftest import give_birth_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def zhang(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.zhang)


@pytest.fixture
def wang(wang_xiuying: Someone) -> Client:
    client = Client()
    give_birth_date(client, wang_xiuying)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_physician_reads_it_and_the_patient_sees_that(
    zhang: Client, wang: Client, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身还是痛")
    answer = zhang.get(f"/visit/{wang_xiuying.patient_id}/")
    assert answer.status_code == 200
    for words in ("王秀英", "夜里翻身还是痛", "医生填（10 秒，患者会看到）", "不动时痛"):
        assert words in text(answer)
    assert "张医生看了您的就诊一页" in text(wang.get("/me/data/"))


def test_the_pages_of_staff_cost_the_same_whatever_was_recorded(
    zhang: Client, wang_xiuying: Someone
) -> None:
    address = f"/visit/{wang_xiuying.patient_id}/"

    def statements() -> int:
        """What is read; forms and rules in force are looked for again once in a while."""
        with CaptureQueriesContext(connection) as caught:
            assert zhang.get(address).status_code == 200
        again = ("triage_", "instruments_", "django_session")
        read = [each["sql"] for each in caught.captured_queries if "SELECT" in each["sql"][:7]]
        return len([sql for sql in read if not any(table in sql for table in again)])

    builders.send(wang_xiuying, full=True, at=clock.now() - timedelta(days=30))
    builders.send(wang_xiuying, at=clock.now() - timedelta(days=25), rf_check=["fever"])
    statements()
    few = statements()
    for days in (20, 15, 9, 3):
        builders.send(wang_xiuying, at=clock.now() - timedelta(days=days), rf_check=["fever"])
    assert statements() <= few


def test_the_patients_copy_has_no_staff_part_and_is_in_their_language(
    zhang: Client, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    address = f"/visit/{wang_xiuying.patient_id}/print/"
    assert "医生填" in text(zhang.get(address))
    copy = text(zhang.get(f"{address}?copy=1"))
    assert "医生填" not in copy
    assert "患者留存" in copy


def test_without_records_it_says_so_and_offers_one_in_person(
    zhang: Client, wang: Client, wang_xiuying: Someone
) -> None:
    answer = text(zhang.get(f"/visit/{wang_xiuying.patient_id}/"))
    assert "还没有任何记录" in answer
    assert 'class="sentences alone"' in answer, "one sentence has no number"
    assert "应有 0 份" not in answer
    assert "可以当面或电话记一份" in answer
    assert "您还没有记录" in text(wang.get("/me/visit/"))


def test_a_pdf_is_tagged_selectable_and_one_page(
    zhang: Client, wang_xiuying: Someone, capfd: Any
) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身还是痛")
    answer = zhang.get(f"/visit/{wang_xiuying.patient_id}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    found = PdfReader(BytesIO(b"".join(answer)))
    assert len(found.pages) == 1
    assert "夜里翻身还是痛" in found.pages[0].extract_text()
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "王秀英" not in str(found.metadata)
    fonts = {str(f["/BaseFont"]) for f in fonts_of(found)}
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts), "embedded as subsets"


def fonts_of(found: PdfReader) -> list[Any]:
    return [f.get_object() for f in found.pages[0]["/Resources"]["/Font"].values()]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("copy", "pages"), [(False, 1), (True, 2)])
def test_the_fullest_page_fits(language: str, copy: bool, pages: int) -> None:
    made = printing.pdf(sheet(summary_cases.fullest(), language, copy=copy))
    assert len(PdfReader(BytesIO(made)).pages) == pages


def test_without_a_pdf_the_page_says_what_to_do(
    zhang: Client, wang: Client, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_html: str) -> bytes:
        raise NoPdf("missing")

    monkeypatch.setattr(printing.printer, "pdf", missing)
    answer = zhang.get(f"/visit/{wang_xiuying.patient_id}/pdf/")
    assert answer.status_code == 503
    assert f'href="/visit/{wang_xiuying.patient_id}/print/"' in text(answer)
    assert "另存为 PDF" in text(answer)
    own = wang.get("/me/visit/pdf/")
    assert own.status_code == 503
    assert "现在做不了文件" in text(own)


def test_a_page_that_hangs_or_breaks_ends_and_the_next_one_is_made() -> None:
    good = "<!doctype html><html lang='en'><title>x</title><p>good</p></html>"
    impatient = Printer(seconds=0.0)
    with pytest.raises(NoPdf, match=r"slow|busy"):
        impatient.pdf(good)
    printer = Printer(seconds=60)
    try:
        assert printer.pdf(good).startswith(b"%PDF")
        assert printer._worker is not None
        printer._worker.kill()
        printer._worker.wait()
        assert printer.pdf(good).startswith(b"%PDF")
    finally:
        printer.stop()


def test_only_so_many_wait_for_a_pdf() -> None:
    printer = Printer(waiting=1)
    assert printer._places.acquire(blocking=False)
    with pytest.raises(NoPdf, match="busy"):
        printer.pdf("")


def make_link(client: Client, address: str) -> str:
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))
    assert key is not None
    for _ in range(2):
        assert client.post(address, {"make": "1", "key": key[1]}).status_code == 302
    shown = re.search(r"/shared/[0-9a-f]{40}/", text(client.get(address)))
    assert shown is not None
    assert Share.objects.count() == 1
    return shown[0]


def born(day: date) -> dict[str, int]:
    return {"birth-year": day.year, "birth-month": day.month, "birth-day": day.day}


def test_a_link_asks_for_the_birth_date_and_every_opening_is_seen(
    zhang: Client, wang: Client, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身还是痛")
    link = make_link(wang, "/me/visit/share/")
    stranger = Client()
    asked = stranger.get(link)
    assert asked["Referrer-Policy"] == "no-referrer"
    assert "noindex" in asked["X-Robots-Tag"]
    assert "王" not in re.sub(r"<head.*?</head>", "", text(asked), flags=re.S)
    opened = stranger.post(link, born(wang_xiuying.person.birth), follow=True)
    assert opened.redirect_chain == [("/shared/", 302)]
    assert "夜里翻身还是痛" in text(opened)
    assert "医生填" not in text(opened)
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened["Cache-Control"]
    assert "有人用您分享的链接看了您的就诊一页" in text(wang.get("/me/data/"))
    assert "打开过 1 次" in text(zhang.get(f"/visit/{wang_xiuying.patient_id}/share/"))
    assert Event.objects.filter(kind="patient.read", object_type="shared-summary").exists()


def test_either_stops_it_and_it_closes_at_once(
    zhang: Client, wang: Client, wang_xiuying: Someone
) -> None:
    link = make_link(zhang, f"/visit/{wang_xiuying.patient_id}/share/")
    stranger = Client()
    stranger.post(link, born(wang_xiuying.person.birth))
    assert stranger.get("/shared/").status_code == 200
    listed = text(wang.get("/me/visit/share/"))
    assert "张医生做的" in listed
    wang.post("/me/visit/share/", {"stop": Share.objects.get().pk})
    assert stranger.get("/shared/").status_code == 404
    assert Client().get(link).status_code == 404
    assert "没有能用的链接" in text(zhang.get(f"/visit/{wang_xiuying.patient_id}/share/"))


def test_unknown_expired_stopped_and_locked_links_are_one_page(
    wang: Client, wang_xiuying: Someone
) -> None:
    link = make_link(wang, "/me/visit/share/")
    gone = text(Client().get(f"/shared/{'0' * 40}/"))
    with clock.frozen(clock.now() + timedelta(hours=73)):
        assert same(text(Client().get(link)), gone)
        late = Client().post(link, born(wang_xiuying.person.birth))
        assert late.status_code == 404
    stranger = Client()
    for left in (4, 3, 2, 1):
        answer = text(stranger.post(link, born(date(1950, 1, 1))))
        assert f"还可以试 {left} 次" in answer
    last = stranger.post(link, born(date(1950, 1, 1)))
    assert last.status_code == 404
    assert same(text(last), gone)
    assert stranger.post(link, born(wang_xiuying.person.birth)).status_code == 404
    assert Event.objects.filter(kind="summary.share-locked").count() == 1


def same(one: str, other: str) -> bool:
    """Whether two pages are one but for the tokens of their forms and their own address."""
    cut = re.compile(r'(name="csrfmiddlewaretoken" value|name="next" value)="[^"]*"')
    return cut.sub("", one) == cut.sub("", other)


def test_what_was_opened_closes_after_half_an_hour(wang: Client, wang_xiuying: Someone) -> None:
    link = make_link(wang, "/me/visit/share/")
    stranger = Client()
    stranger.post(link, born(wang_xiuying.person.birth))
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert stranger.get("/shared/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_pressing_at_once_makes_no_more_links_than_may_work_and_keeps_questions_once(
    wang_xiuying: Someone,
) -> None:
    patient, by, now, same = wang_xiuying.patient_id, wang_xiuying.actor, clock.now(), uuid4()

    def press(number: int) -> bool:
        try:
            with clock.frozen(now):
                asking.choose_questions(
                    by=by, patient_id=patient, codes=["food"], words=[], key=same
                )
                sharing.share(by=by, patient_id=patient, language="zh-CN", key=uuid4())
            return True
        except sharing.TooManyLinks:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [False] * 3 + [True] * sharing.MOST
    assert (Share.objects.count(), VisitQuestions.objects.count()) == (sharing.MOST, 1)


def test_questions_are_kept_changed_and_refused_beyond_three(
    wang: Client, wang_xiuying: Someone
) -> None:
    address = "/me/visit/questions/"
    key = re.search(r'name="key" value="([^"]+)"', text(wang.get(address)))
    assert key is not None
    four = {"question": ["food", "density", "pain"], "own-1": "要不要换床垫", "key": key[1]}
    refused = wang.post(address, four)
    assert refused.status_code == 422
    assert "最多选三个" in text(refused)
    assert "要不要换床垫" in text(refused)
    assert wang.post(address, {**four, "own-1": "很" * 40}).status_code == 422
    for _ in range(2):
        kept = wang.post(address, {**four, "question": ["food"]}, follow=True)
        assert "存好了" in text(kept)
    assert VisitQuestions.objects.count() == 1
    told = wang.post(address, {"own-1": "我不想活了怎么办", "key": key[1]}, follow=True)
    assert "12356" in text(told)

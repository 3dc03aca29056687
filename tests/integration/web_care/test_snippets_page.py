"""A manager's own sentences: kept, read by the medicine stop, and at hand in a reply."""

import pytest
from django.test import Client

from osteopro.followup.actions.phrasing import MOST_SNIPPETS, snippets
from osteopro.followup.models import Review
from osteopro.messaging.models import Message
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn, page

pytestmark = pytest.mark.django_db
HERE = "/care/snippets/"
LINE = "看到了，您慢慢来，有事打电话。"


@pytest.fixture
def li(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.li)


def add(client: Client, text: str) -> int:
    return int(client.post(HERE, {"do": "add", "text": text}).status_code)


def test_a_sentence_is_kept_once_for_its_owner_and_can_be_taken_away(
    clinic: Clinic, li: Client, sign_in: SignIn
) -> None:
    assert add(li, f"  {LINE}\n") == 302
    assert add(li, LINE) == 302
    (mine,) = snippets(clinic.li.account_id)
    assert mine.text == LINE
    other = sign_in(clinic.wang)
    assert LINE not in page(other.get(HERE))
    other.post(HERE, {"do": f"remove-{mine.snippet_id}"})
    assert LINE in page(li.get(HERE))
    li.post(HERE, {"do": f"remove-{mine.snippet_id}"})
    assert snippets(clinic.li.account_id) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("  ", "请写一句话。"), ("长" * 121, "最多 120 个字"), ("先把药减半吧", "“减半”")],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(li: Client, text: str, said: str) -> None:
    answer = li.post(HERE, {"do": "add", "text": text})
    assert answer.status_code == 422
    assert said in page(answer)
    assert text in page(answer)


def test_no_more_than_can_be_found_quickly(clinic: Clinic, li: Client) -> None:
    for n in range(MOST_SNIPPETS):
        assert add(li, f"第 {n} 句。") == 302
    assert add(li, "再一句。") == 422
    assert len(snippets(clinic.li.account_id)) == MOST_SNIPPETS


def test_it_is_at_hand_in_the_reply_and_read_by_the_stop_again(
    li: Client, wang_xiuying: Someone
) -> None:
    add(li, LINE)
    record = builders.send(wang_xiuying)
    text = page(li.get(f"/care/records/{record.occasion}/"))
    row = text.split(f'data-insert="{LINE}"')
    assert len(row) == 2
    assert 'name="picked"' not in row[0].rsplit("<input", 1)[1], "a sentence is no advice"
    assert 'data-find="' in text


def test_a_reply_needs_a_line_of_ones_own(li: Client, wang_xiuying: Someone) -> None:
    record = builders.send(wang_xiuying)
    text = builders.advice_text("R15")
    fields = {"do": "send", "outcome": "replied", "picked": ["R15"], "version": [str(record.uuid)]}
    refused = li.post(f"/care/records/{record.occasion}/", {**fields, "text": text})
    assert refused.status_code == 422
    assert "再写一句您自己的话" in page(refused)
    assert not Review.objects.exists()
    sent = li.post(f"/care/records/{record.occasion}/", {**fields, "text": f"{LINE}\n{text}"})
    assert sent.status_code == 302
    assert Message.objects.get().body.startswith(LINE)


def test_the_last_reply_stands_above_the_box(
    clinic: Clinic, li: Client, wang_xiuying: Someone
) -> None:
    builders.reply(clinic, wang_xiuying, builders.send(wang_xiuying), "先侧着睡试试。")
    record = builders.send(wang_xiuying)
    text = page(li.get(f"/care/records/{record.occasion}/"))
    assert "上次回复" in text
    assert "先侧着睡试试。" in text.split('class="quoted"')[1].split("</div>")[0]

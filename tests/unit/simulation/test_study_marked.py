"""Transcripts as they are written for the demo's study, read with their marks taken out."""

from itertools import chain

import pytest

from osteopro.research.marks import LONGEST
from osteopro.research.text.normal import is_kept
from osteopro.research.text.turns import read_turns
from osteopro.simulation.material import material
from osteopro.simulation.study import marked
from osteopro.simulation.study.content import Content, read
from osteopro.simulation.study.marked import Marked

SOURCE = """# 7
I  是哪个教您的？
I  Who taught you?

P  [[a:是{{person:王志强}}教我的]]，在{{place:石磨街}}。[[b:慢慢就会了]]。
P  [[a:{{person:Wang Zhiqiang}} taught me]], on {{place:Shimo Street}}. [[b:In time I could]].
"""


@pytest.fixture(scope="module")
def content() -> Content:
    return read()


def words(of: Marked, name: str) -> str:
    span = of.statements[name]
    return of.text[span.start : span.end]


def test_marks_are_taken_out_and_kept() -> None:
    found = marked.transcript(SOURCE)
    assert found.text.split("\n")[1] == "受访者：是王志强教我的，在石磨街。慢慢就会了。"
    assert (words(found, "a"), words(found, "b")) == ("是王志强教我的", "慢慢就会了")
    assert [(each.words, each.category.value) for each in found.named] == [
        ("王志强", "name"),
        ("石磨街", "place"),
    ]
    assert all(found.text[e.span.start : e.span.end] == e.words for e in found.named)


def test_a_translation_names_nobody() -> None:
    assert marked.translations(SOURCE) == {
        "a": "[name] taught me",
        "b": "In time I could",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "I  一行",
        "I  问\nP  asks",
        "X  谁\nX  who",
        "I  [[a:没有完\nI  [[a:not ended",
        "I  [[a:一]][[a:二]]\nI  [[a:one]][[a:two]]",
        "I  多了]]\nI  too many]]",
    ],
)
def test_marks_that_do_not_fit_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        marked.transcript(wrong)


def test_transcripts_are_texts_as_they_are_kept(content: Content) -> None:
    for no, each in content.transcripts.items():
        assert is_kept(each.text), no
        assert {turn.speaker for turn in read_turns(each.text).turns} <= {
            *marked.SPEAKERS.values()
        }, no
        assert all(0 < len(span) <= LONGEST for span in each.statements.values()), no


def test_every_interview_is_in_a_round() -> None:
    plan = material("study_plan")
    rounds = list(chain.from_iterable(each["interviews"] for each in plan["rounds"]))
    assert rounds == list(range(1, 15))
    assert plan["opened"] < plan["needs"]

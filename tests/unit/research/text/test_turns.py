"""Who speaks where in a transcript, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.text.normal import Span, kept
from osteopro.research.text.turns import (
    Role,
    SyncPoint,
    Turn,
    read_turns,
    role_of,
)


def told(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, text[turn.words : turn.end]) for turn in read_turns(text).turns]


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("访谈者：疼吗？\n受访者：疼。", [("访谈者", "疼吗？"), ("受访者", "疼。")]),
        ("I: how?\nP2: bad", [("I", "how?"), ("P2", "bad")]),
        ("I：好\nＰ１：嗯", [("I", "好"), ("Ｐ１", "嗯")]),
        ("[P03] 受访者: x", [("", "[P03] 受访者: x")]),
        ("问：疼吗\n答：疼", [("问", "疼吗"), ("答", "疼")]),
        ("Participant 3: yes\nInterviewer: ok", [("Participant 3", "yes"), ("Interviewer", "ok")]),
        # Goes on over lines, also empty ones.
        (
            "受访者：疼。\n\n夜里更疼。\n老伴：是。",
            [("受访者", "疼。\n\n夜里更疼。"), ("老伴", "是。")],
        ),
        # The name on a line of its own, with a time, as programs that listen write it.
        ("说话人1 00:12\n你好\n说话人2 00:15\n好", [("说话人1", "你好"), ("说话人2", "好")]),
        # From a table.
        ("访谈者\t疼吗\n受访者\t疼", [("访谈者", "疼吗"), ("受访者", "疼")]),
        # Somebody who is no role, once it stands there twice.
        (
            "王老师：好\n李奶奶：嗯\n王老师：哦\n李奶奶：对",
            [("王老师", "好"), ("李奶奶", "嗯"), ("王老师", "哦"), ("李奶奶", "对")],
        ),
        ("受访者：\n访谈者：嗯", [("受访者", ""), ("访谈者", "嗯")]),
        ("没有人说话", [("", "没有人说话")]),
        ("", []),
    ],
)
def test_turns_as_people_type_them(text: str, turns: list[tuple[str, str]]) -> None:
    assert told(text) == turns


@pytest.mark.parametrize(
    "line",
    [
        "我说：不去",
        "医生说：要吃药",
        "他就问我：疼不疼",
        "比如：弯腰",
        "时间：下午",
        "注：笑",
        "那个时候我就想：完了",
        "1: 钙片",
        "https://a.example",
    ],
)
def test_what_looks_like_a_name_and_is_none(line: str) -> None:
    text = f"受访者：嗯。\n{line}\n{line}"
    assert told(text) == [("受访者", f"嗯。\n{line}\n{line}")]


def test_a_name_that_stands_once_is_none() -> None:
    text = "受访者：嗯。\n10:30 吃药：对\n张口：疼"
    assert told(text) == [("受访者", text[4:])]


def test_times_at_the_head_and_within() -> None:
    text = "[00:03:12] 访谈者：疼吗？\n受访者（00:03:15）：疼，[00:03:20]夜里更疼。\n访谈者：哦"
    reading = read_turns(text)
    assert [(turn.t0_ms, turn.t1_ms) for turn in reading.turns] == [
        (192_000, 195_000),
        (195_000, None),
        (None, None),
    ]
    within = text.index("夜里")
    assert reading.sync[-1] == SyncPoint(within, 200_000)
    assert [point.t_ms for point in reading.sync] == [192_000, 195_000, 200_000]


def test_a_time_that_runs_backwards_is_left_out_and_counted() -> None:
    reading = read_turns("[00:10] I: a\n[00:05] P: b\n[00:20] I: c")
    assert [point.t_ms for point in reading.sync] == [10_000, 20_000]
    assert reading.backwards == 1
    assert reading.turns[1].t0_ms is None


def test_half_seconds() -> None:
    assert read_turns("[00:00:01.5] I: a").sync == (SyncPoint(0, 1_500),)


PIECES = st.sampled_from(
    [
        "访谈者：",
        "P1: ",
        "王老师：",
        "我说：",
        "[00:01:02] ",
        "(12:07)",
        "疼",
        "，",
        "。",
        "\n",
        "\t",
        " ",
    ]
)


@given(st.lists(PIECES).map("".join))
def test_turns_hold_the_whole_text_in_order(raw: str) -> None:
    text = kept(raw).text
    reading = read_turns(text)
    covered = 0
    for turn in reading.turns:
        assert covered <= turn.start <= turn.words <= turn.end <= len(text)
        assert not text[covered : turn.start].strip()
        covered = turn.end
    assert not text[covered:].strip()
    places = [(point.pos, point.t_ms) for point in reading.sync]
    assert places == sorted(places)
    assert len({pos for pos, _ in places}) == len(places)


@pytest.mark.parametrize(
    ("speaker", "role"),
    [
        ("I", Role.ASKS),
        ("访谈者2", Role.ASKS),
        ("Ｐ１２", Role.ANSWERS),
        ("受访者", Role.ANSWERS),
        ("Participant 3", Role.ANSWERS),
        ("老伴", Role.OTHER),
        ("说话人 1", Role.OTHER),
        ("", Role.OTHER),
    ],
)
def test_roles(speaker: str, role: Role) -> None:
    assert role_of(speaker) is role


def test_words_of_a_turn() -> None:
    asked, silent = read_turns("I: a\nP:").turns
    assert asked.said == Span(3, 4)
    assert silent.said is None


def test_a_turn_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Turn(0, 1, "", 0).start = 3  # type: ignore[misc]

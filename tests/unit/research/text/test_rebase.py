"""Where pieces of a transcript are after it was edited."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.text import rebase as module
from osteopro.research.text.normal import Span, quote
from osteopro.research.text.rebase import (
    Alignment,
    Fate,
    Run,
    align,
    rebase,
)
from osteopro.research.text.rebase_turns import rebase_turns
from osteopro.research.text.turns import Turn, read_turns

OLD = "访谈者：您哪里疼？\n受访者：腰最疼，夜里翻身更疼。\n访谈者：哦。"


def piece(words: str, text: str = OLD) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def fate(new: str, words: str, old: str = OLD) -> tuple[Fate, str]:
    found = align(old, new).of(piece(words, old))
    return found.fate, found.quote


@pytest.mark.parametrize(
    ("new", "what", "quoted"),
    [
        (OLD, Fate.SAME, "夜里翻身更疼"),
        (OLD.replace("哦", "哦，明白"), Fate.SAME, "夜里翻身更疼"),
        (OLD.replace("您", "老人家您"), Fate.MOVED, "夜里翻身更疼"),
        # Put right before or behind it.
        (OLD.replace("夜里", "就是夜里"), Fate.MOVED, "夜里翻身更疼"),
        (OLD.replace("更疼。", "更疼得很。"), Fate.SAME, "夜里翻身更疼"),
        # Within it, at its beginning, at its end.
        (OLD.replace("翻身", "一翻身"), Fate.CHANGED, "夜里一翻身更疼"),
        (OLD.replace("夜里", "夜间"), Fate.CHANGED, "夜间翻身更疼"),
        (OLD.replace("更疼。", "更痛。"), Fate.CHANGED, "夜里翻身更痛"),
        (OLD.replace("夜里翻", "翻"), Fate.CHANGED, "翻身更疼"),
        (OLD.replace("夜里翻身更疼", "什么都好"), Fate.ORPHAN, ""),
        ("", Fate.ORPHAN, ""),
        # The label before it, the line it stands on.
        (OLD.replace("受访者：", "P1："), Fate.MOVED, "夜里翻身更疼"),
        (OLD.replace("最疼，", "最疼。\n"), Fate.MOVED, "夜里翻身更疼"),
    ],
)
def test_what_becomes_of_a_statement(new: str, what: Fate, quoted: str) -> None:
    assert fate(new, "夜里翻身更疼") == (what, quoted)


def test_an_orphan_tells_where_to_look() -> None:
    new = OLD.replace("夜里翻身更疼", "什么都好")
    assert align(OLD, new).of(piece("夜里翻身更疼")).near == new.index("什么")


def test_what_was_carried_elsewhere_is_found_when_it_stands_there_once() -> None:
    said = "夜里翻身的时候疼得睡不着觉"
    filler = "".join(f"第{n}句话说的是别的事情。\n" for n in range(40))
    old, new = f"{said}。\n{filler}", f"{filler}{said}。\n"
    assert fate(new, said, old) == (Fate.MOVED, said)
    assert fate(new + said, said, old) == (Fate.ORPHAN, "")
    assert fate(filler + "夜里疼。", "夜里疼", f"夜里疼。{filler}")[0] is Fate.ORPHAN


def test_the_same_words_nearby_are_not_taken_for_those_that_were_changed() -> None:
    old = "他说很疼。我说很疼。"
    at = old.rindex("很疼")
    found = align(old, "他说很疼。我说不好。").of(Span(at, at + 2))
    assert found.fate is Fate.ORPHAN


LETTERS = [chr(0x4E00 + n) for n in range(400)]  # each stands once: nothing is ambiguous
EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 12), st.text("xyz\n，。😖", max_size=8)),
    max_size=6,
)


def edited(old: str, edits: list[tuple[int, int, str]]) -> tuple[str, list[tuple[int, int, int]]]:
    """The new text, and each edit as (from, to, length of what was put there)."""
    done: list[tuple[int, int, int]] = []
    new, last = "", 0
    for start, cut, put in sorted(edits):
        start = min(start, len(old))
        if start < last or (done and start == last):
            continue
        new += old[last:start] + put
        last = min(start + cut, len(old))
        done.append((start, last, len(put)))
    return new + old[last:], done


@given(st.integers(1, 400), EDITS, st.integers(0, 399), st.integers(1, 60), st.booleans())
def test_edits_outside_leave_a_piece_exactly_and_edits_inside_are_seen(
    length: int, edits: list[tuple[int, int, str]], start: int, size: int, lines: bool
) -> None:
    letters = LETTERS[:length]
    old = "".join(x + "\n" * (lines and n % 7 == 6) for n, x in enumerate(letters)).strip("\n")
    start = min(start, len(old) - 1)
    span = Span(start, min(start + size, len(old)))
    new, done = edited(old, edits)
    found = align(old, new).of(span)
    if found.now:
        assert quote(new, found.now) == found.quote
    inside = [e for e in done if e[0] < span.end and e[1] > span.start and (e[1] > e[0] or e[2])]
    if not inside and "\n" not in quote(old, span):
        shift = sum(put - (to - at) for at, to, put in done if to <= span.start)
        assert found.now == span.moved(shift)
        assert found.fate is (Fate.MOVED if shift else Fate.SAME)
    if any(e[1] > e[0] for e in inside):
        kept = "\n" in old and quote(old, span) in new  # a line end may come back from an edit
        assert found.fate in (Fate.CHANGED, Fate.ORPHAN) or kept


ANY = st.text("疼a，。\n", max_size=60)


@given(ANY, ANY, st.data())
def test_whatever_was_edited_the_quote_is_what_stands_there(
    old: str, new: str, data: st.DataObject
) -> None:
    alignment = align(old, new)
    for before, after in pairwise(alignment.runs):
        assert before.before + before.length <= after.before
        assert before.now + before.length <= after.now
    for run in alignment.runs:
        assert old[run.before : run.before + run.length] == new[run.now : run.now + run.length]
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    found = alignment.of(Span(start, data.draw(st.integers(start + 1, len(old)))))
    if found.fate is Fate.ORPHAN:
        assert (found.now, found.quote) == (None, "")
        assert 0 <= found.near <= len(new)
        return
    assert found.now is not None
    assert quote(new, found.now) == found.quote
    if found.fate is not Fate.CHANGED:
        assert found.quote == quote(old, found.before)
    assert (found.fate is Fate.SAME) == (
        found.now == found.before and new[start:].startswith(quote(old, found.before))
    )


@given(ANY, ANY)
def test_places_stay_in_order(old: str, new: str) -> None:
    alignment = align(old, new)
    places = [alignment.point(pos) for pos in range(len(old) + 1)]
    assert places == sorted(places)
    assert places[-1:] == [len(new)] or not old


def test_a_piece_outside_of_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="ends at"):
        align("疼", "疼").of(Span(0, 2))


def test_turns_and_times_go_along() -> None:
    text = "[00:01] 访谈者：疼吗？\n[00:04] 受访者：很疼。"
    reading = read_turns(text)
    new = text.replace("疼吗", "您现在还疼吗")
    alignment = align(text, new)
    turns = rebase_turns(alignment, reading.turns)
    assert [new[t.words : t.end] for t in turns] == ["您现在还疼吗？", "很疼。"]
    assert [t.t0_ms for t in turns] == [1_000, 4_000]
    assert rebase_turns(align(text, "[00:01] 访谈者：疼吗？"), reading.turns) == [
        Turn(0, 15, "访谈者", 12, 1_000, 4_000)
    ]


def test_known_edits_keep_the_place_of_what_was_replaced() -> None:
    old, new = "王阿姨说疼", "[姓名1]说疼"
    alignment = Alignment(old, new, [Run(3, 5, 2)], known=True)
    whole = alignment.of(Span(0, 3))
    assert (whole.fate, whole.quote) == (Fate.CHANGED, "[姓名1]")
    assert alignment.of(Span(0, 5)).quote == new
    assert alignment.of(Span(3, 5)).fate is Fate.MOVED


def long_text(lines: int, chance: random.Random) -> str:
    letters = (
        "我的腰很疼夜里翻身更吃药钙片走路不行了是在有去医院看天气冷就想起以前那时候年轻干活背东西"
    )
    return "\n".join(
        chance.choice(["访谈者：", "受访者："]) + "".join(chance.choices(letters, k=95)) + "。"
        for _ in range(lines)
    )


def test_a_long_transcript_costs_little_more_than_reading_it() -> None:
    """Five megabytes with a hundred edits; difflib takes minutes. Measured: 0.07 s here."""
    chance = random.Random(3)
    old = long_text(17_000, chance)
    assert len(old.encode()) > 5_000_000
    new = old
    for _ in range(100):
        at = chance.randrange(len(new))
        new = new[:at] + "补一句话" + new[at + chance.randint(0, 6) :]
    spans = [Span(at, at + 20) for at in range(0, len(old) - 20, len(old) // 2_000)]
    began = time.process_time()
    found = rebase(old, new, spans)
    spent = time.process_time() - began
    assert all(f.now and quote(new, f.now) == f.quote for f in found)
    assert sum(f.quote == quote(old, f.before) for f in found) >= len(spans) - 100
    began = time.process_time()
    sum(map(hash, (line + old[:1] for line in (old + new).split("\n") for _ in range(40))))
    assert spent < 10 * (time.process_time() - began)


def test_too_much_to_compare_is_cut_at_what_stands_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PIECES", 50)
    monkeypatch.setattr(module, "_MOST_CHARACTERS", 10**6)
    old = "\n".join(f"第{n}行说的是第{n}件事情，还有很多别的话，" + "疼" * 60 for n in range(60))
    new = old.replace("第30件", "第三十件").replace("第7行", "七行")
    words = "第45行说的是第45件事情"
    assert fate(new, words, old) == (Fate.MOVED, words)

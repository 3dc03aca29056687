"""What the demo's study is made of fits together: interviews in two languages, what was marked in
them, what it was taken to mean, and the story around it. All of it is invented."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from osteopro.research.chain import Chain, Statement
from osteopro.research.defaults import criteria
from osteopro.research.differing import plain
from osteopro.research.firsts import Brought, brought
from osteopro.research.saturation import Entry, Standing, saturation
from osteopro.research.terms import (
    Checked,
    CheckWay,
    Duty,
    GuidePart,
    NoteKind,
    StatementState,
)
from osteopro.research.text.identify.suggest import suggest
from osteopro.research.text.identify.terms import Category, Sure
from osteopro.simulation.material import DATA, material

NAMES = tuple(f"p{number:02}" for number in range(1, 15))
KINDS = {"person", "place", "phone", "id", "date"}
MARK = re.compile(r"\[\[([a-z]):|\]\]|\{\{(\w+):([^{}]+)\}\}")
STATEMENT = re.compile(r"\[\[([a-z]):((?:[^\[\]]|\[[^\[\]]*\])*?)\]\]")
HAN = re.compile("[\u4e00-\u9fff]")
CODING: Any = material("study/coding")
STORY: Any = material("study/story")
PEOPLE: Any = material("study/participants")
SECOND = CODING["second_coder"]


@cache
def turns(name: str) -> tuple[tuple[str, str, str], ...]:
    """Who speaks, the Chinese and the English of each turn, with marks."""
    first, *blocks = source(name).split("\n\n")
    head, *rest = first.split("\n")
    assert head == f"# {int(name[1:])}"
    pairs = [block.split("\n") for block in ["\n".join(rest), *blocks]]
    return tuple((one[0], one[3:], other[3:]) for one, other in pairs)


def source(name: str) -> str:
    path = DATA / "study" / "interviews" / f"{name}.txt"
    return path.read_text(encoding="utf-8").removesuffix("\n")


def bare(marked: str) -> str:
    """Words without marks."""
    return MARK.sub(lambda mark: mark[3] or "", marked)


@cache
def statements() -> dict[str, tuple[str, str]]:
    """Each significant statement in both languages, by name."""
    found: dict[str, tuple[str, str]] = {}
    for name in NAMES:
        for _speaker, chinese, english in turns(name):
            both = [dict(STATEMENT.findall(words)) for words in (chinese, english)]
            assert both[0].keys() == both[1].keys(), f"{name}: {chinese}"
            for key in both[0]:
                assert f"{name}.{key}" not in found, f"{name}.{key} twice"
                found[f"{name}.{key}"] = bare(both[0][key]), bare(both[1][key])
    return found


def themes(entries: Any = None, above: str = "") -> Iterator[tuple[Any, str]]:
    for theme in CODING["themes"] if entries is None else entries:
        yield theme, above
        yield from themes(theme["children"], theme["key"])


CLUSTERS = [(cluster, theme["key"]) for theme, _ in themes() for cluster in theme["clusters"]]
MEANINGS = [(one, cluster["key"]) for cluster, _ in CLUSTERS for one in cluster["meanings"]]
PER_STATEMENT = Counter(key for meaning, _ in MEANINGS for key in meaning["statements"])


def chain() -> Chain:
    return Chain(
        interviews={name: name for name in NAMES},
        statements={key: Statement(key[:3], StatementState.ACCEPTED) for key in statements()},
        meanings=frozenset(meaning["key"] for meaning, _ in MEANINGS),
        carries=frozenset((key, one["key"]) for one, _ in MEANINGS for key in one["statements"]),
        clusters=frozenset(cluster["key"] for cluster, _ in CLUSTERS),
        in_cluster=frozenset((meaning["key"], cluster) for meaning, cluster in MEANINGS),
        themes={theme["key"]: above or None for theme, above in themes()},
        in_theme=frozenset((cluster["key"], theme) for cluster, theme in CLUSTERS),
    )


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from texts(each)


@pytest.mark.parametrize("name", NAMES)
def test_every_turn_stands_in_two_languages(name: str) -> None:
    lines = [line for line in source(name).split("\n") if line and not line.startswith("#")]
    assert all(re.match(r"[IPF]  \S", line) and "\t" not in line for line in lines)
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        assert first[0] == second[0], first
        assert HAN.search(first), first
        assert not HAN.search(second), second
    speakers = {speaker for speaker, *_ in turns(name)}
    shared = PEOPLE["participants"][int(name[1:]) - 1]["shared_room"]
    assert speakers == ({"I", "P", "F"} if shared == "family" else {"I", "P"})


@pytest.mark.parametrize("name", NAMES)
def test_marks_are_whole_and_the_same_in_both_languages(name: str) -> None:
    for speaker, chinese, english in turns(name):
        named = [Counter(m[2] for m in MARK.finditer(each) if m[2]) for each in (chinese, english)]
        assert named[0] == named[1], chinese
        assert set(named[0]) <= KINDS, chinese
        for words in (chinese, english):
            assert not re.search(r"\[\[|\]\]|[{}]", bare(words)), words
            assert len(STATEMENT.findall(words)) == words.count("[["), words
            assert speaker == "P" or "[[" not in words, f"not the participant's own: {words}"


def test_interviews_are_of_several_lengths() -> None:
    lengths = [len(turns(name)) for name in NAMES]
    assert min(lengths) >= 14
    assert 36 <= max(lengths) <= 44
    assert sum(16 <= length <= 28 for length in lengths) >= 10
    said = Counter(key[:3] for key in statements())
    assert all(5 <= said[name] <= 10 for name in NAMES)
    assert 90 <= len(statements()) <= 105


def test_who_was_interviewed_and_who_was_not() -> None:
    people = PEOPLE["participants"]
    assert [each["no"] for each in people] == list(range(1, 15))
    kinds = Counter(each["kind"] for each in people)
    assert kinds == {"patient": 10, "left": 2, "provider": 2}
    assert {each["channel"] for each in people} == {"online", "phone", None}
    assert {note["kind"] for each in people for note in each["field_notes"]} <= set(NoteKind)
    for each in people:
        assert all(0 < note["at_minute"] <= each["minutes"] for note in each["field_notes"])
        assert each["kind"] == "provider" or (50 <= each["age"] <= 80 and each["months"] >= 6)
    refused = [each for each in PEOPLE["others"] if "criterion" not in each]
    assert len(refused) == 3
    assert all(each["reason"] for each in refused)
    (excluded,) = (each for each in PEOPLE["others"] if "criterion" in each)
    assert excluded["criterion"] in {each["text"] for each in criteria()}


def test_every_statement_has_a_meaning_and_every_meaning_a_place() -> None:
    assert PER_STATEMENT.keys() == statements().keys()
    assert max(PER_STATEMENT.values()) == 1
    assert 9 <= len(CLUSTERS) <= 11
    assert 28 <= len(MEANINGS) <= 33
    assert 3 <= len(CODING["themes"]) <= 4
    assert all(not below["children"] for each in CODING["themes"] for below in each["children"])
    for names in (
        [theme["key"] for theme, _ in themes()],
        [cluster["key"] for cluster, _ in CLUSTERS],
        [meaning["key"] for meaning, _ in MEANINGS],
        [plain(meaning["zh"]) for meaning, _ in MEANINGS],
        [plain(meaning["en"]) for meaning, _ in MEANINGS],
        [words for words, _ in statements().values()],
    ):
        assert len(set(names)) == len(names)


def test_saturation_is_reached_with_the_last_interview_and_not_before() -> None:
    new = brought(chain(), NAMES)
    entries = [
        Entry(at, each.statements, each.meanings, each.clusters, each.themes)
        for at, each in enumerate((new[name] for name in NAMES), start=1)
    ]
    suggested = saturation(entries).suggested
    assert (suggested.standing, suggested.at) == (Standing.REACHED, 14)
    assert _last(new, "themes") in {"p08", "p09", "p10"}
    assert _last(new, "clusters") == "p11"
    assert _last(new, "meanings") == "p12"
    assert new["p13"].statements
    assert new["p14"].statements
    assert [each["interview"] for each in STORY["saturation"]] == list(NAMES)
    assert [each["new"] for each in STORY["saturation"]] == [each.looks_new for each in entries]


def _last(new: Any, what: str) -> str:
    counts: dict[str, Brought] = new
    return max(name for name, each in counts.items() if getattr(each, what))


def test_what_the_second_coder_saw_otherwise_is_there() -> None:
    known = statements()
    otherwise = [each["statement"] for each in SECOND["other_meaning"]]
    narrower = [each["statement"] for each in SECOND["narrower"]]
    touched = [*SECOND["left_out"], *otherwise, *narrower]
    assert len(set(touched)) == len(touched)
    assert set(touched) <= known.keys()
    for each in SECOND["other_meaning"]:
        (label,) = (one["zh"] for one, _ in MEANINGS if each["statement"] in one["statements"])
        assert plain(each["zh"]) != plain(label)
    for each in SECOND["narrower"]:
        whole = known[each["statement"]][0]
        assert whole.count(each["zh"]) == 1, each
        # Shorter, and still the same place: more than half of the longer one.
        assert len(whole) / 2 < len(each["zh"]) < len(whole), each
    for each in SECOND["extra"]:
        speaker, chinese, _english = turns(each["interview"])[each["turn"] - 1]
        assert speaker == "P"
        assert STATEMENT.sub("|", chinese).count(each["zh"]) == 1, each
    share = 1 - (len(touched) + len(SECOND["extra"])) / (len(known) + len(SECOND["extra"]))
    assert 0.6 < share < 0.85


def test_every_difference_is_talked_over_and_one_is_open() -> None:
    told = CODING["discrepancies"]
    differ = [*SECOND["left_out"]]
    differ += [each["statement"] for each in (*SECOND["other_meaning"], *SECOND["narrower"])]
    differ += [f"{each['interview']}.turn{each['turn']}" for each in SECOND["extra"]]
    assert sorted(each["statement"] for each in told) == sorted(differ)
    settled = Counter(each["settled"] for each in told)
    assert settled.keys() == {"consensus", "clarified", "open"}
    (unsettled,) = (each for each in told if each["settled"] == "open")
    assert unsettled["statement"].startswith("p14.")
    words = ("says_a_zh", "says_b_zh", "zh", "says_a_en", "says_b_en", "en")
    assert all(each[key] for each in told for key in words)
    answered = [each for each in told if "asked_zh" in each and "asked_en" in each]
    assert answered == [each for each in told if each["settled"] == "clarified"]


def test_cases_that_speak_against_a_theme_are_of_another_or_of_it() -> None:
    keys = {theme["key"] for theme, _ in themes()}
    assert len(CODING["deviant"]) >= 2
    for each in CODING["deviant"]:
        assert each["statement"] in statements()
        assert each["theme"] in keys


def test_the_story_names_who_and_what_exists() -> None:
    team = {each["key"]: set(each["duties"]) for each in STORY["team"]}
    assert all(duties <= set(Duty) for duties in team.values())
    assert {key for key, duties in team.items() if Duty.CODE in duties} == {"coder_a", "coder_b"}
    assert {each["by"] for each in STORY["reflexivity"]} <= team.keys()
    moments = [(each["by"], each["week"]) for each in STORY["reflexivity"]]
    assert len(set(moments)) == len(moments)
    for meeting in STORY["meetings"]:
        assert set(meeting["attendees"]) <= team.keys()
        assert len(meeting["attendees"]) > 1
        assert meeting["decisions"]
    assert STORY["readings"].keys() == set(NAMES)
    assert all(each.keys() == {"coder_a", "coder_b"} for each in STORY["readings"].values())
    parts = [each["part"] for each in STORY["guide"]]
    assert (parts[0], parts[-1]) == (GuidePart.OPENING, GuidePart.CLOSING)
    assert set(parts) == set(GuidePart)


def test_the_texts_cite_every_theme_and_one_passage_was_changed_for_a_participant() -> None:
    keys = {theme["key"] for theme, _ in themes()}
    cited = {key for each in STORY["exhaustive"] for key in each["themes"]}
    assert cited == keys
    top = {theme["key"] for theme in CODING["themes"]}
    assert {key for each in STORY["structure"] for key in each["themes"]} == top
    (changed,) = (each for each in STORY["exhaustive"] if "first_zh" in each)
    assert changed["first_zh"] != changed["zh"]
    assert changed["first_en"] != changed["en"]
    checks = {each["outcome"]: each for each in STORY["member_checks"]}
    assert checks.keys() == {Checked.CONFIRMED, Checked.AMENDED, ""}
    assert checks[Checked.AMENDED]["changes"] in changed["themes"]
    assert {each["way"] for each in checks.values()} <= set(CheckWay)
    assert {each["interview"] for each in checks.values()} <= set(NAMES)


def test_nothing_is_taken_from_the_study_the_product_comes_from() -> None:
    """These stand for what its participants are known to have said."""
    said = "\n".join([*map(source, NAMES), *texts([CODING, STORY])]).casefold()
    for words in ("走形式", "走过场", "团队里的人", "formality", "part of the team", "belonging"):
        assert words not in said, words


def test_no_number_is_anybodys() -> None:
    everything = [*map(source, NAMES), *texts([CODING, STORY, PEOPLE])]
    for words in everything:
        for number in re.findall(r"\d[\d -]{6,}\d", words):
            digits = re.sub(r"\D", "", number)
            assert re.fullmatch(r"1380000\d{4}", digits), number
    assert STORY["ethics"]["no"].startswith("DEMO-")


@pytest.mark.parametrize("name", NAMES)
def test_what_names_somebody_is_marked(name: str) -> None:
    for _speaker, chinese, _english in turns(name):
        marked = {m[3] for m in MARK.finditer(chinese) if m[2]}
        for each in suggest(bare(chinese)):
            if each.sure is Sure.HIGH and each.category in (Category.NAME, Category.PHONE):
                words = bare(chinese)[each.span.start : each.span.end]
                assert any(words in one or one in words for one in marked), words


def test_most_interviews_name_somebody() -> None:
    named = [sum(m[2] is not None for m in MARK.finditer(source(name))) // 2 for name in NAMES]
    assert sum(2 <= each <= 5 for each in named) >= 10


def test_names_and_definitions_stand_in_both_languages() -> None:
    for each in _bilingual([CODING, STORY, PEOPLE]):
        for key in [key for key in each if key == "zh" or key.endswith("_zh")]:
            other = key.removesuffix("zh") + "en"
            if other in each:
                assert HAN.search(each[key]), each[key]
                assert not HAN.search(each[other]), each[other]
    for theme, _ in themes():
        assert all(theme[key] for key in ("zh", "en", "definition_zh", "definition_en"))
    assert all(cluster["description_zh"] for cluster, _ in CLUSTERS)


def _bilingual(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _bilingual(each)

"""What patients write alarms nobody by accident; what managers write, a manager may send."""

from typing import Any

import pytest

from osteopro.simulation.chance import stream
from osteopro.simulation.course import Happened
from osteopro.simulation.material import material
from osteopro.simulation.words import Remark, line, note, quoted, reply, theme, way
from osteopro.triage.medicine import parse_stop
from osteopro.triage.ruleset import load_ruleset, read_documents
from osteopro.triage.words import hits

RULES = load_ruleset()
STOP = parse_stop(read_documents()["reply_stop"])
LOUD = {"fall"}  # somebody who fell says so, and the record is read today for that anyway


def texts(node: Any) -> list[str]:
    """Every text below a node, but not what explains the file."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for key, value in node.items() if key != "about" for text in texts(value)]
    return [text for value in node for text in texts(value)]


def test_there_is_enough_to_say() -> None:
    notes, replies = material("notes"), material("replies")
    assert len(set(texts(notes))) == len(texts(notes)) >= 60
    assert len(set(texts([replies["noted"], replies["unsaid"]]))) >= 40


def test_quiet_notes_hit_no_word_list() -> None:
    notes = material("notes")
    quiet = texts(notes["traits"]) + notes["plain"] + texts(material("messages"))
    quiet += [t for kind, said in notes["events"].items() if kind not in LOUD for t in said]
    for words in RULES.words.values():
        assert hits(words, quiet) == ()


def test_notes_of_a_fall_hit_weak_words_only() -> None:
    said = texts(material("notes")["events"]["fall"])
    assert hits(RULES.words["weak"], said)
    assert hits(RULES.words["strong"], said) == ()


@pytest.mark.parametrize("text", texts(material("replies")))
def test_no_reply_speaks_of_changing_medicine(text: str) -> None:
    assert STOP.wording(text.format(name="王阿姨")) == []


def test_scripted_replies_pass_the_medicine_stop() -> None:
    acts = [act for scene in material("scenes")["scenes"].values() for act in scene["acts"]]
    replies = [act[key] for act in acts for key in ("reply", "question") if key in act]
    assert replies
    for text in replies:
        assert STOP.wording(text) == []


def test_every_trait_and_event_one_can_write_about_can_be_answered() -> None:
    notes, replies = material("notes"), material("replies")
    assert set(notes["traits"]) | set(notes["events"]) <= set(replies["noted"])
    assert set(notes["traits"]) < set(material("course")["traits"])
    assert set(notes["events"]) <= set(material("events")["events"])


def test_theme_is_the_latest_event_or_what_weighs_most() -> None:
    calm = dict.fromkeys(material("course")["traits"], 0.2)
    fell = Happened("fall", None)  # type: ignore[arg-type]
    assert theme(calm, calm, (fell,)).about == "fall"
    assert theme(calm | {"sleep": 0.6}, calm, ()) == Remark("sleep", "worse")
    assert way(0.2, 0.4) == "better"
    assert way(0.2, 0.21) == "same"


def test_nobody_repeats_themselves_before_all_is_said() -> None:
    said: set[str] = set()
    source = stream(1, "notes")
    first = [note(Remark("pain", "same"), said, source).text for _ in range(4)]
    assert len(set(first)) == 4


def test_a_reply_quotes_what_was_said_once_and_goes_on() -> None:
    source = stream(1, "replies")
    answered = reply("王阿姨", Remark("sleep", "worse", "睡不好"), source)
    assert quoted("王阿姨", "睡不好。") == "王阿姨，您写了“睡不好”。"
    assert quoted("王阿姨", "") == ""
    noted = [t for texts in material("replies")["noted"].values() for t in texts]
    assert not [t for t in noted if "{name}" in t or t.startswith("您说")]
    assert answered in [t.format(name="王阿姨") for t in material("replies")["noted"]["sleep"]]
    unsaid = reply("王阿姨", Remark("sleep", "better"), source)
    assert unsaid in [t.format(name="王阿姨") for t in material("replies")["unsaid"]["better"]]
    assert line("calls.missed", source) in material("replies")["calls"]["missed"]

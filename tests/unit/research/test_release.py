"""What is to be weighed before a report leaves."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import release
from osteopro.research.release import Finding, Sort, Text, Where

QUOTE = Text(Where.QUOTE, "我到华西医院找李医生，打 13800006620。", "t1")
PLAIN = Text(Where.THEME, "嫌麻烦", "t1")


def test_places_names_and_numbers_in_words_are_shown() -> None:
    found = release.suggested([QUOTE, PLAIN])
    assert [(each.where, each.about) for each in found] == [(Where.QUOTE, "t1")]
    assert {"华西医院", "13800006620"} <= set(found[0].marks)


def test_what_stands_for_a_name_is_none() -> None:
    assert release.suggested([Text(Where.QUOTE, "我找[姓名1]，在[医院1]。")]) == []


def test_the_only_one_of_a_kind_is_found_when_quoted() -> None:
    traits = {
        1: [("patient", "patient"), ("patient/sex", "男")],
        2: [("patient", "patient"), ("patient/sex", "女")],
        3: [("patient", "patient"), ("patient/sex", "女")],
        4: [("provider", "provider"), ("provider/sex", "女")],
    }
    found = release.alone(traits, quoted=[1, 2, 4])
    assert [(each.about, each.marks) for each in found] == [
        ("1", ("男",)),
        ("4", ("provider", "女")),
    ]
    assert release.alone(traits, quoted=[3]) == []


def test_a_reason_holds_for_the_same_words_only() -> None:
    before = Finding(Sort.SUGGESTED, Where.QUOTE, "t1", "在成都", ("成都",))
    after = Finding(Sort.SUGGESTED, Where.QUOTE, "t1", "在成都市", ("成都市",))
    answers = {before.key: "大城市"}
    assert release.unweighed([before], answers) == []
    assert release.unweighed([after], answers) == [after]
    assert release.unweighed([before], {before.key: "  "}) == [before]


def test_beside_a_name_that_is_known_another_is_found() -> None:
    assert release.beside(["主题：王秀英说好", "李"], ["王秀英"]) == [
        Text(Where.ELSEWHERE, "主题：\n说好"),
        Text(Where.ELSEWHERE, "李"),
    ]


@given(st.lists(st.text(alphabet="ab甲乙 ", max_size=6), max_size=5), st.data())
def test_nothing_of_the_document_is_left_unsought(known: list[str], data: st.DataObject) -> None:
    """Every string stands whole in one of the texts that are looked through, but for what is known
    already."""
    strings = data.draw(st.lists(st.text(alphabet="ab甲乙 ", max_size=12), max_size=5))
    assert [each.words for each in release.beside(strings, [])] == list(
        dict.fromkeys(string.strip() for string in strings if string.strip())
    )
    sought = "\n".join(each.words for each in release.beside(strings, known))
    gone = "".join(known)
    for string in strings:
        assert set(string) - {" "} <= set(sought) | set(gone)

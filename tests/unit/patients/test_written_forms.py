"""How somebody's name, numbers and days are found in what was said."""

from dataclasses import asdict
from datetime import date

import pytest

from osteopro.patients.terms import IdentityKind, Person
from osteopro.patients.written_forms import Known, find, has_title, known_of, split_name

WANG = known_of(
    Person(
        name="王秀英",
        birth=date(1952, 3, 8),
        phone="+8613800006620",
        address_as="英子婆婆",
        id_number="110105195203080026",
        emergency_name="李建国",
        emergency_phone="+861065520011",
        email="wang.xy@example.org",
        helper_name="李芳",
    ),
    others=["欧阳明月"],
    phones=["+8613911112222"],
)


def found(text: str, known: Known = WANG) -> list[tuple[str, str]]:
    return [(str(span.kind), text[span.start : span.end]) for span in find(text, known)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("我叫王秀英，今年", "name", "王秀英"),
        ("王 秀 英", "name", "王 秀 英"),
        ("大家叫我秀英", "name-part", "秀英"),
        ("王阿姨你好", "name-part", "王阿姨"),
        ("老王啊", "name-part", "老王"),
        ("阿英过来", "name-part", "阿英"),
        ("英姐说", "name-part", "英姐"),
        ("都叫我英子婆婆的", "called", "英子婆婆"),
        ("I am Wang Xiuying.", "name", "Wang Xiuying"),
        ("xiu-ying wang说", "name", "xiu-ying wang"),
        ("儿子李建国", "others-name", "李建国"),
        ("建国打电话", "others-name-part", "建国"),
        ("李芳陪我", "others-name", "李芳"),
        ("欧阳明月医生", "others-name", "欧阳明月"),
        ("明月来了", "others-name-part", "明月"),
        ("电话13800006620。", "phone", "13800006620"),
        ("138-0000-6620", "phone", "138-0000-6620"),
        ("+86 138 0000 6620", "phone", "+86 138 0000 6620"),
        ("１３８００００６６２０", "phone", "１３８００００６６２０"),
        ("幺三八，零零零零，六六二零", "phone", "幺三八，零零零零，六六二零"),
        ("一三八〇〇〇〇六六二〇", "phone", "一三八〇〇〇〇六六二〇"),
        ("尾号是6620的", "phone", "6620"),
        ("座机010-65520011", "phone", "010-65520011"),
        ("女儿的13911112222", "phone", "13911112222"),
        ("身份证110105 19520308 0026", "id-number", "110105 19520308 0026"),
        ("一九五二年三月八号生的", "birthday", "一九五二年三月八号"),
        ("1952年3月8日", "birthday", "1952年3月8日"),
        ("52年三月初八", "birthday", "52年三月初八"),
        ("生日是3月8号", "birthday", "3月8号"),
        ("1952-03-08", "birthday", "1952-03-08"),
        ("born on March 8th, 1952", "birthday", "March 8th, 1952"),
        ("the 8th of March", "birthday", "8th of March"),
        ("写信到 Wang.XY@example.org", "email", "Wang.XY@example.org"),
    ],
)
def test_what_is_known_is_found_as_it_is_said(text: str, kind: str, words: str) -> None:
    assert found(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "腰疼了三个月，夜里更疼。",
        "十三月八号",
        "3月18日去的，13月8日没有",
        "113800006620、138000066200",
        "女王来了，英国",
        "Wangler, unwang xiuyingly",
        "1951年4月9日",
        "电话是6620",
        "",
    ],
)
def test_what_is_somebody_elses_is_left(text: str) -> None:
    assert found(text) == []


def test_of_places_that_overlap_the_longest_counts() -> None:
    assert found("王秀英婆婆，王秀英") == [("name", "王秀英"), ("name", "王秀英")]


@pytest.mark.parametrize("day", [1, 10, 12, 20, 21, 30])
def test_days_are_told_apart(day: int) -> None:
    words = {1: "一", 10: "十", 12: "十二", 20: "二十", 21: "二十一", 30: "三十"}
    known = Known(birth=date(1960, 12, day))
    for each, said in words.items():
        assert bool(found(f"十二月{said}号", known)) is (each == day)
        assert bool(found(f"12月{each}日", known)) is (each == day)


def test_latin_names_and_their_parts() -> None:
    known = Known(names=("Mary Jo Smith",))
    assert found("Mary Jo Smith and mrs smith, Jo", known) == [
        ("name", "Mary Jo Smith"),
        ("name-part", "smith"),
    ]


def test_surnames_of_two_characters() -> None:
    assert split_name("欧阳秀英") == ("欧阳", "秀英")
    assert split_name("欧阳") == ("欧", "阳")
    assert has_title("李护士")
    assert not has_title("李建国")


def test_nothing_that_comes_out_says_who_it_is() -> None:
    span = find("我叫王秀英", WANG)[0]
    assert asdict(span) == {"start": 2, "end": 5, "kind": IdentityKind.NAME}
    assert "王" not in repr(span)


def test_nothing_is_known_of_nobody() -> None:
    assert find("王秀英 13800006620", Known()) == ()

"""The medicine stop on typed replies (clinical content 3.5)."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "药先减半吧", "停几天药", "换一种药试试", "改打另一针", "加一片", "每天 2 片",
        "吃50mg", "５０ ｍｇ", "10毫克", "钙片每天一片", "漏了就补吃一片", "今天别吃药了",
        "维生素D 800单位", "先停用这个药", "给您开点止痛药，加量",
        "把阿仑膦酸钠停了", "福善美先别吃了", "普罗力晚一个月打", "可以打唑来膦酸", "激素慢慢减",
        "Stop the tablets for a week", "Take half a tablet", "increase the dose",
        "70 mg weekly", "skip the injection", "You can come off the medicine",
        "postpone your denosumab", "take an extra pill", "take two tablets",
    ],
)  # fmt: skip
def test_medicine_wording_is_stopped(ruleset, text):
    assert ruleset.stop.wording(text)


@pytest.mark.parametrize(
    "text",
    [
        "收到了，这次睡得比上次好，继续保持。",
        "走路先 5 分钟，慢慢加到 20 分钟。",
        "下周二上午 9 点我给您打电话。",
        "弯腰时背挺直，搬东西请家人帮忙。",
        "我帮您约了 12 月 3 日的门诊。",
        "一天喝一杯奶，约 300 毫升。",
        "您说打了唑来膦酸发烧，我请张医生看看。",
        "多晒太阳，多吃含维生素的菜。",
        "Thank you, I read your report. Walk 10 minutes a day.",
        "I will phone you on Tuesday at 9.",
        "Your appointment is on 3 December.",
    ],
)
def test_ordinary_replies_pass(ruleset, text):
    assert ruleset.stop.wording(text) == []


def test_match_names_pattern_and_words(ruleset):
    found = ruleset.stop.wording("吃 50MG 吧")
    assert [(match.pattern, match.text) for match in found] == [
        ("dose", "50mg"),
        ("dose-en", "50mg"),
    ]


def test_fixed_reply_is_there_in_both_languages(ruleset):
    assert ruleset.stop.text["zh-CN"].startswith("药的事要医生当面看过才能定")
    assert "doctor in person" in ruleset.stop.text["en"]

"""Every component in every state on one page, for eyes and for the accessibility check.

Mounted at `/dev/ui/` while debugging; people and numbers are invented.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from osteopro.ui import components as c
from osteopro.ui import icons
from osteopro.ui.charts import (
    Event,
    Happening,
    Point,
    Scale,
    Series,
    Threshold,
    Variant,
    line_chart,
)
from osteopro.ui.trends import Measure, trend_sentence

FIRST = date(2026, 8, 24)
VALUES = (5, 5, 6, None, 5, 7, 7, 6, 5, 5, 4, None, 5, 4)
LEVELS = (
    ("emergency", "马上就医", "Emergency"),
    ("urgent", "要尽快看医生", "See a doctor soon"),
    ("attention", "需关注", "Needs attention"),
    ("routine", "平稳", "Steady"),
    ("phone", "要打的电话", "Call due"),
    ("late", "没填", "Not filled in"),
)


def gallery_context(variant: str = "patient", language: str = "zh-hans") -> dict[str, Any]:
    """What `ui/gallery.html` shows: `variant` "patient" or "staff", in `language`."""
    if variant not in ("patient", "staff"):
        raise ValueError(f"no such gallery: {variant}")
    english = language == "en"
    shared: dict[str, Any] = {
        "variant": variant,
        "page_title": "Components" if english else "零件表",
        "levels": [(code, en if english else zh) for code, zh, en in LEVELS],
        "icon_names": icons.NAMES,
        "errors": [],
        "said": _words(english),
        "answers": _answers(english),
        "ladder_answers": _ladder(english),
        "ticks": _ticks(english),
    }
    more = _staff(english) if variant == "staff" else _patient(english)
    return {**shared, **more}


def _words(english: bool) -> Mapping[str, str]:
    """Short sample words by name, so that the template stays one for both languages."""
    pairs = {
        "start": ("开始记录", "Start"),
        "reply": ("看回复", "Read the reply"),
        "call": ("打 120", "Call 120"),
        "later": ("先不填，以后再来", "Stop now, come back later"),
        "skip": ("这题不想答", "Skip this question"),
        "send": ("发送", "Send"),
        "sleep": ("最近 7 天，睡不好", "Last 7 days: slept badly"),
        "sleep_help": ("睡不着、痛醒都算。", "Lying awake and waking with pain both count."),
        "pain": ("最近 7 天，不动的时候有多痛？", "Last 7 days: how much pain at rest?"),
        "any": ("有没有下面的情况？", "Did any of these happen?"),
        "choose": (
            "请选一个答案。不想答，就按“这题不想答”。",
            "Choose an answer. If you'd rather not, press “Skip this question”.",
        ),
        "born": ("您的生日", "Your date of birth"),
        "born_error": ("生日没对上。请按身份证上的日期再填一次。", "That date doesn't match."),
        "when": ("什么时候的事？", "When was it?"),
        "note": ("还有什么想说的？", "Anything else?"),
        "weight": ("体重", "Weight"),
        "kg": ("公斤", "kg"),
        "pick": ("选一个看", "Choose one"),
        "agree": ("我看过了，同意", "I have read this and agree"),
        "sent": ("送到了。谢谢您告诉我们。", "It arrived. Thank you for telling us."),
        "not_sent": ("还没送到", "Not sent yet"),
        "wait": ("现在没有网络。请先别清理手机。", "No network. Please do not clear this phone."),
        "hello": ("看起来比较平稳。", "You seem steady."),
        "urgent": ("等人来的时候", "While you wait"),
        "lie": ("没有人扶，先别乱动。", "Do not move without help."),
        "nurse": ("李护士回复了您", "Nurse Li replied to you"),
        "at": ("11月17日 下午3:40", "17 November, 3:40 pm"),
        "said": ("“您说夜里翻身痛……”", "“You said turning over hurts…”"),
        "due": ("该记录了", "Time for your record"),
        "due_line": ("12 题，大约 3 分钟。", "12 questions, about 3 minutes."),
        "missing": ("有 1 题没答", "1 question is open"),
        "unsteady": ("站着或走路不稳", "Unsteady when standing or walking"),
        "new": ("新", "New"),
        "saved": ("已存好", "Saved"),
        "worklist": ("工作列表", "Worklist"),
        "nobody": ("现在没有。", "Nobody now."),
        "panel": ("和上次比", "Since last time"),
        "advice": ("建议", "Advice"),
        "outcome": ("结果", "Outcome"),
        "seen": ("已标记看过 09:38", "Seen 09:38"),
        "undo": ("已发给陈叔", "Sent to Mr Chen"),
        "timeline": ("经过", "History"),
        "table": ("本周", "This week"),
        "all_clear": ("今天都处理完了", "All done for today"),
        "all_clear_line": ("26 份记录都有了结果。", "All 26 records have an outcome."),
    }
    return {name: en if english else zh for name, (zh, en) in pairs.items()}


def _answers(english: bool) -> list[c.Answer]:
    words = (
        ("Not at all", "A little", "Somewhat", "Quite a bit", "Very much")
        if english
        else ("没有", "有一点", "有一些", "比较重", "很重")
    )
    return [c.Answer(str(n), word, checked=n == 2) for n, word in enumerate(words)]


def _ladder(english: bool) -> list[c.Answer]:
    ends = {0: ("一点不痛", "no pain"), 10: ("想得到的最痛", "worst pain you can imagine")}
    return [c.Answer(str(n), str(n), ends.get(n, ("", ""))[english], n == 4) for n in range(11)]


def _ticks(english: bool) -> list[c.Answer]:
    fell, none = ("I fell", "None of these") if english else ("摔倒了", "都没有")
    pain = "Sudden back pain" if english else "突然背痛或腰痛得厉害"
    return [
        c.Answer("back", pain),
        c.Answer("fall", fell, checked=True),
        c.Answer("none", none, exclusive=True),
    ]


def _points() -> tuple[Point, ...]:
    return tuple(
        Point(FIRST + timedelta(days=7 * n), value, phone=n == 7, proxy=n == 9, declined=n == 11)
        for n, value in enumerate(VALUES)
    )


def _chart(variant: Variant, english: bool, uid: str) -> tuple[str, Markup]:
    points = _points()
    name = "back pain" if english else "背痛"
    language = "en" if english else "zh-hans"
    known = [(p.on, p.value) for p in points if p.value is not None]
    sentence = trend_sentence(known, Measure(name, 2), language, today=points[-1].on)
    events = (
        Event(date(2026, 9, 26), Happening.FALL, "fall" if english else "摔倒"),
        Event(date(2026, 10, 28), Happening.VISIT, "visit" if english else "看病"),
        Event(date(2026, 11, 17), Happening.ADVICE, "advice" if english else "建议"),
    )
    staff = Threshold(7, "look ≥ 7" if english else "需要看 ≥ 7")
    svg = line_chart(
        [Series(points)],
        events,
        variant=variant,
        scale=Scale(0, 10, "more pain" if english else "更痛"),
        start=points[0].on,
        end=points[-1].on,
        sentence=sentence,
        about="0–10",
        uid=uid,
        language=language,
        threshold=None if variant is Variant.PATIENT else staff,
    )
    return sentence, svg


def _legend(english: bool) -> list[c.Legend]:
    return [
        c.Legend("line", "your numbers" if english else "您填的数字"),
        c.Legend("ring", "not filled in" if english else "没填，线断开"),
        c.Legend("proxy", "answered by family" if english else "家人替您答"),
        c.Legend("cross", "skipped" if english else "不想答"),
        c.Legend("T" if english else "电", "by phone" if english else "电话里填的"),
    ]


def _trend_rows(english: bool) -> list[c.TrendRow]:
    return [
        c.TrendRow("23 Nov", "4", "about the same")
        if english
        else c.TrendRow("11月23日", "4", "差不多"),
        c.TrendRow("17 Nov", mark="A", meaning="new advice")
        if english
        else c.TrendRow("11月17日", mark="建", meaning="新建议"),
        c.TrendRow("9 Nov", meaning="not filled in")
        if english
        else c.TrendRow("11月9日", meaning="没填"),
    ]


def _patient(english: bool) -> dict[str, Any]:
    sentence, svg = _chart(Variant.PATIENT, english, "g1")
    labels = (
        ("Note an event", "Ask for a visit", "My advice", "Get a helper")
        if english
        else ("记一件事", "约看病", "我的建议", "找人帮忙")
    )
    names = ("pencil", "calendar", "bulb", "people")
    return {
        "sentence": sentence,
        "svg": svg,
        "legend_items": _legend(english),
        "trend_rows": _trend_rows(english),
        "trend_head": ("Date", "Number", "Change") if english else ("日期", "数字", "和前次比"),
        "links": [c.Link("#", label, name) for label, name in zip(labels, names, strict=True)],
        "fate_steps": _fate(english),
        "summary_rows": [
            c.SummaryRow("Pain at rest" if english else "不动的时候有多痛", "4", "#"),
            c.SummaryRow(
                "Who filled it in" if english else "谁填的", "Me" if english else "我自己"
            ),
        ],
        "compare_rows": [
            c.ChangeRow(
                "Pain at rest" if english else "不动的时候有多痛",
                "5 to 4, about the same" if english else "5 变成 4，差不多",
            )
        ],
        "near": [
            c.QuickDate("2026-11-23", "Today" if english else "今天", True),
            c.QuickDate("2026-11-22", "Yesterday" if english else "昨天"),
        ],
        "parts": c.DateParts("1955", "3", "8"),
        "wrong_parts": c.DateParts("1955", "13", ""),
        "choices": [c.Option("a", "Pain at rest" if english else "不动的时候有多痛", True)],
        "summary_errors": [c.FieldError("g-error", _words(english)["choose"])],
        "plain_answers": [a._replace(checked=False) for a in _answers(english)],
    }


def _fate(english: bool) -> list[c.FateStep]:
    if english:
        return [
            c.FateStep("Arrived", "Today, 9:12 am"),
            c.FateStep("Seen by Nurse Li", "3:32 pm", quote="“Thank you.”"),
            c.FateStep("Waiting for Dr Zhang", "by 18 November", done=False),
        ]
    return [
        c.FateStep("送到了", "今天 上午9:12"),
        c.FateStep("李护士看过", "下午3:32", quote="“谢谢您。”"),
        c.FateStep("等张医生看", "11月18日 前答复", done=False),
    ]


def _staff(english: bool) -> dict[str, Any]:
    sentence, svg = _chart(Variant.STAFF, english, "g2")
    reason = "Fell, cannot stand" if english else "摔倒了，站不起来"
    rows = tuple(
        c.WorkRow(
            "#", code, en if english else zh, "何玉珍", "79", reason, "…", "", "09:44", "", ""
        )
        for code, zh, en in LEVELS[:2]
    )
    now = "Handle now" if english else "现在处理"
    late = "Overdue" if english else "逾期未报"
    keys = [
        c.Key(("j", "k"), "up, down" if english else "上下"),
        c.Key(("Enter",), "open" if english else "打开"),
    ]
    return {
        "sentence": sentence,
        "svg": svg,
        "trend_rows": _trend_rows(english),
        "trend_head": ("Date", "Number", "Change") if english else ("日期", "数字", "和前次比"),
        "legend_items": _legend(english),
        "lanes": [
            c.Lane("now", now, 2, ("emergency", "urgent"), rows, (("emergency", "30 min"),)),
            c.Lane("late", late, 0, ("late",)),
            c.Lane("folded", late, 1, ("late",), rows[:1], folded=True),
        ],
        "hints": keys,
        "shortcut_groups": [(now, keys)],
        "tag_items": [c.Tag("T12"), c.Tag("OK", "ok"), c.Tag("≥ 7", "warn"), c.Tag("120", "bad")],
        "stat_items": [c.Stat("Due" if english else "今天到期", "9")],
        "change_rows": [
            c.ChangeRow("P1", before="4", now="6", verdict="≥ 2", tone="warn", strong=True),
            c.ChangeRow("P2", before="3", now="3", verdict="="),
        ],
        "advice_items": [
            c.Suggestion(
                "R01", "R01", "Sleep on your side." if english else "侧着睡。", "T-A02", True
            ),
            c.Suggestion("R02", "R02", "Do not lift." if english else "不搬重物。", "T-A03"),
        ],
        "outcome_answers": [
            c.Answer("reply", "Replied" if english else "已回复", checked=True),
            c.Answer("call", "Called" if english else "已通话"),
            c.Answer("none", "No reply needed" if english else "无需回复", disabled=True),
        ],
        "history": [
            c.TimelineEntry(
                "11-23", reason, time="09:12", receipts=("09:12",), href="#", current=True
            ),
            c.TimelineEntry("11-18", reason, mark="医", lines=("“…”",)),
        ],
        "blank_parts": c.DateParts(),
        "choices": [c.Option("me", "My patients" if english else "我的患者", True)],
    }

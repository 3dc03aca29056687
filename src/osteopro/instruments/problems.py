"""What can be wrong with a response, in both languages, and FHIR's OperationOutcome for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from osteopro.instruments.definition import Text

MOST_PROBLEMS = 50


class Severity(StrEnum):
    """FHIR issue severities in use."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True)
class Problem:
    """One finding. `path` is a FHIRPath of the place, `code` a FHIR issue type, `http` the status
    a request gets for it (200 for warnings), `kind` what pages word in their own way."""

    path: str
    code: str
    severity: Severity
    http: int
    text: Text
    kind: str = ""


_TEXTS: dict[str, tuple[str, int, str, str]] = {
    # kind: (issue code, HTTP status, Chinese, English)
    "too-long": ("too-long", 413, "内容超过 {limit} 字节", "The body is larger than {limit} bytes"),
    "media": ("not-supported", 415, "只接受 JSON", "Only JSON is accepted"),
    "not-json": ("structure", 400, "不是有效的 JSON：{detail}", "This is not valid JSON: {detail}"),
    "bom": ("structure", 400, "开头有 BOM 标记", "The text starts with a byte order mark"),
    "deep": ("structure", 400, "嵌套超过 {limit} 层", "Nested deeper than {limit} levels"),
    "duplicate-key": ("structure", 400, "键“{key}”重复", "The key “{key}” appears twice"),
    "not-object": ("structure", 400, "应是一个 JSON 对象", "A JSON object is expected"),
    "resource": ("structure", 400, "应是 {name}", "A {name} is expected"),
    "control": ("value", 400, "文字里有控制字符", "The text has a control character"),
    "items": ("too-long", 400, "题目超过 {limit} 个", "More than {limit} items"),
    "unknown-key": ("structure", 400, "没有“{key}”这个元素", "There is no element “{key}”"),
    "shape": ("structure", 400, "数据类型不对", "The JSON type is wrong"),
    "empty": ("structure", 400, "不能为空", "Must not be empty"),
    "format": ("value", 400, "格式不对", "The format is wrong"),
    "out-of-range": ("value", 400, "数字超出范围", "The number is out of range"),
    "missing": ("required", 400, "缺少“{key}”", "“{key}” is missing"),
    "not-in-list": ("code-invalid", 400, "不在允许的值里", "Not one of the allowed values"),
    "no-such-day": ("value", 400, "没有这一天：{value}", "There is no such day: {value}"),
    "unversioned": (
        "business-rule",
        422,
        "questionnaire 要写明版本（url|version）",
        "questionnaire must name its version (url|version)",
    ),
    "unknown-form": ("not-found", 422, "没有这份问卷：{name}", "Unknown questionnaire: {name}"),
    "retired": ("business-rule", 422, "这个版本已停用", "This version is retired"),
    "modifier": ("extension", 422, "不认识的 modifierExtension", "Unknown modifierExtension"),
    "future": ("value", 422, "填写时间在将来", "The response was authored in the future"),
    "before-birth": ("value", 422, "填写时间早于出生", "The response was authored before birth"),
    "unknown-item": ("invalid", 422, "问卷里没有这一题：{name}", "No such item: {name}"),
    "wrong-parent": ("invalid", 422, "这一题不在这里：{name}", "{name} does not belong here"),
    "repeated-item": ("invalid", 422, "这一题出现两次：{name}", "{name} appears twice"),
    "no-answer-here": ("structure", 422, "这一项不用回答", "This item takes no answer"),
    "many-answers": ("structure", 422, "只能有一个答案", "Only one answer is allowed"),
    "one-value": ("structure", 422, "每个答案要有且只有一个值", "An answer has exactly one value"),
    "answer-type": ("structure", 422, "答案应是 {wanted}", "The answer must be {wanted}"),
    "absent-and-given": (
        "structure",
        422,
        "有答案就不能再写缺失原因",
        "An answered item cannot have a reason for being absent",
    ),
    "absent-code": ("code-invalid", 422, "不认识的缺失原因", "Unknown reason for being absent"),
    "no-option": ("code-invalid", 422, "没有这个选项：{code}", "There is no option {code}"),
    "same-option": ("invalid", 422, "同一选项选了两次：{code}", "Option {code} is chosen twice"),
    "exclusive": (
        "business-rule",
        422,
        "选项 {code} 不能和别的一起选",
        "Option {code} cannot be combined with others",
    ),
    "below": ("value", 422, "不能小于 {limit}", "Must not be below {limit}"),
    "above": ("value", 422, "不能大于 {limit}", "Must not be above {limit}"),
    "decimals": ("value", 422, "最多 {limit} 位小数", "At most {limit} decimals"),
    "long-text": ("value", 422, "最多 {limit} 个字", "At most {limit} characters"),
    "whole-day": ("value", 422, "日期要写到年月日", "The date needs year, month and day"),
    "later-than-today": ("value", 422, "日期不能晚于今天", "The date is after today"),
    "not-enabled": ("business-rule", 422, "这一题现在不用答", "This item is not asked now"),
    "required": ("required", 422, "这一题要回答", "This item needs an answer"),
    # warnings
    "no-system": ("code-invalid", 200, "选项没写 system", "The option has no system"),
    "display": ("invalid", 200, "选项文字和问卷不同", "The display differs from the form's"),
    "dropped": (
        "business-rule",
        200,
        "这一题没有启用，答案没有采用",
        "This item was not enabled; its answer is not used",
    ),
    "score": (
        "informational",
        200,
        "分数按本系统计算，和送来的不同",
        "The score sent differs from ours; ours is stored",
    ),
}
_WARNINGS = frozenset({"no-system", "display", "dropped", "score"})


def problem(kind: str, path: str, **values: object) -> Problem:
    """A problem of a known kind with its texts filled in; warnings carry HTTP 200."""
    code, http, chinese, english = _TEXTS[kind]
    severity = Severity.WARNING if kind in _WARNINGS else Severity.ERROR
    texts = {"zh-CN": chinese.format(**values), "en": english.format(**values)}
    return Problem(path, code, severity, http, texts, kind)


def warnings_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those that do not refuse the response."""
    return [found for found in problems if found.severity is not Severity.ERROR]


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those that refuse the response."""
    return [found for found in problems if found.severity is Severity.ERROR]


def http_status(problems: Iterable[Problem]) -> int:
    """The status of the whole request: the highest among the errors, 200 without any."""
    return max((found.http for found in errors_of(problems)), default=200)


def operation_outcome(problems: Sequence[Problem], language: str) -> dict[str, Any]:
    """A FHIR R4 OperationOutcome with at most 50 issues, errors first, texts in `language`."""
    ordered = [*errors_of(problems), *warnings_of(problems)][:MOST_PROBLEMS]
    issues = [_issue(found, language) for found in ordered]
    nothing = {"severity": str(Severity.INFORMATION), "code": "informational"}
    return {"resourceType": "OperationOutcome", "issue": issues or [nothing]}


def sentence(found: Problem, language: str = "en") -> str:
    """One line for a terminal: the place, then what is wrong with it."""
    text = text_in(found.text, language)
    return f"{found.path}: {text}" if found.path else text


def text_in(text: Text, language: str) -> str:
    """The text in a language, by its main part if need be (zh-hans → zh-CN), else the first."""
    main = language.split("-")[0].lower()
    exact: Mapping[str, str] = {key.split("-")[0].lower(): value for key, value in text.items()}
    return text.get(language) or exact.get(main) or next(iter(text.values()), "")


def _issue(found: Problem, language: str) -> dict[str, Any]:
    issue: dict[str, Any] = {
        "severity": str(found.severity),
        "code": found.code,
        "details": {"text": text_in(found.text, language)},
    }
    if found.path:
        issue["expression"] = [found.path]
    return issue
